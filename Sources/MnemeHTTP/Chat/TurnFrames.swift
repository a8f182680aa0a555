import HTTPTypes
import MnemeCore

/// What may happen while an answer is streamed, merged into one order.
enum TurnFrame: Sendable {
  case event(ChatEvent)
  case failed(HTTPFailure)
  /// Nothing was said for a while.
  case silence
  case ended
  case interrupted(ConnectionSignal.Reason)
}

typealias ChatEvents = AsyncThrowingStream<ChatEvent, any Error>

enum TurnFrames {
  /// The first event, or the end of the wait because the client left or the server stops.
  static func first(of events: ChatEvents, signal: ConnectionSignal) async throws -> TurnFrame {
    try await withThrowingTaskGroup(of: TurnFrame.self) { group in
      group.addTask {
        for try await event in events { return .event(event) }
        return .ended
      }
      group.addTask { await signal.wait().map(TurnFrame.interrupted) ?? .ended }
      defer { group.cancelAll() }
      return try await group.next() ?? .ended
    }
  }

  /// Hands each frame to `body` until it returns false. Every way out of here cancels the turn when it still runs.
  static func each(
    of events: ChatEvents, signal: ConnectionSignal, keepAlive: Duration, clock: any Clock<Duration>,
    _ body: (TurnFrame) async throws -> Bool
  ) async throws {
    let (frames, output) = AsyncStream<TurnFrame>.makeStream()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        do {
          for try await event in events { output.yield(.event(event)) }
          output.yield(.ended)
        } catch {
          output.yield(.failed(HTTPFailure(turn: error)))
        }
      }
      group.addTask {
        if let reason = await signal.wait() { output.yield(.interrupted(reason)) }
      }
      group.addTask {
        // Ends by cancellation, which `sleep` reports by throwing.
        while (try? await clock.sleep(for: keepAlive)) != nil { output.yield(.silence) }
      }
      defer { group.cancelAll() }
      for await frame in frames {
        guard try await body(frame) else { return }
      }
    }
  }
}

extension HTTPFailure {
  /// A turn's failure. That a remote model refused our key is not the client's key being wrong.
  init(turn error: any Error) {
    if let error = error as? MnemeError, error.code == .unauthorized {
      self.init(.badGateway, "upstream", error.message)
    } else {
      self.init(any: error)
    }
  }
}
