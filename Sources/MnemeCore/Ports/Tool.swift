package import Foundation

/// Something that a model may have done. Values are registered by the executable; who offers them knows nothing of models.
package protocol Tool: Sendable {
  var description: ToolDescription { get }
  /// Reads or changes what is kept about the person: offered only as far as the turn may do that.
  var reach: ToolReach { get }
  var category: ToolCategory { get }
  /// How long it may take; nil: the turn's own limit.
  var deadline: Duration? { get }
  /// It has what it needs to do anything; one that has not is offered to no model, but can be called and says what is missing.
  var isReady: Bool { get }
  /// Runs once; cancelling the task ends it.
  /// - Parameter arguments: an object that fits `description.parameters`.
  /// - Throws: what went wrong; the caller is told the message of a `ToolFailure` or `MnemeError` and of nothing else.
  func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput
}

extension Tool {
  package var deadline: Duration? { nil }
  package var isReady: Bool { true }
}

package enum ToolReach: Sendable, Hashable {
  /// Nothing of the person's.
  case none
  case readsMemory
  case changesMemory
}

/// Who asks for a tool.
package enum ToolCaller: Sendable, Hashable {
  /// A model, inside a turn. Its wish may come from text that it read.
  case model
  /// A program that the owner let in: a client of MCP, of the API, the command line.
  case client(name: String)
}

/// How far a call has come.
package struct ToolProgress: Sendable, Hashable {
  /// Grows from report to report.
  package let done: Double
  /// Nil where nobody knows.
  package let total: Double?
  package let message: String?

  package init(done: Double, total: Double? = nil, message: String? = nil) {
    self.done = done
    self.total = total
    self.message = message
  }
}

/// The turn that a tool runs in.
package struct ToolTurn: Sendable {
  package let space: SpaceID
  package let session: String?
  package let channel: String
  package let now: Date
  /// The user's own words in this conversation, oldest first, this turn's last.
  package let said: [String]
  /// The user's message of this turn as it is stored; nil where nothing is kept.
  package let message: String?
  /// The model runs on somebody else's machine.
  package let leavesHome: Bool
  /// The answer is likely to stand in the web.
  package var needsSearch = false
  package var caller = ToolCaller.model
  /// The conversation holds words of pages, files, tools or other people: they may be what the model acts on.
  package var holdsForeignText = false
  /// How far the turn may reach into memory.
  package var memory = MemoryMode.full
  /// As `ChatRequest.depth`.
  package var depth = 0
  /// The person's conversation that this turn goes back to: its own, or that of whoever put an agent or the schedule to work.
  package var origin: String?
  /// Told how far the call has come; must return at once.
  package var report: @Sendable (ToolProgress) -> Void = { _ in }

  package init(
    space: SpaceID, session: String?, channel: String, now: Date, said: [String], message: String?, leavesHome: Bool
  ) {
    self.space = space
    self.session = session
    origin = session
    self.channel = channel
    self.now = now
    self.said = said
    self.message = message
    self.leavesHome = leavesHome
  }
}

/// A step of a tool that runs inside a turn.
package enum ToolStep: Sendable, Hashable {
  case started(ToolCall)
  /// With the beginning of what the model is told.
  case ended(ToolCall, succeeded: Bool, preview: String)
  /// It was not run: it waits for the owner's approval. `ended` follows.
  case waits(ToolCall, Approval)
}
