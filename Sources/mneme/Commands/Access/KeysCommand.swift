import ArgumentParser
import Foundation
import MnemeCore

struct KeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Keys of programs: what each may do, and in which spaces.",
    discussion: "As soon as there is a key, nobody comes in without one; commands on this machine need none.",
    subcommands: [ListKeys.self, CreateKey.self, RevokeKey.self], defaultSubcommand: ListKeys.self)
}

struct ListKeys: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The keys, what they open and when they were used last.")

  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await view.run {
      try await $0.keys.keys()
    } json: {
      WireKeys(keys: $0.map { WireKey($0, at: Date()) })
    } text: { keys in
      keys.isEmpty ? "There are no keys.\n" : keys.map { AccessText.lines($0, at: Date()) }.joined()
    }
  }
}

struct CreateKey: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Make a key. It is shown once and kept nowhere.",
    discussion: """
      mneme keys create 'editor plug-in'
      mneme keys create dashboard --scope status
      mneme keys create agent --scope memory:read --scope memory:write --space agent --rate 120 --expires 2027-01-01
      """)

  @OptionGroup var view: ViewOptions
  @Argument(help: "What it is for.") var name: String
  @Option(
    help: ArgumentHelp(
      "chat, memory:read, memory:write, tools, approvals, status or admin; the first three when left out. "
        + "Once for each.", valueName: "scope"))
  var scope: [AccessScope] = []
  @Option(
    name: .customLong("for-space"),
    help: ArgumentHelp("A space it is bound to, the first being its own; every space when left out.", valueName: "name")
  )
  var spaces: [String] = []
  @Option(help: ArgumentHelp("Requests a minute.", valueName: "number")) var rate: Int?
  @Option(help: ArgumentHelp("When it ends.", valueName: "time")) var expires: TimeArgument?

  func run() async throws {
    try await view.run { services in
      try await services.keys.create(
        key: APIKeyDraft(
          name: name, scopes: scope.isEmpty ? [.chat, .memoryRead, .memoryWrite] : Set(scope),
          spaces: try spaces.map { try SpaceID($0) }, requestsPerMinute: rate, expiresAt: expires?.date))
    } json: {
      WireNewKey($0, at: Date())
    } text: {
      "\($0.secret)\nIt is not shown again. Send it as 'Authorization: Bearer KEY'.\n"
        + AccessText.lines($0.key, at: Date())
    }
  }
}

struct RevokeKey: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "revoke", abstract: "Make a key open nothing any more.")

  @OptionGroup var view: ViewOptions
  @Argument(help: "The id that 'mneme keys' shows.") var id: String

  func run() async throws {
    try await view.run {
      try await $0.keys.revoke(key: id)
    } json: { _ in
      ["revoked": id]
    } text: { _ in
      "It opens nothing any more.\n"
    }
  }
}

extension AccessScope: ExpressibleByArgument {}
