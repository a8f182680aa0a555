import HTTPTypes
import MnemeCore

/// What may happen while an answer is streamed, merged into one order.
enum TurnFrame: Sendable {
  case event(ChatEvent)
  case failed(HTTPFailure)
  /// Time passes; comes at a steady pace.
  case tick
  case ended
  case interrupted(ConnectionSignal.Reason)
}

typealias ChatEvents = AsyncThrowingStream<ChatEvent, any Error>

/// One turn on its way to its client: begun by the handler, which waits for what decides the status, and read to its end
/// by the body of the response. The last reference, or `cancel()`, cancels the turn when it still runs.
final class TurnFrames: Sendable {
  /// One reader at a time; a later one goes on where the one before stopped.
  let frames: AsyncStream<TurnFrame>
  private let pump: Task<Void, Never>

  init(of events: ChatEvents, signal: ConnectionSignal, tick: Duration, clock: any Clock<Duration>) {
    let (frames, output) = AsyncStream<TurnFrame>.makeStream()
    self.frames = frames
    // Ends with the turn, or is cancelled by `cancel()`: at the latest when nobody holds this any more.
    pump = Task {
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          if let reason = await signal.wait() { output.yield(.interrupted(reason)) }
        }
        group.addTask {
          // Ends by cancellation, which `sleep` reports by throwing.
          while (try? await clock.sleep(for: tick)) != nil { output.yield(.tick) }
        }
        do {
          for try await event in events { output.yield(.event(event)) }
          output.yield(.ended)
        } catch {
          output.yield(.failed(HTTPFailure(turn: error)))
        }
        output.finish()
        group.cancelAll()
      }
    }
  }

  func cancel() { pump.cancel() }

  deinit { pump.cancel() }
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
