import ArgumentParser
import Foundation
import MnemeCore

/// Where a command takes the passphrase of backups from.
struct PassphraseOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "File whose first line is the passphrase (else MNEME_BACKUP_PASSPHRASE or backup.passphrase).", valueName: "file")
  )
  var passphraseFile: String?

  /// Nil where there is none.
  /// - Throws: `invalidInput` for a file that holds none.
  func passphrase(_ settings: Settings) throws(MnemeError) -> String? {
    guard let passphraseFile else { return settings.backup.passphrase.flatMap { $0.isEmpty ? nil : $0 } }
    guard let data = FileManager.default.contents(atPath: passphraseFile), data.count <= 64 << 10,
      let text = String(data: data, encoding: .utf8)
    else { throw MnemeError(.invalidInput, "The passphrase file \(passphraseFile) cannot be read.") }
    let line = text.prefix { !$0.isNewline }
    guard !line.isEmpty else {
      throw MnemeError(.invalidInput, "The first line of the passphrase file \(passphraseFile) is empty.")
    }
    return String(line)
  }
}
