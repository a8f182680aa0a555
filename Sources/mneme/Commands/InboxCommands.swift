import ArgumentParser
import MnemeCore

struct Inbox: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inbox", abstract: "Memories that wait for approval.",
    subcommands: [ListInbox.self, ApproveMemory.self, RejectMemory.self], defaultSubcommand: ListInbox.self)
}

struct ListInbox: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "What waits for approval, newest first: id, day, kind and text.")

  @OptionGroup var view: ViewOptions

  @Option(help: "How many at most, 1 to 200.")
  var limit = 50

  func validate() throws { try Arguments.check(limit: limit, upTo: 200) }

  func run() async throws {
    try await view.run {
      try await $0.curation.inbox(in: view.space, limit: limit)
    } json: {
      WireMemories($0)
    } text: {
      MemoryOutput.list($0, empty: "Nothing waits for approval.")
    }
  }
}

struct ApproveMemory: MemoryChangeCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve", abstract: "Consent to a memory, which speaks from then on.")

  @OptionGroup var view: ViewOptions
  @Argument(help: "The memory's id.") var id: String

  func change(_ services: Services) async throws(MnemeError) -> MemoryChange {
    try await services.checkWaiting(id, in: view.space)
    return .approve(id: id, reason: MemoryVerbs.reason)
  }
}

struct RejectMemory: MemoryChangeCommand {
  static let configuration = CommandConfiguration(
    commandName: "reject", abstract: "Decline a memory: it is retired before it ever spoke.")

  @OptionGroup var view: ViewOptions
  @Argument(help: "The memory's id.") var id: String

  func change(_ services: Services) async throws(MnemeError) -> MemoryChange {
    try await services.checkWaiting(id, in: view.space)
    return .retire(id: id, reason: MemoryVerbs.reason)
  }
}

extension Services {
  /// - Throws: `conflict` when the memory does not wait for approval: a wrong id must not retire one that speaks.
  fileprivate func checkWaiting(_ id: String, in space: SpaceID) async throws(MnemeError) {
    let memory = try await curation.memory(id, in: space)
    guard memory.awaitsApproval, memory.retiredAt == nil else {
      throw MnemeError(.conflict, "This memory does not wait for approval.")
    }
  }
}
