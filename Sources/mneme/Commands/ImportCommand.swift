import ArgumentParser
import Foundation
import Logging
import MnemeCore
import MnemeHTTP

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Take in conversations, or what 'mneme export' wrote: JSON Lines.",
    discussion: """
      Each line of a conversation: {"external_id": "…", "session": "…", "time": "2026-05-08T13:56:00Z", "speaker": "Ada" or \
      "role": "user", "text": "…"}. Importing the same file again changes nothing. Lines that are wrong are named \
      and left out; the status is 1 then.

      A file that begins like an export is taken in whole: conversations, messages and memories with their history. Its \
      first bad line ends the import, and one that is cut off before its last line is reported; the status is 1 then, and \
      what came before stays.

      With --from the file is an export of another program: 'chatgpt' and 'claude' take conversations.json or the zip \
      archive it came in, 'letta' an agent file (.af), 'mem0' a list of memories as its API gives it. Conversations keep \
      their times, memories are kept with their origin, and what is wrong is named by its record. Importing the same \
      file again changes nothing.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var owner: SpaceOptions

  @Option(help: "The program that wrote the file: chatgpt, claude, letta or mem0.")
  var from: ForeignSource?

  @Argument(help: "The file; '-' reads standard input.")
  var file: String

  func run() async throws {
    let console = Console.standard
    if let from { return try await importForeign(from, console) }
    try await CommandFailure.run(console) {
      let settings = try await common.settings(secrets: .whenNeeded, console: console)
      let handle = try openFile()
      let showsProgress = isatty(2) == 1
      // Outlives a failure: what was stored before it is told.
      var intake: ImportIntake?
      do {
        try await Access.withServices(
          settings, logger: .commandLine(settings), draining: .seconds(24 * 3600),
          progress: { left in
            // All is stored by now: stopping here loses nothing.
            if showsProgress { console.writeError("\r\(left) jobs left to embed and reflect ") }
          },
          body: { services in
            var own = ImportIntake(imports: services.imports, transfer: services.transfer, space: owner.space)
            defer { intake = own }
            try await importLines(of: handle, by: &own, console: console)
          })
      } catch {
        if let intake { Self.report(stopped: intake, console) }
        throw error
      }
      if showsProgress { console.writeError("\r\u{1B}[K") }
      guard let intake else { return }
      Self.report(intake, console)
      if intake.errorCount > 0 { throw ExitCode(1) }
    }
  }

  private func importForeign(_ source: ForeignSource, _ console: Console) async throws {
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      let opened = try ForeignFile.open(try openFile(), path: file, source: source)
      let showsProgress = isatty(2) == 1
      // Outlives a failure: what was stored before it is told.
      var told: ForeignImport?
      do {
        try await Access.withServices(
          settings, logger: .commandLine(settings), draining: .seconds(24 * 3600),
          progress: { if showsProgress { console.writeError("\r\($0) jobs left to embed and reflect ") } },
          body: { services in
            var run = ForeignImport(
              source, imports: services.imports, transfer: services.transfer, curation: services.curation,
              space: owner.space, now: Date())
            defer { told = run }
            try await ForeignFile.read(opened, name: file, into: &run) {
              if showsProgress { console.writeError("\r\($0) records ") }
            }
          })
      } catch {
        if let told { Self.report(told, console) }
        throw error
      }
      if showsProgress { console.writeError("\r\u{1B}[K") }
      guard let told else { return }
      Self.report(told, console)
      if told.errorCount > 0 { throw ExitCode(1) }
    }
  }

  private static func report(_ run: ForeignImport, _ console: Console) {
    console.line(
      "records \(run.records), accepted \(run.accepted), skipped \(run.skipped), errors \(run.errorCount)")
    for problem in run.errors { console.fail(problem) }
    if run.errorCount > run.errors.count { console.fail("… and \(run.errorCount - run.errors.count) more.") }
  }

  private static func report(_ intake: ImportIntake, _ console: Console) {
    console.line("accepted \(intake.accepted), skipped \(intake.skipped), errors \(intake.errorCount)")
    for failure in intake.errors { console.fail("line \(failure.line): \(failure.reason)") }
    if intake.errorCount > intake.errors.count {
      console.fail("… and \(intake.errorCount - intake.errors.count) more lines.")
    }
  }

  private static func report(stopped intake: ImportIntake, _ console: Console) {
    report(intake, console)
    let stored = intake.accepted + intake.skipped
    let (what, file) = intake.content == .export ? ("records", "a whole file") : ("messages", "the file")
    console.fail("The import stopped after \(stored) stored \(what). Import \(file) again: what is stored is skipped.")
  }

  private func importLines(of handle: FileHandle, by run: inout ImportIntake, console: Console) async throws {
    let showsProgress = isatty(2) == 1
    var splitter = LineSplitter(limit: ImportIntake.lineBytes)
    defer { if showsProgress { console.writeError("\r") } }
    while let piece = try Self.read(handle, name: file) {
      piece.withUnsafeBytes { bytes in splitter.feed(bytes) { run.add($0) } }
      guard run.isBatchFull else { continue }
      try await run.flush()
      if showsProgress { console.writeError("\r\(run.lines) lines ") }
    }
    if let last = splitter.finish() { run.add(last) }
    try await run.finish()
  }

  /// Small pieces, so that a batch is not much longer than it has to be. Nil at the end.
  static func read(_ handle: FileHandle, name: String) throws(MnemeError) -> Data? {
    do {
      return try handle.read(upToCount: 16 << 10).flatMap { $0.isEmpty ? nil : $0 }
    } catch {
      throw MnemeError(.invalidInput, "\(name) cannot be read to its end.", underlying: error)
    }
  }

  private func openFile() throws(MnemeError) -> FileHandle {
    if file == "-" { return .standardInput }
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: file, isDirectory: &isDirectory) else {
      throw MnemeError(.invalidInput, "There is no file \(file).")
    }
    guard !isDirectory.boolValue, let handle = FileHandle(forReadingAtPath: file) else {
      throw MnemeError(.invalidInput, "\(file) cannot be read; is it a file, and may you read it?")
    }
    return handle
  }
}
