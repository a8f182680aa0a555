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
    commandName: "import", abstract: "Take in a conversation: JSON Lines of messages.",
    discussion: """
      Each line: {"external_id": "…", "session": "…", "time": "2026-05-08T13:56:00Z", "speaker": "Ada" or \
      "role": "user", "text": "…"}. Importing the same file again changes nothing. Lines that are wrong are named \
      and left out; the status is 1 then.
      """)

  @OptionGroup var common: CommonOptions
  @OptionGroup var owner: SpaceOptions

  @Argument(help: "The file; '-' reads standard input.")
  var file: String

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(console: console)
      let handle = try openFile()
      let showsProgress = isatty(2) == 1
      // Outlives a failure: what was stored before it is told.
      var run: ImportRun?
      do {
        try await Access.withServices(
          settings, logger: .commandLine(settings), draining: .seconds(24 * 3600),
          progress: { left in
            // All is stored by now: stopping here loses nothing.
            if showsProgress { console.writeError("\r\(left) jobs left to embed and reflect ") }
          },
          body: { services in
            var own = ImportRun(service: services.imports, space: owner.space)
            defer { run = own }
            try await importLines(of: handle, by: &own, console: console)
          })
      } catch {
        if let run {
          Self.report(run, console)
          console.fail(
            "The import stopped after \(run.accepted + run.skipped) stored messages. Import the file again: what is stored "
              + "is skipped.")
        }
        throw error
      }
      if showsProgress { console.writeError("\r\u{1B}[K") }
      guard let run else { return }
      Self.report(run, console)
      if run.errorCount > 0 { throw ExitCode(1) }
    }
  }

  private static func report(_ run: ImportRun, _ console: Console) {
    console.line("accepted \(run.accepted), skipped \(run.skipped), errors \(run.errorCount)")
    for failure in run.errors { console.fail("line \(failure.line): \(failure.reason)") }
    if run.errorCount > run.errors.count {
      console.fail("… and \(run.errorCount - run.errors.count) more lines.")
    }
  }

  private func importLines(of handle: FileHandle, by run: inout ImportRun, console: Console) async throws {
    let showsProgress = isatty(2) == 1
    var splitter = LineSplitter(limit: ImportRun.lineBytes)
    defer { if showsProgress { console.writeError("\r") } }
    while let piece = try Self.read(handle, name: file) {
      piece.withUnsafeBytes { bytes in splitter.feed(bytes) { run.add($0) } }
      guard run.isBatchFull else { continue }
      try await run.flush()
      if showsProgress { console.writeError("\r\(run.lines) lines ") }
    }
    if let last = splitter.finish() { run.add(last) }
    try await run.flush()
  }

  /// Small pieces, so that a batch is not much longer than it has to be. Nil at the end.
  private static func read(_ handle: FileHandle, name: String) throws(MnemeError) -> Data? {
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
