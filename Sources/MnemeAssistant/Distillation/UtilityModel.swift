package import MnemeCore
import Synchronization

/// The language model that works in the background: the default one, once it has passed the extraction test.
package final class UtilityModel: Sendable {
  /// Characters of an answer beyond which it is no answer.
  private static let longest = 100_000

  private let source: any ChatModelSource
  private let store: any ExtractionStore
  private let clock: any WallClock
  private let count = Mutex(0)

  package init(source: any ChatModelSource, store: any ExtractionStore, clock: any WallClock) {
    self.source = source
    self.store = store
    self.clock = clock
  }

  /// Calls since the start.
  package var calls: Int { count.withLock { $0 } }

  /// Nil until a language model is there and has passed.
  func model() async -> (any ChatModel)? {
    // A store that cannot be read lets nobody work. Asked first: where no model has passed none is looked for.
    guard let passed = try? await store.extractionFloors().filter(\.isPassed).map(\.model), !passed.isEmpty,
      let model = await source.models().first(where: { $0.name != RecallResponder.name })
    else { return nil }
    return passed.contains(model.name) ? model : nil
  }

  /// One call; the whole answer.
  /// - Throws: what the model throws; `upstream` for an answer without an end, `tooLarge` for one that did not fit in `maxTokens`.
  func ask(_ model: any ChatModel, _ instructions: String, _ content: String, schema: AnswerSchema, maxTokens: Int)
    async throws(MnemeError) -> String
  {
    count.withLock { $0 += 1 }
    var request = ModelRequest(
      messages: [ModelMessage(role: .system, content: instructions), ModelMessage(role: .user, content: content)],
      question: content, evidence: [], memory: .off, now: clock.now(),
      options: SamplingOptions(temperature: 0, maxTokens: maxTokens))
    request.answerSchema = schema
    var pieces: [String] = []
    var length = 0
    var finish: FinishReason?
    do {
      for try await event in model.stream(request) {
        switch event {
        case .text(let text):
          pieces.append(text)
          length += text.utf8.count
          if length > Self.longest { return "" }
        case .finished(let reason, _): finish = reason
        case .answering, .logprobs, .reasoning, .toolCall, .thinking: break
        }
      }
    } catch let error as MnemeError {
      throw error
    } catch {
      throw MnemeError(.upstream, "The model's answer broke off.", underlying: error)
    }
    guard let finish else { throw MnemeError(.upstream, "The model's answer has no end.") }
    if finish == .length { throw MnemeError(.tooLarge, "The model's answer was cut off at its greatest length.") }
    return pieces.joined()
  }
}
