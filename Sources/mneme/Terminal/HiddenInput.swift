import Foundation
import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A secret that is typed: it is not shown.
enum HiddenInput {
  /// - Throws: `invalidInput` at the end of input.
  static func line(_ prompt: String) async throws(MnemeError) -> String {
    FileHandle.standardError.write(Data(prompt.utf8))
    var before = termios()
    let isTerminal = tcgetattr(0, &before) == 0
    if isTerminal {
      var hidden = before
      hidden.c_lflag &= ~tcflag_t(ECHO)
      tcsetattr(0, TCSAFLUSH, &hidden)
    }
    let line = await StandardInput.nextLine()
    if isTerminal {
      tcsetattr(0, TCSAFLUSH, &before)
      FileHandle.standardError.write(Data("\n".utf8))
    }
    guard let line else { throw MnemeError(.invalidInput, "Nothing was typed.") }
    return line
  }

  /// A new password: typed twice where a person sits there, else the first line of standard input.
  /// - Throws: `invalidInput` when the two differ.
  static func newPassword() async throws(MnemeError) -> String {
    guard StandardInput.canAsk else { return try await line("") }
    let first = try await line("Password: ")
    guard try await line("The same again: ") == first else {
      throw MnemeError(.invalidInput, "The two are not the same.")
    }
    return first
  }
}
