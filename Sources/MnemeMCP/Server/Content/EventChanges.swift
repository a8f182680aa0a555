import MnemeCore

/// What the house's events mean for the resources. One reader at a time.
actor EventChanges {
  private var deliveries: AsyncStream<EventDelivery>.Iterator
  private var pending: [ResourceChange] = []

  init(_ deliveries: AsyncStream<EventDelivery>) { self.deliveries = deliveries.makeAsyncIterator() }

  func next() async -> ResourceChange? {
    while pending.isEmpty {
      var iterator = deliveries
      let delivery = await iterator.next(isolation: self)
      deliveries = iterator
      guard let delivery else { return nil }
      pending = EventChanges.changes(of: delivery)
    }
    return pending.removeFirst()
  }

  static func changes(of delivery: EventDelivery) -> [ResourceChange] {
    guard case .event(let event) = delivery else { return [.everything(nil)] }
    return addresses(event.payload).map { .updated($0.uri, event.space) }
      + (isEverything(event) ? [.everything(event.space)] : [])
  }

  private static func isEverything(_ event: MemoryEvent) -> Bool {
    switch event.payload {
    case .forgotten, .maintenanceFinished: true
    default: false
    }
  }

  private static func addresses(_ payload: MemoryEvent.Payload) -> [MemoryAddress] {
    switch payload {
    case .messageAppended(_, let session, _): [.working, .session(session), .sessions, .statistics]
    case .sessionStarted(let session, _), .sessionEnded(let session):
      [.working, .session(session), .sessions, .statistics]
    case .memoryChanged(let id, _): [.memory(id), .longTerm, .statistics]
    case .graphChanged: [.graph, .statistics]
    case .personaChanged: [.persona]
    case .recalled, .toolExecuted, .jobProgressed, .maintenanceFinished, .forgotten, .questionRead, .taskRan: []
    }
  }
}
