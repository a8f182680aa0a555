import Logging
package import MnemeCore
import Synchronization

/// Listening to recalls.
extension MetaMemory {
  /// Records every recall that the feed tells of and writes when it is due, until the task is cancelled or the feed ends;
  /// then writes what is pending.
  ///
  /// A later call goes on after the last event recorded; the first one takes what the feed still has.
  package func run(listeningTo feed: any EventFeed, checkEvery interval: Duration = .seconds(10)) async {
    let stream = feed.subscribe(to: nil, after: state.withLock { $0.lastEvent })
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        // The writer is another task: a slow store must not make the listener lose events.
        while !Task.isCancelled {
          await self.due.waitForWork(timeout: interval)
          if Task.isCancelled { break }
          await self.write { () async throws(MnemeError) in try await self.flushIfDue() }
        }
      }
      for await delivery in stream { take(delivery) }
      group.cancelAll()
    }
    // Cancellation leaves unread what was published before it.
    let last = state.withLock { $0.lastEvent }
    for event in feed.recent(.max, of: .recalled, in: nil) where event.sequence > last { take(.event(event)) }
    // Awaited here; a task of its own, because the store may refuse work of a cancelled one.
    await Task { await write { () async throws(MnemeError) in try await flush() } }.value
  }

  func take(_ delivery: EventDelivery) {
    switch delivery {
    case .gap(let gap):
      // A gap without a number is the one before the first event.
      state.withLock { $0.counts.missedEvents += gap.missed ?? 0 }
    case .event(let event):
      if case .recalled(let channel, let items, _) = event.payload {
        record(items.map(\.key), channel: channel, in: event.space, at: event.time)
        if isFlushDue { due.signal() }
      }
      state.withLock { $0.lastEvent = max($0.lastEvent, event.sequence) }
    }
  }

  private func write(_ body: () async throws(MnemeError) -> Void) async {
    do {
      try await body()
    } catch {
      logger.warning(
        "meta_memory.write_failed",
        metadata: ["error.code": "\(error.code.rawValue)", "access.pending": "\(statistics.pendingItems)"])
    }
  }
}

extension EventFeed {
  /// Tells of a recall, unless it must leave no trace.
  /// - Parameters:
  ///   - channel: where it was asked, such as `cli` or `http`.
  ///   - items: what was returned, best first.
  package func publishRecall(
    of query: RecallQuery, on channel: String, items: [MemoryEvent.Item], lexicalOnly: Bool
  ) {
    guard query.observe else { return }
    publish(.recalled(channel: channel, items: items, lexicalOnly: lexicalOnly), in: query.space)
  }
}
