import Foundation
import Logging
import MnemeAssistant
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport
import Synchronization

extension Proofs {
  typealias ChatMaker = @Sendable (Assistant, HeldClassifier) -> any ChatService

  /// Answers while a classifier hangs over the message before.
  /// - Parameters:
  ///   - hold: after which it comes back by itself; far longer than six answers take.
  ///   - chat: puts something before the assistant.
  static func classification(
    hold: Duration = .seconds(600), chat: @escaping ChatMaker = { assistant, _ in assistant }
  ) -> Proof {
    Proof(id: "PERF-004", condition: "Classifying feelings delays no answer and blocks no thread") {
      let classifier = HeldClassifier(hold: hold)
      let home = try ProofHome(classifier: classifier)
      let model = ScriptedModel()
      let assistant = Assistant(
        memory: home.engine, stores: MemoryStores(home.store), chatModels: SingleModel(model: model),
        settings: Settings(dataDirectory: home.folder.path), clock: home.clock, identifiers: CountingIdentifiers(),
        logger: Logger(label: "mneme.verify") { _ in SwiftLogNoOpLogHandler() })
      let service = chat(assistant, classifier)
      let worker = Task { await home.engine.run() }  // awaited below
      var late = 0
      func turn(_ text: String) async throws {
        let resumed = classifier.resumed
        let request = ChatRequest(
          space: .me, session: "s", channel: "test", messages: [ModelMessage(role: .user, content: text)])
        for try await event in service.reply(to: request) {
          if case .finished = event, classifier.resumed > resumed { late += 1 }
        }
        home.clock.advance(by: 1)
      }
      try await turn("I am so glad that the boat is mended.")
      while classifier.begun == 0 { try await Task.sleep(for: .milliseconds(1)) }
      let calls = home.embedder.calls
      // One classification hangs from here on.
      async let probe = YieldProbe.ticks(100, while: { classifier.isHeld })
      for number in 0..<5 { try await turn("And what about box \(number)?") }
      let ticks = await probe
      let foreground = home.embedder.calls - calls
      let held = classifier.isHeld
      classifier.open()
      await assistant.drained()
      while try await home.store.status(of: nil, at: home.clock.now()).depth > 0 {
        try await Task.sleep(for: .milliseconds(1))
      }
      worker.cancel()
      await worker.value
      let stored = try await home.store.messages(session: "s", in: .me, before: nil, limit: 100)
      let read = try await home.store.readings(of: stored.map(\.id), in: .me)
      return [
        Check("answers that ended after the classifier resumed", late, .exactly, 0),
        Check("the classifier was still held after five answers", held ? 1 : 0, .exactly, 1),
        Check("turns of the executor while it was held", ticks, .exactly, 100),
        Check("calls of the language model for six answers", model.requests.count, .exactly, 6),
        Check("embedding requests of five answers, one for each question", foreground, .exactly, 5),
        Check("messages without a reading in the end", stored.count - read.count, .exactly, 0),
      ]
    }
  }

  private struct SingleModel: ChatModelSource {
    let model: any ChatModel
    func models() async -> [any ChatModel] { [model] }
  }
}

/// Counts how often the executor comes round while something is held.
enum YieldProbe {
  static func ticks(_ count: Int, while isHeld: @Sendable () -> Bool) async -> Int {
    var ticks = 0
    while ticks < count, isHeld() {
      await Task.yield()
      ticks += 1
    }
    return ticks
  }
}

/// A classifier that hangs until it is let go, or for so long.
final class HeldClassifier: MessageClassifier {
  private struct State {
    var begun = 0
    var resumed = 0
    var isOpen = false
  }

  private let hold: Duration
  private let state = Mutex(State())

  init(hold: Duration) { self.hold = hold }

  var begun: Int { state.withLock { $0.begun } }
  var resumed: Int { state.withLock { $0.resumed } }
  var isHeld: Bool { state.withLock { $0.begun > $0.resumed } }
  func open() { state.withLock { $0.isOpen = true } }

  func readings(of messages: [Message], vectors: [[Float]], model: String) async -> [MessageReading] {
    state.withLock { $0.begun += 1 }
    let end = ContinuousClock.now + hold
    while ContinuousClock.now < end, !state.withLock({ $0.isOpen }) {
      // Cut short when the proof is over.
      try? await Task.sleep(for: .milliseconds(2))
    }
    state.withLock { $0.resumed += 1 }
    return messages.map {
      MessageReading(message: $0.id, emotion: .neutral, emotionConfidence: 0, intent: nil, method: "held")
    }
  }
}
