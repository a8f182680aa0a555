package import Foundation

/// The turn: what every edge calls, and all it needs to know of the assistant.
package protocol ChatService: Sendable {
  /// Runs one turn. Events: `.started` once (after the user's message is durable), any number of `.text` and `.tool`,
  /// `.toolCalls` at most once, `.finished` once.
  /// Cancelling the consumer stops the model; what was said so far is kept.
  func reply(to request: ChatRequest) -> AsyncThrowingStream<ChatEvent, any Error>
  /// The default first.
  func models() async -> [ModelDescription]
  /// Latest activity first.
  func sessions(in space: SpaceID, limit: Int) async throws(MnemeError) -> [Session]
}

/// What may become of a turn.
package enum MemoryMode: String, Sendable, Codable, CaseIterable {
  /// Nothing is read or kept.
  case off
  /// Memory is read, nothing is kept.
  case read
  /// Memory is read and the turn is kept.
  case full
}

package struct ChatRequest: Sendable {
  package var space: SpaceID
  /// The client's own name for the conversation (`X-Mneme-Session`).
  package var session: String?
  /// The OpenAI `user` field.
  package var user: String?
  package var channel: String
  /// The client's messages in order; the last one with role `user` is the question. What follows it are the calls of the
  /// client's tools and their results.
  package var messages: [ModelMessage]
  /// Model asked for; nil or "mneme" means the default.
  package var model: String?
  package var memory: MemoryMode
  package var idempotencyKey: String?
  /// The client says this is a repeat of a request it got no answer to.
  package var isRetry: Bool
  package var options: SamplingOptions
  /// The client's own; called ones are handed to it.
  package var tools: [ToolDescription] = []
  package var toolChoice = ToolChoice.automatic
  /// The answer is to be JSON of this shape: the turn fails when it is not.
  package var answerSchema: AnswerSchema?
  /// 0 for a person's own turn, 1 for one that the schedule or a turn's agent asks for, and so on.
  package var depth = 0
  /// The person's conversation that asked for it, where `depth` is not 0.
  package var origin: String?
  /// The answer is told to a model or a program on somebody else's machine: nothing that is to stay here is used for it.
  package var leavesHome = false
  /// What is asked may hold what is to stay here: no model on somebody else's machine is asked.
  package var staysHome = false

  package init(
    space: SpaceID, session: String? = nil, user: String? = nil, channel: String,
    messages: [ModelMessage], model: String? = nil, memory: MemoryMode = .full,
    idempotencyKey: String? = nil, isRetry: Bool = false, options: SamplingOptions = .init()
  ) {
    self.space = space
    self.session = session
    self.user = user
    self.channel = channel
    self.messages = messages
    self.model = model
    self.memory = memory
    self.idempotencyKey = idempotencyKey
    self.isRetry = isRetry
    self.options = options
  }
}

package enum ChatEvent: Sendable {
  /// The user's message is on disk (unless memory is off or read) and this is what memory has to say to it.
  case started(TurnStart)
  case text(String)
  /// One of our tools began or ended.
  case tool(ToolStep)
  /// The client is to run these and to ask again with their results; `finished` follows.
  case toolCalls([ToolCall])
  case finished(TurnEnd)
}

package struct TurnStart: Sendable {
  package let session: String?
  package let model: String
  package let recalled: [RecallHit]

  package init(session: String?, model: String, recalled: [RecallHit]) {
    self.session = session
    self.model = model
    self.recalled = recalled
  }
}

package struct TurnEnd: Sendable {
  package let finish: FinishReason
  package let usage: TokenUsage
  /// The model that answered, where it is another than the turn began with.
  package let model: String?
  /// Of the answer's tokens, where they were asked for: a list as OpenAI's `logprobs.content`.
  package let logprobs: JSONValue?

  package init(finish: FinishReason, usage: TokenUsage, model: String? = nil, logprobs: JSONValue? = nil) {
    self.finish = finish
    self.usage = usage
    self.model = model
    self.logprobs = logprobs
  }
}

package struct ModelDescription: Sendable, Hashable, Codable {
  package let name: String
  package let createdAt: Date
  package let owner: String

  package init(name: String, createdAt: Date, owner: String) {
    self.name = name
    self.createdAt = createdAt
    self.owner = owner
  }
}
