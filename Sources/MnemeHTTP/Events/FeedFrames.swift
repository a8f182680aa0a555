import MnemeCore

/// What may happen while a feed is followed, merged into one order.
enum FeedFrame: Sendable {
  case delivery(EventDelivery)
  /// Nothing happened for a while.
  case silence
  case ended
  case interrupted(ConnectionSignal.Reason)
}

enum FeedFrames {
  /// Hands each frame to `body` until it returns false. Every way out of here ends the subscription.
  ///
  /// Deliveries are pulled one at a time: while `body` is held up by a slow client, events wait in the feed, which bounds
  /// them.
  static func each(
    of deliveries: AsyncStream<EventDelivery>, signals: [ConnectionSignal], keepAlive: Duration,
    clock: any Clock<Duration>, _ body: (FeedFrame) async throws -> Bool
  ) async throws {
    let (frames, output) = AsyncStream<FeedFrame>.makeStream()
    let (permits, permit) = AsyncStream<Void>.makeStream()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        var permits = permits.makeAsyncIterator()
        for await delivery in deliveries {
          output.yield(.delivery(delivery))
          // Nil when cancelled; asking the feed once more then is what ends the subscription.
          await permits.next()
        }
        output.yield(.ended)
      }
      for signal in signals {
        group.addTask {
          if let reason = await signal.wait() { output.yield(.interrupted(reason)) }
        }
      }
      group.addTask {
        // Ends by cancellation, which `sleep` reports by throwing.
        while (try? await clock.sleep(for: keepAlive)) != nil { output.yield(.silence) }
      }
      defer { group.cancelAll() }
      for await frame in frames {
        guard try await body(frame) else { return }
        if case .delivery = frame { permit.yield() }
      }
    }
  }
}
