import ArgumentParser
import MnemeCore

struct SessionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sessions", abstract: "Look at conversations.",
    subcommands: [ListSessions.self, SearchSessions.self, ShowSession.self, EndSession.self],
    defaultSubcommand: ListSessions.self)
}

struct ListSessions: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Conversations, latest first: last activity, messages, channel, id and title.")

  @OptionGroup var selection: SessionOptions

  func run() async throws {
    try await selection.run(search: nil)
  }
}

struct SearchSessions: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Conversations with these words in title, summary or topics, latest first.",
    discussion: "'mneme search' looks for messages.")

  @OptionGroup var selection: SessionOptions

  @Argument(help: "What to look for; several words are joined.")
  var text: [String]

  func validate() throws {
    guard Arguments.words(text) != nil else {
      throw ValidationError("There is nothing to look for: the query is empty.")
    }
  }

  func run() async throws {
    try await selection.run(search: Arguments.words(text))
  }
}

/// Which conversations are listed.
struct SessionOptions: ParsableArguments {
  @OptionGroup var view: ViewOptions
  @OptionGroup var time: TimeOptions

  @Flag(help: "Also those that were put away.")
  var all = false

  @Option(help: "How many at most, 1 to 500.")
  var limit = 50

  func validate() throws { try Arguments.check(limit: limit, upTo: 500) }

  func run(search: String?) async throws {
    let wanted = SessionSearch(
      text: search, from: time.from?.date, to: time.to?.date, includeArchived: all, limit: limit)
    let isSelection = search != nil || time.from != nil || time.to != nil
    try await view.run {
      try await $0.archive.sessions(wanted, in: view.space)
    } json: {
      WireSessions($0)
    } text: {
      ArchiveOutput.list(
        $0, empty: isSelection ? "There is no such conversation." : "There are no conversations yet.")
    }
  }
}

struct ShowSession: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "One conversation with its messages in order.")

  @OptionGroup var view: ViewOptions
  @Argument(help: "The conversation's id.") var id: String

  @Option(help: "How many of its newest messages, 1 to 100000.")
  var limit = 200

  func validate() throws { try Arguments.check(limit: limit, upTo: 100_000) }

  func run() async throws {
    try await view.run {
      // One more than is shown tells whether there are more.
      try await read(limit + 1, from: $0)
    } json: {
      WireConversation($0.session, Array($0.messages.suffix(limit)))
    } text: {
      ArchiveOutput.conversation(
        $0.session, Array($0.messages.suffix(limit)), isCut: $0.messages.count > limit)
    }
  }

  /// The longest page of the HTTP API.
  private static let page = 200

  private func read(_ count: Int, from services: Services) async throws(MnemeError)
    -> (session: Session, messages: [Message])
  {
    var wanted = min(Self.page, count)
    var (session, messages) = try await services.archive.session(id, in: view.space, before: nil, limit: wanted)
    var isLast = messages.count < wanted
    while !isLast, messages.count < count, let first = messages.first {
      wanted = min(Self.page, count - messages.count)
      let page = try await services.archive.session(id, in: view.space, before: first.ordinal, limit: wanted)
      session = page.session
      messages = page.messages + messages
      isLast = page.messages.count < wanted
    }
    return (session, messages)
  }
}

struct EndSession: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "end", abstract: "End a conversation now; its title and summary follow.")

  @OptionGroup var view: ViewOptions
  @Argument(help: "The conversation's id.") var id: String

  func run() async throws {
    try await view.run(draining: .seconds(5)) {
      try await $0.archive.end(session: id, in: view.space)
    } json: {
      WireSession($0)
    } text: {
      ArchiveOutput.line($0) + "\n"
    }
  }
}

struct SearchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Messages with these words, the last stored first.",
    discussion: """
      All words must be in a message. Words in double quotes must follow one another; in a shell: \
      mneme search '"green boat"'. Without words the time alone selects.
      """)

  @OptionGroup var view: ViewOptions
  @OptionGroup var time: TimeOptions

  @Argument(help: "What to look for; several words are joined.")
  var text: [String] = []

  @Option(help: "How many at most, 1 to 200.")
  var limit = 20

  func validate() throws {
    try Arguments.check(limit: limit, upTo: 200)
    guard Arguments.words(text) != nil || time.from != nil || time.to != nil else {
      throw ValidationError("Give words to look for, or a time with --from or --to.")
    }
  }

  func run() async throws {
    try await view.run {
      try await $0.archive.search(
        Arguments.words(text) ?? "", from: time.from?.date, to: time.to?.date, in: view.space, limit: limit)
    } json: {
      WireMessages($0)
    } text: {
      ArchiveOutput.list($0)
    }
  }
}
