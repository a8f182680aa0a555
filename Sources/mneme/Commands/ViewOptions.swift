import ArgumentParser
import Foundation
import Logging
import MnemeCore

/// Options of a command that asks about one person's memory and shows the answer.
struct ViewOptions: ParsableArguments {
  @OptionGroup var common: CommonOptions
  @OptionGroup var owner: SpaceOptions
  @OptionGroup var output: OutputOptions

  var space: SpaceID { owner.space }

  /// Asks the server or the store, then writes the answer as JSON or as text.
  /// - Parameter draining: see `Access.withServices`.
  func run<Answer: Sendable>(
    draining: Duration = .zero, _ ask: (Services) async throws -> Answer, json: (Answer) -> some Encodable,
    text: (Answer) -> String
  ) async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      let answer = try await answer(draining: draining, console: console, ask)
      try output.write(answer, console, json: json, text: text)
    }
  }

  func answer<Answer: Sendable>(
    draining: Duration = .zero, console: Console, _ ask: (Services) async throws -> Answer
  ) async throws -> Answer {
    let settings = try await common.settings(secrets: .whenNeeded, console: console)
    return try await Access.withServices(
      settings, logger: .commandLine(settings), draining: draining, body: ask)
  }
}

struct OutputOptions: ParsableArguments {
  @Flag(help: "Print JSON in the shape of the HTTP API.")
  var json = false

  func write<Answer>(
    _ answer: Answer, _ console: Console, json: (Answer) -> some Encodable, text: (Answer) -> String
  ) throws(MnemeError) {
    try Output.write(answer, asJSON: self.json, console, json: json, text: text)
  }
}

/// A time on the command line: ISO 8601, years 1 to 9999; a day alone is its beginning in UTC.
struct TimeArgument: ExpressibleByArgument, Sendable, Hashable {
  let date: Date

  init?(argument: String) {
    guard let date = Date(iso8601: argument), (-62_135_596_800..<253_402_300_800).contains(date.timeIntervalSince1970)
    else { return nil }
    self.date = Date(milliseconds: date.milliseconds)
  }
}

/// A half-open stretch of time.
struct TimeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("From this time on (2026-05-08, 2026-05-08T13:56:00Z).", valueName: "time"))
  var from: TimeArgument?

  @Option(help: ArgumentHelp("Until before this time.", valueName: "time"))
  var to: TimeArgument?

  func validate() throws {
    guard let from, let to, from.date >= to.date else { return }
    throw ValidationError("--from must be before --to.")
  }
}

/// What commands check of their arguments before they ask anyone.
enum Arguments {
  static func check(limit: Int, upTo most: Int) throws {
    guard (1...most).contains(limit) else {
      throw ValidationError("--limit: \(limit) is not allowed; it must be from 1 to \(most).")
    }
  }

  /// Words of a query, joined; nil when there is nothing in them.
  static func words(_ words: [String]) -> String? {
    let text = words.joined(separator: " ").trimmingCharacters(in: .whitespacesAndNewlines)
    return text.isEmpty ? nil : text
  }

  /// A name or an id as every edge takes it.
  static func check(name: String, _ label: String) throws {
    guard name.contains(where: { !$0.isWhitespace }), name.unicodeScalars.count <= Limits.nameCharacters else {
      throw ValidationError("\(label) has 1 to \(Limits.nameCharacters) characters.")
    }
  }
}
