import Dispatch
import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Lines typed or piped in.
enum StandardInput {
  private static let queue = DispatchQueue(label: "mneme.stdin")

  /// True when a person sits at the other end.
  static var isInteractive: Bool { isatty(0) == 1 && isatty(1) == 1 }

  /// True when a person can be asked and answer, wherever the result goes.
  static var canAsk: Bool { isatty(0) == 1 && isatty(2) == 1 }

  /// The next line without its end; nil at the end of input (Ctrl-D).
  static func nextLine() async -> String? {
    // Reading blocks, so it happens on a thread of its own and not on the shared pool.
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: readLine(strippingNewline: true)) }
    }
  }
}
