import Foundation
import MnemeCore
import MnemeHTTP
import Synchronization

/// A chat service that does what a test tells it and remembers what it was asked.
final class FakeChat: ChatService {
  typealias Output = AsyncThrowingStream<ChatEvent, any Error>.Continuation
  typealias Script = @Sendable (ChatRequest, Output) async throws -> Void

  private struct State {
    var requests: [ChatRequest] = []
    var cancelled = 0
  }

  private let script: Script
  private let state = Mutex(State())

  init(_ script: @escaping Script = FakeChat.echo) { self.script = script }

  var requests: [ChatRequest] { state.withLock { $0.requests } }
  /// Turns whose consumer went away before they ended.
  var cancelled: Int { state.withLock { $0.cancelled } }

  func reply(to request: ChatRequest) -> AsyncThrowingStream<ChatEvent, any Error> {
    state.withLock { $0.requests.append(request) }
    return AsyncThrowingStream { output in
      // Ends with the stream: its termination cancels it.
      let task = Task {
        do {
          try await self.script(request, output)
          output.finish()
        } catch {
          output.finish(throwing: error)
        }
      }
      output.onTermination = { reason in
        if case .cancelled = reason { self.state.withLock { $0.cancelled += 1 } }
        task.cancel()
      }
    }
  }

  func models() async -> [ModelDescription] {
    ["recall", "library/story-1"].map {
      ModelDescription(name: $0, createdAt: Date(milliseconds: 1_750_000_000_000), owner: "mneme")
    }
  }

  func sessions(in space: SpaceID, limit: Int) async throws(MnemeError) -> [Session] {
    let time = Date(milliseconds: 1_750_000_000_000)
    return [
      Session(
        id: "s-1", space: space, channel: "api", startedAt: time, lastActivityAt: time, endedAt: nil, messageCount: 2)
    ]
  }

  static let hit = RecallHit(
    id: "m-1", source: .memory, content: "Lives in Lisbon.", score: 0.9,
    createdAt: Date(milliseconds: 1_700_000_000_000), session: "s-0", externalID: nil, speaker: nil, role: nil,
    kind: .fact, trust: .user, validFrom: nil, validTo: nil, sources: ["x-1"], explanation: nil)

  static func start(_ request: ChatRequest) -> ChatEvent {
    .started(TurnStart(session: request.session ?? "s-1", model: "recall", recalled: [hit]))
  }

  static let end = ChatEvent.finished(
    TurnEnd(finish: .stop, usage: TokenUsage(prompt: 7, completion: 3, reported: true)))

  /// Answers with the question in pieces of four characters.
  static let echo: Script = { request, output in
    output.yield(start(request))
    var rest = Substring(request.messages.last { $0.role == .user }?.content ?? "")
    while !rest.isEmpty {
      output.yield(.text(String(rest.prefix(4))))
      rest = rest.dropFirst(4)
    }
    output.yield(end)
  }

  /// Says one word, then nothing until it is cancelled.
  static let hang: Script = { request, output in
    output.yield(start(request))
    output.yield(.text("Well"))
    try await Task.sleep(for: .seconds(600))
  }
}

/// Counts batches; a text "poison" makes the store fail.
final class FakeImports: ImportService {
  private struct State {
    var known: Set<String> = []
    var batches: [Int] = []
    var messages: [ImportedMessage] = []
    var waits = 0
  }

  private let keepsMessages: Bool
  private let delay: Duration?
  private let state = Mutex(State())

  init(keepsMessages: Bool = true, delay: Duration? = nil) {
    self.keepsMessages = keepsMessages
    self.delay = delay
  }

  var batches: [Int] { state.withLock { $0.batches } }
  var messages: [ImportedMessage] { state.withLock { $0.messages } }
  /// Waits for the queue that began.
  var waits: Int { state.withLock { $0.waits } }

  func importMessages(_ batch: [ImportedMessage], in space: SpaceID) async throws(MnemeError) -> ImportCount {
    // Cancellation only shortens the fake's delay.
    if let delay { try? await Task.sleep(for: delay) }
    if batch.contains(where: { $0.text == "poison" }) {
      throw MnemeError(.storage, "The disk is full. Free some space and import again.")
    }
    return state.withLock { state in
      state.batches.append(batch.count)
      if keepsMessages { state.messages += batch }
      let fresh = batch.filter { state.known.insert("\(space) \($0.externalID)").inserted }.count
      return ImportCount(accepted: fresh, skipped: batch.count - fresh)
    }
  }

  func queueStatus(of space: SpaceID?, wait: Bool) async throws(MnemeError) -> QueueStatus {
    if wait { state.withLock { $0.waits += 1 } }
    // The queue of the space "busy" never empties.
    if wait, space?.rawValue == "busy" {
      do { try await Task.sleep(for: .seconds(600)) } catch {
        throw MnemeError(.unavailable, "The wait was cancelled.")
      }
    }
    let depth = space?.rawValue == "busy" ? 3 : 0
    return QueueStatus(depth: depth, oldestAge: depth > 0 ? 1.5 : nil, failed: 0)
  }
}
