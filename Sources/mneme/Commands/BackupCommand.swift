import ArgumentParser
import Foundation
import MnemeCore

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Copy the data directory into one file, also while the server runs.",
    subcommands: [MakeBackupCommand.self, ListBackupsCommand.self, VerifyBackupCommand.self],
    defaultSubcommand: MakeBackupCommand.self)
}

struct MakeBackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make", abstract: "Make a backup now.",
    discussion: """
      Everything that was stored before the call is in it: database, identity, configuration and keys of the data directory; \
      not the models, which can be downloaded again. The file is read back and compared before it gets its name. A readable \
      backup is a tar.gz that 'tar xzf' opens. Docs: docs/backup.md.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var secret: PassphraseOptions
  @OptionGroup var output: OutputOptions

  @Option(
    help: ArgumentHelp(
      "Folder, or the file itself when no such folder exists (default: backup.directory).", valueName: "path"))
  var to: String?

  @Option(help: "Of the folder keep only so many backups, the newest (default: as backup.keep… say).")
  var keep: Int?

  func validate() throws {
    if let keep, keep < 1 { throw ValidationError("--keep: at least 1.") }
  }

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      let target = try target(settings)
      let run = BackupRun(
        settings: settings, reason: .manual, target: target, passphrase: try secret.passphrase(settings),
        retention: retention(settings))
      let backup = try await OwnThread.run("mneme.backup") { () throws(MnemeError) in try run.run() }
      try output.write(backup, console, json: WireBackup.init, text: BackupOutput.made)
    }
  }

  private func target(_ settings: Settings) throws(MnemeError) -> BackupRun.Target {
    guard let to else { return .folder(settings.backupDirectory) }
    let path = URL(fileURLWithPath: to).standardizedFileURL.path
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      return isFolder.boolValue ? .folder(path) : .file(path)
    }
    if to.hasSuffix("/") { return .folder(path) }
    guard keep == nil else { throw MnemeError(.invalidInput, "--keep: \(path) is no folder.") }
    return .file(path)
  }

  /// A folder that was named keeps everything unless a number is named too.
  private func retention(_ settings: Settings) -> BackupRetention? {
    if let keep { return BackupRetention(newest: keep) }
    return to == nil ? BackupRetention(settings.backup) : nil
  }
}

struct ListBackupsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List the backups, the newest first.")

  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions

  @Argument(help: "Folder of backups (default: backup.directory).")
  var folder: String?

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      let path = folder.map { URL(fileURLWithPath: $0).standardizedFileURL.path } ?? settings.backupDirectory
      let backups = try BackupShelf(path: path).backups()
      try output.write(backups, console, json: WireBackups.init) { BackupOutput.list($0, in: path) }
    }
  }
}

struct VerifyBackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Read a backup whole and compare every file with its checksum.")

  @OptionGroup var common: CommonOptions
  @OptionGroup var secret: PassphraseOptions
  @OptionGroup var output: OutputOptions

  @Argument(help: "The backup (default: the newest one of backup.directory).")
  var file: String?

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      let path = try file ?? BackupShelf(path: settings.backupDirectory).latest(asOf: .distantFuture).path
      let archive = BackupArchive(path: path, passphrase: try secret.passphrase(settings))
      let manifest = try await OwnThread.run("mneme.backup") { () throws(MnemeError) in try archive.verify() }
      try output.write(manifest, console, json: { $0 }) { BackupOutput.sound($0, path: path) }
    }
  }
}
