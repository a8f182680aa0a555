package import MnemeCore

/// The model that the local engine runs.
package struct LocalChatModel: ChatModel {
  package let name: String
  package let profile: ModelProfile
  package var isLocal: Bool { true }
  package let engine: LocalEngine

  package init(_ engine: LocalEngine) {
    self.engine = engine
    name = engine.choice.name
    profile = engine.choice.profile
  }

  /// Throws (from the stream) `unavailable` while the engine does not run, and what ``RemoteChatModel`` throws.
  package func stream(_ request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
    let answer = LocalAnswer(engine: engine, request: request)
    return AsyncThrowingStream(unfolding: { try await answer.next() })
  }

  package func tokenCount(of text: String) async -> Int? {
    // An engine that does not run counts nothing.
    guard let model = try? await engine.model() else { return nil }
    return await model.tokenCount(of: text)
  }
}

/// An answer that begins when the engine is ready.
private actor LocalAnswer {
  private let engine: LocalEngine
  private let request: ModelRequest
  private var iterator: AsyncThrowingStream<ModelEvent, any Error>.Iterator?
  private var isOpen = false

  init(engine: LocalEngine, request: ModelRequest) {
    self.engine = engine
    self.request = request
  }

  func next() async throws -> ModelEvent? {
    if !isOpen {
      isOpen = true
      iterator = try await engine.model().stream(request).makeAsyncIterator()
    }
    guard var current = iterator else { return nil }
    iterator = nil
    let event = try await current.next(isolation: self)
    if event != nil { iterator = current }
    return event
  }
}
