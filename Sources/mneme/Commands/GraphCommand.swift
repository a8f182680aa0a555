import ArgumentParser
import MnemeCore

struct GraphCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph", abstract: "Look at the people, places and things spoken of, and how they relate.",
    subcommands: [GraphSizes.self, ListEntities.self, ShowEntity.self, FindPath.self],
    defaultSubcommand: GraphSizes.self)
}

struct GraphSizes: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "How much there is in the graph.")

  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await view.run {
      try await $0.graph.statistics(ofGraph: view.space)
    } json: {
      $0
    } text: {
      GraphOutput.summary($0)
    }
  }
}

struct ListEntities: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "entities", abstract: "Entities by name, best first; without a name those mentioned most.")

  @OptionGroup var view: ViewOptions

  @Argument(help: "A name; several words are joined.")
  var name: [String] = []

  @Option(help: "How many at most, 1 to 200.")
  var limit = 20

  func validate() throws { try Arguments.check(limit: limit, upTo: 200) }

  func run() async throws {
    let name = Arguments.words(name)
    try await view.run {
      try await $0.graph.entities(named: name, in: view.space, limit: limit)
    } json: {
      WireEntities($0)
    } text: {
      GraphOutput.list($0, empty: name == nil ? "The graph is empty." : "Nothing in the graph is called so.")
    }
  }
}

struct ShowEntity: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "entity", abstract: "One entity, what is around it, and the messages that mention it.")

  @OptionGroup var view: ViewOptions

  @Argument(help: "The entity's number, or its name.")
  var entity: EntityArgument

  @Option(help: "How many relations away, 1 to 3.")
  var depth = 1

  @Option(help: "How many entities and messages at most, 1 to 200.")
  var limit = 50

  func validate() throws {
    try Arguments.check(limit: limit, upTo: 200)
    guard (1...3).contains(depth) else {
      throw ValidationError("--depth: \(depth) is not allowed; it must be from 1 to 3.")
    }
  }

  func run() async throws {
    try await view.run { services in
      let ordinal = try await entity.ordinal(services.graph, in: view.space)
      let around = try await services.graph.neighbourhood(of: ordinal, depth: depth, in: view.space, limit: limit)
      return (ordinal, around, try await services.graph.provenance(of: ordinal, in: view.space, limit: limit))
    } json: { (ordinal, around, messages) in
      WireGraphView(around, of: ordinal, messages: messages)
    } text: { (ordinal, around, messages) in
      GraphOutput.neighbourhood(around, of: ordinal, messages: messages)
    }
  }
}

struct FindPath: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "path", abstract: "How one entity is related to another: a shortest path.")

  @OptionGroup var view: ViewOptions

  @Argument(help: "Number or name of the one.") var one: EntityArgument
  @Argument(help: "Number or name of the other.") var other: EntityArgument

  @Option(help: "How many relations at most, 1 to 6.")
  var depth = 4

  func validate() throws {
    guard (1...6).contains(depth) else {
      throw ValidationError("--depth: \(depth) is not allowed; it must be from 1 to 6.")
    }
  }

  func run() async throws {
    try await view.run {
      try await $0.graph.path(
        from: try await one.ordinal($0.graph, in: view.space), to: try await other.ordinal($0.graph, in: view.space),
        maxDepth: depth, in: view.space)
    } json: {
      WirePath($0)
    } text: {
      GraphOutput.path($0)
    }
  }
}

/// An entity by its number, or by a name, which means the best match.
enum EntityArgument: ExpressibleByArgument, Sendable, Hashable {
  case ordinal(Int64)
  case name(String)

  init?(argument: String) {
    if let ordinal = Int64(argument), ordinal > 0 {
      self = .ordinal(ordinal)
    } else if let name = Arguments.words([argument]) {
      self = .name(name)
    } else {
      return nil
    }
  }

  /// - Throws: `notFound` when nothing has the name.
  func ordinal(_ graph: any GraphService, in space: SpaceID) async throws(MnemeError) -> Int64 {
    switch self {
    case .ordinal(let ordinal): return ordinal
    case .name(let name):
      guard let best = try await graph.entities(named: name, in: space, limit: 1).first else {
        throw MnemeError(
          .notFound, "Nothing in the graph is called '\(name.oneLine)'; 'mneme graph entities' lists what there is.")
      }
      return best.ordinal
    }
  }
}
