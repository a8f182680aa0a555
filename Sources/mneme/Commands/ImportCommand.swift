import ArgumentParser
import Foundation
import Logging
import MnemeCore

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
      let summary = try await Access.withServices(settings, logger: .commandLine(settings)) { services in
        try await importLines(of: handle, into: services.imports, console: console)
      }
      console.line("accepted \(summary.accepted), skipped \(summary.skipped), errors \(summary.failed)")
      for failure in summary.failures { console.fail("line \(failure.line): \(failure.reason)") }
      if summary.failed > summary.failures.count {
        console.fail("… and \(summary.failed - summary.failures.count) more lines.")
      }
      if summary.failed > 0 { throw ExitCode(1) }
    }
  }

  private func importLines(
    of handle: FileHandle, into service: any ImportService, console: Console
  ) async throws -> ImportRun.Summary {
    let showsProgress = isatty(2) == 1
    let run = ImportRun(service: service, space: owner.space) { summary in
      if showsProgress { console.writeError("\r\(summary.accepted + summary.skipped) messages ") }
    }
    defer { if showsProgress { console.writeError("\r") } }
    return try await run.run {
      do {
        let data = try handle.read(upToCount: 256 << 10)
        return data.flatMap { $0.isEmpty ? nil : Array($0) }
      } catch {
        throw MnemeError(.invalidInput, "\(file) cannot be read to its end.", underlying: error)
      }
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
