import MnemeCore
import Synchronization

@testable import MnemeAssistant

struct OneModelSource: ChatModelSource {
  let model: any ChatModel
  func models() async -> [any ChatModel] { [model] }
}

/// Answers each request by a function.
final class AnsweringModel: ChatModel {
  typealias Answer = @Sendable (ModelRequest) throws -> String
  /// Nil for an answer that breaks off without an error.
  typealias Finish = @Sendable (ModelRequest) -> FinishReason?

  let name = "answering"
  let isLocal: Bool
  private let answer: Answer
  private let finish: Finish
  private let received = Mutex<[ModelRequest]>([])

  init(isLocal: Bool = true, finish: @escaping Finish = { _ in .stop }, _ answer: @escaping Answer) {
    self.isLocal = isLocal
    self.finish = finish
    self.answer = answer
  }

  var requests: [ModelRequest] { received.withLock { $0 } }

  func stream(_ request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
    received.withLock { $0.append(request) }
    return AsyncThrowingStream { continuation in
      do {
        continuation.yield(.text(try answer(request)))
        if let reason = finish(request) {
          continuation.yield(.finished(reason, TokenUsage(prompt: 1, completion: 1, reported: true)))
        }
        continuation.finish()
      } catch {
        continuation.finish(throwing: error)
      }
    }
  }
}
