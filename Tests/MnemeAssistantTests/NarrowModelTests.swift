import MnemeAssistant
import MnemeCore
import MnemeTestSupport
import Synchronization
import Testing

/// A model that reads less than was known.
@Suite struct NarrowModelTests {
  @Test func aPromptThatIsRefusedAsTooLongIsShortenedAndRemembered() async throws {
    let model = NarrowModel(limit: 6_000)
    let house = try House(answering: model)
    var turns: [(Role, String)] = []
    for number in 0..<60 {
      turns.append((.user, "Turn \(number): " + String(repeating: "the harbour was quiet again. ", count: 12)))
      turns.append((.assistant, "Heard."))
    }
    turns.append((.user, "What did I say of the harbour?"))
    let first = try await house.say(turns)
    #expect(first.text == "It was quiet.")
    let asked = model.sizes
    #expect(asked.count > 1 && asked.count <= 3, "\(asked)")
    _ = try await house.say(turns + [(.assistant, "It was quiet."), (.user, "And now?")])
    // What was learnt is not learnt again.
    #expect(model.sizes.count == asked.count + 1)
    try house.close()
  }

  @Test func whatNeverFitsIsAnErrorAndDoesNotLoop() async throws {
    let model = NarrowModel(limit: 10)
    let house = try House(answering: model)
    let error = await #expect(throws: MnemeError.self) { try await house.say([(.user, "Where is the harbour?")]) }
    #expect(error?.code == .tooLarge && model.sizes.count == 3)
    #expect(try await house.messages().map(\.text) == ["Where is the harbour?"])
    try house.close()
  }
}

/// Refuses prompts above so many bytes.
private final class NarrowModel: ChatModel {
  let name = "narrow"
  let isLocal = true
  private let limit: Int
  private let seen = Mutex<[Int]>([])

  init(limit: Int) { self.limit = limit }

  /// Bytes of the prompts, in order.
  var sizes: [Int] { seen.withLock { $0 } }

  func stream(_ request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
    let size = request.messages.reduce(0) { $0 + $1.content.utf8.count }
    seen.withLock { $0.append(size) }
    return AsyncThrowingStream { continuation in
      guard size <= limit else {
        return continuation.finish(throwing: MnemeError(.tooLarge, "The prompt is longer than the model can read."))
      }
      continuation.yield(.text("It was quiet."))
      continuation.yield(.finished(.stop, TokenUsage(prompt: 1, completion: 1, reported: false)))
      continuation.finish()
    }
  }
}
