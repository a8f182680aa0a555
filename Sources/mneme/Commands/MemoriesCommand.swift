import ArgumentParser
import Foundation
import MnemeCore

struct MemoriesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "memories", abstract: "Look at memories and correct them.",
    discussion: "Every change is in the memory's history and can be undone; 'mneme forget' erases.",
    subcommands: [
      ListMemories.self, ShowMemory.self, MemoryHistory.self, EditMemory.self, ReassessMemory.self, PinMemory.self,
      UnpinMemory.self, MarkMemory.self, JudgeMemory.self, RetireMemory.self, RestoreMemory.self, UndoMemory.self,
      Inbox.self, SpaceSizes.self,
    ],
    defaultSubcommand: ListMemories.self)
}

struct ListMemories: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Memories, newest first: id, day, kind and text.")

  @OptionGroup var view: ViewOptions

  @Flag(help: "Also those that no longer speak, and those that wait for approval.")
  var all = false

  @Option(help: ArgumentHelp("What held at this time.", valueName: "time"))
  var asOf: TimeArgument?

  @Option(help: ArgumentHelp("What was known at this time, in the words of that time.", valueName: "time"))
  var knownAt: TimeArgument?

  @Option(help: "How many at most, 1 to 100000.")
  var limit = 50

  func validate() throws {
    try Arguments.check(limit: limit, upTo: 100_000)
    if all, asOf != nil || knownAt != nil {
      throw ValidationError("--all does not go with --as-of and --known-at, which list what spoke then.")
    }
  }

  func run() async throws {
    let empty = asOf == nil && knownAt == nil ? "Nothing is remembered yet." : "Nothing was remembered then."
    try await view.run {
      // One more than is shown tells whether there are more.
      try await read(limit + 1, from: $0)
    } json: {
      WireMemories(Array($0.prefix(limit)))
    } text: {
      MemoryOutput.list(Array($0.prefix(limit)), isCut: $0.count > limit, empty: empty)
    }
  }

  /// The longest page of the HTTP API.
  private static let page = 200

  private func read(_ count: Int, from services: Services) async throws(MnemeError) -> [Memory] {
    var found: [Memory] = []
    while found.count < count {
      let wanted = min(Self.page, count - found.count)
      let page = try await page(wanted, before: found.last?.ordinal, from: services)
      found += page
      if page.count < wanted { break }
    }
    return found
  }

  private func page(_ limit: Int, before: Int64?, from services: Services) async throws(MnemeError) -> [Memory] {
    guard asOf == nil, knownAt == nil else {
      return try await services.curation.memories(
        asOf: AsOf(valid: asOf?.date, known: knownAt?.date), in: view.space, before: before, limit: limit)
    }
    return try await services.memory.memories(in: view.space, includeInactive: all, before: before, limit: limit)
  }
}

struct ShowMemory: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "show", abstract: "Everything about one memory.")

  @OptionGroup var view: ViewOptions
  @Argument(help: "The memory's id.") var id: String

  func run() async throws {
    try await view.run {
      try await $0.curation.memory(id, in: view.space)
    } json: {
      WireMemory($0)
    } text: {
      MemoryOutput.details($0)
    }
  }
}

struct MemoryHistory: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Every change of one memory, oldest first.")

  @OptionGroup var view: ViewOptions
  @Argument(help: "The memory's id.") var id: String

  func run() async throws {
    try await view.run {
      try await $0.memory.history(of: id, in: view.space)
    } json: {
      WireHistory($0, of: id)
    } text: {
      MemoryOutput.history($0)
    }
  }
}

struct SpaceSizes: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "How much there is of everything.")

  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await view.run {
      (try await $0.archive.statistics(of: view.space), try await $0.prompts.tokenEstimates())
    } json: {
      WireStatistics(statistics: $0, estimates: $1)
    } text: {
      MemoryOutput.statistics($0) + PromptOutput.estimates($1)
    }
  }
}
