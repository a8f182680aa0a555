import Foundation
import HTTPTypes
import MnemeCore

/// The memories of one caller's entities, over the services that every surface uses.
struct Mem0Memories: Sendable {
  let memory: any MemoryService
  let curation: any MemoryCuration
  let imports: any ImportService
  let forgetting: any ForgettingService
  let records: any RecordStore
  let registry: Mem0Registry
  let identifiers: any IdentifierSource
  let wallClock: any WallClock

  private static let attributes = "mem0_memory"
  private static let events = "mem0_event"
  /// Begins the conversation of one addition, whose attributes hold for what is distilled from it.
  private static let sessionPrefix = "mem0/"
  /// Memories of one place that are looked through for a list.
  private static let looked = 20_000
  private static let page = 200

  // MARK: Adding

  /// Keeps every message as it is, a memory of its own.
  func keep(_ body: Mem0Add) async throws -> [Mem0Item] {
    let named = try body.entities()
    let attributes = try body.attributes(named)
    let said = try body.said()
    let time = try body.time(wallClock.now())
    let place = try await registry.place(for: named)
    var items: [Mem0Item] = []
    for message in said {
      let kept = try await memory.remember(
        Statement(text: message.text, session: attributes.entities[.run], isAsGiven: true, saidAt: time),
        in: place.space)
      try await put(attributes, of: kept.id, in: place)
      items.append(Mem0Item(memory: kept, attributes: attributes, place: place))
    }
    return items
  }

  /// Takes the messages in as a conversation; memories are distilled from it by the queue.
  /// - Returns: the event by which it can be followed.
  func distill(_ body: Mem0Add) async throws -> (event: String, place: Mem0Registry.Place) {
    let named = try body.entities()
    let attributes = try body.attributes(named)
    let said = try body.said()
    let time = try body.time(wallClock.now())
    let place = try await registry.place(for: named)
    let event = identifiers.next()
    let record = SurfaceRecord(
      collection: Self.events, id: event, createdAt: wallClock.now(), document: attributes.document)
    try await records.put([record], in: place.space)
    // By its id the event is found, whichever place it belongs to.
    if !place.token.isEmpty {
      try await records.put(
        [
          SurfaceRecord(
            collection: Self.events, id: event, createdAt: record.createdAt, document: ["token": .string(place.token)])
        ], in: registry.base)
    }
    let messages = said.enumerated().map { number, message in
      ImportedMessage(
        externalID: "\(Self.sessionPrefix)\(event)/\(number)", session: Self.sessionPrefix + event,
        time: time.addingTimeInterval(Double(number) / 1000), role: message.role, speaker: message.speaker,
        text: message.text)
    }
    _ = try await imports.importMessages(messages, in: place.space)
    return (event, place)
  }

  struct Event: Sendable {
    let id: String
    let isDone: Bool
    let createdAt: Date
    let items: [Mem0Item]
  }

  /// - Parameter waits: returns when the queue has come so far, or after half a minute.
  func event(_ id: String, waits: Bool = false) async throws -> Event? {
    guard let told = try await records.records([id], of: Self.events, in: registry.base).first else { return nil }
    var place = Mem0Registry.Place(space: registry.base, token: "")
    if case .string(let token)? = told.document["token"] {
      guard let found = try await registry.locate("@\(token)")?.place else { return nil }
      place = found
    }
    let status = try await status(of: place.space, waits: waits)
    let items = try await list(in: place) { $0.memory.session == Self.sessionPrefix + id }
    return Event(id: id, isDone: status.depth == 0, createdAt: told.createdAt, items: items)
  }

  private static let patience = Duration.seconds(30)

  private func status(of space: SpaceID, waits: Bool) async throws -> QueueStatus {
    if waits {
      // What has not come by then follows: the event says so.
      _ = try? await withDeadline(Self.patience, "The queue takes longer.") {
        try await imports.queueStatus(of: space, wait: true)
      }
    }
    return try await imports.queueStatus(of: space, wait: false)
  }

  // MARK: Reading

  func item(_ id: String) async throws -> Mem0Item {
    guard let (memory, place) = try await registry.locate(id) else { throw Self.missing }
    let found = try await curation.memory(memory, in: place.space)
    guard found.isActive else { throw Self.missing }
    return try await items([found], in: place)[0]
  }

  func history(of id: String) async throws -> [JSON] {
    guard let (memory, place) = try await registry.locate(id) else { throw Self.missing }
    let found = try await curation.memory(memory, in: place.space)
    let item = try await items([found], in: place)[0]
    return try await self.memory.history(of: memory, in: place.space).compactMap { $0.mem0(item) }
  }

  /// Newest first.
  func list(_ filter: Mem0Filter, showExpired: Bool) async throws -> [Mem0Item] {
    let now = wallClock.now()
    var found: [Mem0Item] = []
    for place in try await places(filter) {
      found += try await list(in: place) { filter.holds($0) && (showExpired || !$0.isExpired(at: now)) }
    }
    return found.sorted { ($1.memory.validFrom, $1.id) < ($0.memory.validFrom, $0.id) }
  }

  func search(_ text: String, _ filter: Mem0Filter, count: Int, threshold: Double?, showExpired: Bool) async throws
    -> [Mem0Item]
  {
    let now = wallClock.now()
    var found: [Mem0Item] = []
    for place in try await places(filter) {
      let hits = try await memory.recall(
        RecallQuery(
          space: place.space, text: text.cutToQuery, limit: min(Limits.recallResults, count * 4 + 20),
          sources: [.memory],
          channel: "mem0")
      ).hits
      var memories: [Memory] = []
      var scores: [String: Double] = [:]
      for hit in hits {
        // One that was retired meanwhile is none.
        guard let memory = try? await curation.memory(hit.id, in: place.space), memory.isActive else { continue }
        memories.append(memory)
        scores[memory.id] = hit.score
      }
      for var item in try await items(memories, in: place)
      where filter.holds(item) && (showExpired || !item.isExpired(at: now)) {
        item.score = scores[item.memory.id]
        if let threshold, (item.score ?? 0) < threshold { continue }
        found.append(item)
      }
    }
    return Array(found.sorted { ($1.score ?? 0, $0.id) < ($0.score ?? 0, $1.id) }.prefix(count))
  }

