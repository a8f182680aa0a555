package import Foundation

/// A language model, or what stands in for one.
package protocol ChatModel: Sendable {
  /// The name clients ask for.
  var name: String { get }
  /// It runs on this machine or in its private network: what is marked as local only may be told to it.
  var isLocal: Bool { get }
  var profile: ModelProfile { get }
  /// Whose protocol it is spoken to in, by the names of OpenTelemetry's `gen_ai.provider.name`, or `mneme` for our own.
  var provider: String { get }

  /// Streams one answer. The stream ends with exactly one `.finished`; cancelling the consumer stops the work.
  /// - Throws (from the stream): `MnemeError` with `upstream`, `timeout`, `unavailable`, `overloaded`, `notFound` (the model),
  ///   `unauthorized` or `invalidInput`.
  func stream(_ request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error>

  /// Tokens that the model's own tokenizer makes of a text; nil where none can be asked.
  func tokenCount(of text: String) async -> Int?
}

extension ChatModel {
  package var profile: ModelProfile { ModelProfile() }
  package var provider: String { "mneme" }
  package func tokenCount(of text: String) async -> Int? { nil }
}

package struct ModelRequest: Sendable {
  /// The prompt in order: stable head, conversation, volatile tail with the recalled memories, the user's message last.
  package var messages: [ModelMessage]
  /// The user's message alone.
  package var question: String
  /// What memory has to say, best first: the same items that stand in the prompt's tail, typed.
  package var evidence: [RecallHit]
  /// The conversation's earlier turns, oldest first, whether or not they fit the prompt: as the client resent them, else as
  /// they are stored. What the user says there belongs to this request even where memory does not hold it.
  package var history: [ModelMessage]
  /// What becomes of the turn: nothing is promised to be kept unless it is `full`.
  package var memory: MemoryMode
  package var now: Date
  package var options: SamplingOptions
  /// What the model may call, in an order that does not change between turns.
  package var tools: [ToolDescription] = []
  package var toolChoice = ToolChoice.automatic
  /// A server that takes no tools is asked without them instead of refusing the request.
  package var toolsAreOptional = true
  /// The answer is to be JSON of this shape; a server that takes no schema is asked without it.
  package var answerSchema: AnswerSchema?

  package init(
    messages: [ModelMessage], question: String, evidence: [RecallHit], history: [ModelMessage] = [],
    memory: MemoryMode = .full, now: Date, options: SamplingOptions
  ) {
    self.messages = messages
    self.question = question
    self.evidence = evidence
    self.history = history
    self.memory = memory
    self.now = now
    self.options = options
  }
}

package struct ModelMessage: Sendable, Hashable {
  package let role: Role
  /// The text; of a tool's message its result.
  package let content: String
  /// Of the user's message.
  package var images: [ModelImage] = []
  /// Of the user's message; they are written into the prompt before a model is asked.
  package var files: [ModelFile] = []
  /// Of the user's message; they become files and images before a model is asked.
  package var documents: [ModelDocument] = []
  /// Of an assistant's message: the tools it asked for, in their order.
  package var toolCalls: [ToolCall] = []
  /// Of a tool's message: the call it answers.
  package var toolCallID: String?
  /// Of an assistant's message that asks for tools: what its provider wants back with their results.
  package var thinking: [ThinkingBlock] = []

  package init(role: Role, content: String) {
    self.role = role
    self.content = content
  }

  /// Nothing but white space, and neither image nor document.
  package var isEmpty: Bool { images.isEmpty && documents.isEmpty && !content.contains { !$0.isWhitespace } }

  /// What a model said before it waits for tools.
  package static func asking(_ calls: [ToolCall], text: String = "", thinking: [ThinkingBlock] = []) -> ModelMessage {
    var message = ModelMessage(role: .assistant, content: text)
    message.toolCalls = calls
    message.thinking = thinking
    return message
  }

  /// A tool's answer to the call of this id.
  package static func result(_ text: String, of call: String) -> ModelMessage {
    var message = ModelMessage(role: .tool, content: text)
    message.toolCallID = call
    return message
  }
}

/// Sampling parameters a client may set; nil leaves the model's default.
package struct SamplingOptions: Sendable, Hashable {
  package var temperature: Double?
  package var topP: Double?
  package var maxTokens: Int?
  package var stop: [String]
  package var seed: Int?
  package var frequencyPenalty: Double?
  package var presencePenalty: Double?
  /// How much a model that reasons may reason before it answers.
  package var effort: ReasoningEffort?
  /// Log probabilities of the answer's tokens are wanted, each with so many others, 0 to 20; nil: none.
  package var topLogprobs: Int?

  package init(
    temperature: Double? = nil, topP: Double? = nil, maxTokens: Int? = nil, stop: [String] = [],
    seed: Int? = nil, frequencyPenalty: Double? = nil, presencePenalty: Double? = nil,
    effort: ReasoningEffort? = nil
  ) {
    self.temperature = temperature
    self.topP = topP
    self.maxTokens = maxTokens
    self.stop = stop
    self.seed = seed
    self.frequencyPenalty = frequencyPenalty
    self.presencePenalty = presencePenalty
    self.effort = effort
  }
}

package enum ModelEvent: Sendable, Hashable {
  /// Another model than the one asked for answers, since that one failed; comes before everything else.
  case answering(model: String)
  case text(String)
  /// Of tokens of the text, as the server gives them: a list.
  case logprobs(JSONValue)
  /// What the model thinks before it answers; no part of the answer.
  case reasoning(String)
  /// Complete; comes after all text, before `finished`.
  case toolCall(ToolCall)
  /// Complete; to be sent back with the results of the tools, and of no other use.
  case thinking(ThinkingBlock)
  case finished(FinishReason, TokenUsage)
}

package enum FinishReason: String, Sendable, Codable {
  case stop, length
  /// It waits for the results of the tools it called.
  case toolCalls = "tool_calls"
  case contentFilter = "content_filter"
}

package struct TokenUsage: Sendable, Hashable, Codable {
  package let prompt: Int
  package let completion: Int
  /// False when the model did not report usage and these are estimates.
  package let reported: Bool

  package init(prompt: Int, completion: Int, reported: Bool) {
    self.prompt = prompt
    self.completion = completion
    self.reported = reported
  }
}
