import ArgumentParser
import Foundation
import MnemeCore

struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Put a backup in the place of the data directory's content.",
    discussion: """
      The server must be stopped. What is there is never deleted: with --replace it is put aside in the data directory as \
      before-restore-TIME. The backup is checked whole before anything changes, and a restore that is cut off either has \
      changed nothing or is ended by the next command. Docs: docs/backup.md.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var secret: PassphraseOptions

  @Argument(help: "The backup file.")
  var file: String?

  @Option(help: ArgumentHelp("Instead of a file: the newest backup made at this time or before it.", valueName: "time"))
  var asOf: TimeArgument?

  @Option(help: ArgumentHelp("Folder in which --as-of looks (default: backup.directory).", valueName: "folder"))
  var from: String?

  @Option(help: ArgumentHelp("Another data directory to restore into.", valueName: "folder"))
  var into: String?

  @Flag(help: "Put aside what is in the data directory.")
  var replace = false

  func validate() throws {
    guard (file == nil) != (asOf == nil) else {
      throw ValidationError("Name either a backup file or a time with --as-of.")
    }
    guard from == nil || asOf != nil else { throw ValidationError("--from is for --as-of.") }
  }

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      let archive = BackupArchive(path: try path(settings), passphrase: try secret.passphrase(settings))
      let directory = DataDirectory(
        into.map { URL(fileURLWithPath: $0).standardizedFileURL.path } ?? settings.dataDirectory)
      // Before the folder is made: a file that is no backup changes nothing at all.
      _ = try archive.manifest()
      guard let lock = try await lock(directory) else { return }
      defer { lock.release() }
      let run = RestoreRun(
        archive: archive, directory: directory, replaces: replace,
        stays: OwnedFiles.namesElsewhere(settings, in: directory))
      let outcome = try await OwnThread.run("mneme.restore") { () throws(MnemeError) in try run.run() }
      console.write(BackupOutput.restored(outcome, directory: directory.path))
    }
  }

  private func path(_ settings: Settings) throws(MnemeError) -> String {
    if let file { return file }
    let folder = from.map { URL(fileURLWithPath: $0).standardizedFileURL.path } ?? settings.backupDirectory
    return try BackupShelf(path: folder).latest(asOf: asOf?.date ?? .distantFuture).path
  }

  /// A command that is just ending is waited for; a server is not.
  private func lock(_ directory: DataDirectory) async throws -> DataDirectoryLock? {
    switch try await Access.holder(of: directory) {
    case .us(let lock): return lock
    case .server(let record):
      throw DirectoryInUse(
        message:
          "A server runs on \(directory.path): \(record.url) (process \(record.process)). Stop it first, or restore "
          + "into another folder with --into.")
    }
  }
}