  // MARK: Changing

  func change(_ id: String, _ body: Mem0Change) async throws -> Mem0Item {
    var item = try await item(id)
    let metadata = try Mem0Bodies.metadata(body.metadata)
    var expires: String?
    if case .string(let day)? = body.expirationDate { expires = try Mem0Bodies.day(day) }
    if let timestamp = body.timestamp, timestamp != .null {
      throw HTTPFailure.invalid(
        "timestamp", "When a memory was said does not change; add it anew.", code: "unsupported_value")
    }
    if let words = body.words {
      try MemoryInput.check(text: words)
      if words != item.memory.text {
        let changed = try await curation.change(
          .reword(id: item.memory.id, text: words, reason: "mem0"), in: item.place.space)
        item = Mem0Item(memory: changed, attributes: item.attributes, place: item.place)
      }
    } else if metadata == nil, body.expirationDate == nil {
      throw HTTPFailure(.badRequest, "missing_field", "Give 'text', 'metadata' or 'expiration_date'.")
    }
    if let metadata { item.attributes.metadata = metadata }
    if body.expirationDate != nil { item.attributes.expires = expires }
    item.attributes.updatedAt = wallClock.now().iso8601
    try await put(item.attributes, of: item.memory.id, in: item.place)
    return item
  }

  /// It no longer speaks; its history stays.
  func retire(_ id: String) async throws {
    let item = try await item(id)
    try await memory.retire(memory: item.memory.id, in: item.place.space)
  }

  func retire(_ filter: Mem0Filter) async throws -> Int {
    let items = try await list(filter, showExpired: true)
    for item in items { try await memory.retire(memory: item.memory.id, in: item.place.space) }
    return items.count
  }

  /// Erases everything that was kept for the entity, in its own place and where it stands beside others.
  func forget(_ entity: Mem0Entity) async throws {
    let places = try await registry.places(of: entity)
    guard !places.isEmpty else {
      throw MnemeError(.notFound, "Nothing was kept for this \(entity.kind.rawValue).")
    }
    let own = try await registry.remove(entity)
    for place in places {
      if own.contains(place) {
        _ = try await forgetting.forget(.everything, in: place.space, dryRun: false)
        for collection in [Self.attributes, Self.events] {
          _ = try await records.removeRecords(ownedBy: nil, of: collection, in: place.space)
        }
      } else {
        let filter = Mem0Filter.member(entity.kind.member, .equals(.string(entity.name)))
        for item in try await list(in: place, where: filter.holds) {
          _ = try await forgetting.forget(.memory(item.memory.id, withSources: true), in: place.space, dryRun: false)
        }
      }
    }
  }

  // MARK: Parts

  static let missing = MnemeError(.notFound, "There is no such memory.")

  func places(_ filter: Mem0Filter) async throws -> [Mem0Registry.Place] {
    let mentions = filter.mentions
    var entities = mentions.entities
    for kind in mentions.kinds.sorted(by: { $0.rawValue < $1.rawValue }) {
      entities += try await registry.all(kind).map(\.entity)
    }
    var seen: Set<Mem0Registry.Place> = []
    var places: [Mem0Registry.Place] = []
    for entity in entities {
      for place in try await registry.places(of: entity) where seen.insert(place).inserted { places.append(place) }
    }
    return places
  }

  func list(in place: Mem0Registry.Place, where holds: (Mem0Item) -> Bool) async throws -> [Mem0Item] {
    var found: [Mem0Item] = []
    var before: Int64?
    var looked = 0
    while looked < Self.looked {
      let memories = try await memory.memories(
        in: place.space, includeInactive: false, before: before, limit: Self.page)
      found += try await items(memories, in: place).filter(holds)
      looked += memories.count
      guard memories.count == Self.page, let last = memories.last else { break }
      before = last.ordinal
    }
    return found
  }

  private func items(_ memories: [Memory], in place: Mem0Registry.Place) async throws -> [Mem0Item] {
    let own = try await records.records(memories.map(\.id), of: Self.attributes, in: place.space)
    let sessions = Set(memories.compactMap(\.session).filter { $0.hasPrefix(Self.sessionPrefix) })
    let additions = try await records.records(
      sessions.map { String($0.dropFirst(Self.sessionPrefix.count)) }, of: Self.events, in: place.space)
    let attributes = Dictionary(own.map { ($0.id, $0.document) }) { first, _ in first }
    let events = Dictionary(additions.map { (Self.sessionPrefix + $0.id, $0.document) }) { first, _ in first }
    return memories.map { memory in
      let document = attributes[memory.id] ?? memory.session.flatMap { events[$0] }
      var told = document.map(Mem0Attributes.init) ?? Mem0Attributes()
      // What was said elsewhere in the caller's own space is the owner's.
      if document == nil, place.token.isEmpty { told.entities[.user] = place.space.rawValue }
      return Mem0Item(memory: memory, attributes: told, place: place)
    }
  }

  private func put(_ attributes: Mem0Attributes, of memory: String, in place: Mem0Registry.Place) async throws {
    try await records.put(
      [
        SurfaceRecord(
          collection: Self.attributes, id: memory, memory: memory, createdAt: wallClock.now(),
          document: attributes.document)
      ], in: place.space)
  }
}
