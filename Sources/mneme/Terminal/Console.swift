import Foundation

/// Where a command writes: results to standard output, everything else to standard error.
struct Console: Sendable {
  let write: @Sendable (String) -> Void
  let writeError: @Sendable (String) -> Void

  static let standard = Console(
    write: { send($0, to: .standardOutput) }, writeError: { send($0, to: .standardError) })

  private static func send(_ text: String, to handle: FileHandle) {
    do {
      try handle.write(contentsOf: Data(text.utf8))
    } catch {
      // The reader is gone (`mneme recall … | head`): nobody is left to be told.
      exit(141)
    }
  }

  func line(_ text: String = "") { write(text + "\n") }

  func warn(_ text: String) { writeError("mneme: warning: \(text)\n") }

  func fail(_ text: String) {
    for line in text.split(separator: "\n") { writeError("mneme: \(line)\n") }
  }
}
