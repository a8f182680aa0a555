import ArgumentParser
import Foundation
import Logging
import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct MaintainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "maintain", abstract: "Consolidate memories, end idle conversations, archive, compact and check now.",
    discussion: "A server does the same from time to time by itself. The status is 1 when the check finds something.")

  @OptionGroup var view: ViewOptions

  @Flag(help: "Only say what would be done.")
  var dryRun = false

  @Flag(help: "Every space, not only the one of --space.")
  var allSpaces = false

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let report = try await view.answer(draining: dryRun ? .zero : .seconds(5), console: console) {
        try await $0.maintenance.maintain(allSpaces ? nil : view.space, dryRun: dryRun)
      }
      try view.output.write(report, console, json: WireUpkeep.init, text: ReportOutput.upkeep)
      if !report.findings.isEmpty { throw ExitCode(1) }
    }
  }
}

struct RebuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild", abstract: "Make everything derived again from messages and history, in all spaces.",
    discussion: "Memories, full text, lexical index and graph; nothing that was said is changed.")

  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions

  @Flag(help: "Embed all texts again too.")
  var vectors = false

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let settings = try await common.settings(secrets: .whenNeeded, console: console)
      let showsProgress = isatty(2) == 1
      let report = try await Access.withServices(
        settings, logger: .commandLine(settings), draining: .seconds(24 * 3600),
        progress: { left in
          // The rebuild itself is done by now: stopping here loses nothing.
          if showsProgress { console.writeError("\r\(left) jobs left ") }
        },
        body: { try await $0.maintenance.rebuild(vectors: vectors) })
      if showsProgress { console.writeError("\r\u{1B}[K") }
      try output.write(report, console, json: { $0 }, text: ReportOutput.rebuild)
    }
  }
}
