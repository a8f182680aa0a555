package import MnemeCore
import Synchronization

/// A chat model that plays given pieces and records what it was asked.
package final class ScriptedModel: ChatModel {
  package let isLocal: Bool
  package let name: String
  package let profile: ModelProfile
  private let pieces: [String]
  /// Never finishes after the pieces: for cancellation tests.
  private let hangs: Bool
  private let failure: MnemeError?
  private let promptTokens: Int
  private let received = Mutex<[ModelRequest]>([])

  package init(
    name: String = "scripted", pieces: [String] = ["Hello", " there."], hangs: Bool = false,
    failure: MnemeError? = nil, isLocal: Bool = true, promptTokens: Int = 7,
    profile: ModelProfile = ModelProfile()
  ) {
    self.isLocal = isLocal
    self.profile = profile
    self.promptTokens = promptTokens
    self.name = name
    self.pieces = pieces
    self.hangs = hangs
    self.failure = failure
  }

  package var requests: [ModelRequest] { received.withLock { $0 } }

  package func stream(_ request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
    received.withLock { $0.append(request) }
    return AsyncThrowingStream { continuation in
      for piece in pieces { continuation.yield(.text(piece)) }
      if let failure {
        continuation.finish(throwing: failure)
      } else if !hangs {
        continuation.yield(.finished(.stop, TokenUsage(prompt: promptTokens, completion: pieces.count, reported: true)))
        continuation.finish()
      }
    }
  }
}

/// A chat model that plays another list of events for each request, the last one again and again.
package final class RoundsModel: ChatModel {
  package let name = "rounds"
  package let isLocal: Bool
  private let rounds: [[ModelEvent]]
  private let received = Mutex<[ModelRequest]>([])

  package init(_ rounds: [[ModelEvent]], isLocal: Bool = true) {
    self.rounds = rounds
    self.isLocal = isLocal
  }

  package var requests: [ModelRequest] { received.withLock { $0 } }

  package func stream(_ request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
    let number = received.withLock { received in
      received.append(request)
      return received.count - 1
    }
    return AsyncThrowingStream { continuation in
      for event in rounds[min(number, rounds.count - 1)] { continuation.yield(event) }
      continuation.finish()
    }
  }

  /// The events of an answer that calls tools.
  package static func calling(_ calls: ToolCall..., text: String = "") -> [ModelEvent] {
    (text.isEmpty ? [] : [.text(text)]) + calls.map(ModelEvent.toolCall)
      + [.finished(.toolCalls, TokenUsage(prompt: 10, completion: 5, reported: true))]
  }

  /// The events of an answer in words.
  package static func saying(_ text: String) -> [ModelEvent] {
    [.text(text), .finished(.stop, TokenUsage(prompt: 10, completion: 5, reported: true))]
  }
}
