import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Colours, where they are wanted: on a terminal, unless NO_COLOR (https://no-color.org) is set or it is a dumb one.
struct TerminalStyle: Sendable {
  let isColoured: Bool

  static let plain = TerminalStyle(isColoured: false)

  init(isColoured: Bool) { self.isColoured = isColoured }

  init(environment: [String: String], isTerminal: Bool) {
    let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    isColoured = isTerminal && !isRefused && environment["TERM"] != "dumb"
  }

  func prompt(_ text: String) -> String { wrapped(text, "1;36") }
  /// What is not the answer itself.
  func aside(_ text: String) -> String { wrapped(text, "2") }
  func asking(_ text: String) -> String { wrapped(text, "33") }

  private func wrapped(_ text: String, _ code: String) -> String {
    isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
