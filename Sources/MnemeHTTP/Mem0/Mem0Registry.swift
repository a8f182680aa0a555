import Foundation
import MnemeCore

/// Which space holds the memories of which entity. Each has one of its own, below the caller's: what a client keeps for one of
/// its users cannot be seen from another, whatever it filters by. The caller's own space is the user of the same name.
///
/// A memory's id names its space (`ID@TOKEN`), which is looked up among those of the caller: an id of somebody else's is
/// as good as none.
struct Mem0Registry: Sendable {
  let records: any RecordStore
  let base: SpaceID
  let identifiers: any IdentifierSource
  let wallClock: any WallClock

  private static let entities = "mem0_entity"
  private static let tokens = "mem0_space"
  /// Entities of one caller that are listed.
  private static let listed = 100_000

  /// A space of an entity; the caller's own has an empty token.
  struct Place: Hashable, Sendable {
    let space: SpaceID
    let token: String
  }

  private var own: Place { Place(space: base, token: "") }

  private func isOwn(_ entity: Mem0Entity) -> Bool { entity.kind == .user && entity.name == base.rawValue }

  private static func place(_ token: String) throws(MnemeError) -> Place {
    Place(space: try SpaceID("mem0.\(token)"), token: token)
  }

  /// Every place in which memories of the entity may lie, its own first; none where nothing was ever kept for it.
  func places(of entity: Mem0Entity) async throws(MnemeError) -> [Place] {
    if isOwn(entity) { return [own] }
    guard let record = try await records.records([entity.key], of: Self.entities, in: base).first else { return [] }
    var places: [Place] = []
    for token in Self.tokens(record) { places.append(token.isEmpty ? own : try Self.place(token)) }
    return places
  }

  /// The place in which a new memory of these entities is kept: that of the first of them.
  func place(for named: [Mem0Entity]) async throws(MnemeError) -> Place {
    guard let first = named.first else { throw MnemeError(.invalidInput, "A memory belongs to somebody.") }
    let found = try await places(of: first).first
    let place: Place
    if let found {
      place = found
    } else {
      // Random, so that it is nobody's name.
      place = try Self.place(String(identifiers.next().filter { $0 != "-" }.suffix(16)))
      try await records.put(
        [
          SurfaceRecord(
            collection: Self.tokens, id: place.token, createdAt: wallClock.now(),
            document: ["entity": .string(first.key)])
        ], in: base)
    }
    var changed: [SurfaceRecord] = []
    for entity in named where !isOwn(entity) {
      let known = try await records.records([entity.key], of: Self.entities, in: base).first
      var tokens = known.map(Self.tokens) ?? []
      if tokens.contains(place.token) { continue }
      tokens.append(place.token)
      changed.append(
        SurfaceRecord(
          collection: Self.entities, id: entity.key, createdAt: known?.createdAt ?? wallClock.now(),
          document: ["spaces": .array(tokens.map(JSONValue.string))]))
    }
    try await records.put(changed, in: base)
    return place
  }

  func all(_ kind: Mem0Entity.Kind? = nil) async throws(MnemeError) -> [(entity: Mem0Entity, since: Date)] {
    let found = try await records.records(RecordQuery(collection: Self.entities, limit: Self.listed), in: base)
    return found.compactMap { record in
      guard let entity = Mem0Entity(key: record.id), kind == nil || entity.kind == kind else { return nil }
      return (entity, record.createdAt)
    }
  }

  /// The entity is forgotten here; a place that was made for it is nobody's any more.
  /// - Returns: the places that were its own.
  func remove(_ entity: Mem0Entity) async throws(MnemeError) -> [Place] {
    var mine: [Place] = []
    for place in try await places(of: entity) where !place.token.isEmpty {
      let owner = try await records.records([place.token], of: Self.tokens, in: base).first?.document["entity"]
      if owner == .string(entity.key) { mine.append(place) }
    }
    _ = try await records.removeRecords([entity.key], of: Self.entities, in: base)
    _ = try await records.removeRecords(mine.map(\.token), of: Self.tokens, in: base)
    return mine
  }

  // MARK: Ids

  static func id(_ memory: String, in place: Place) -> String {
    place.token.isEmpty ? memory : "\(memory)@\(place.token)"
  }

  /// - Returns: nil for an id of no place of the caller's.
  func locate(_ id: String) async throws(MnemeError) -> (memory: String, place: Place)? {
    guard let at = id.lastIndex(of: "@") else { return (id, own) }
    let token = String(id[id.index(after: at)...])
    guard !token.isEmpty, try await !records.records([token], of: Self.tokens, in: base).isEmpty else { return nil }
    return (String(id[..<at]), try Self.place(token))
  }

  private static func tokens(_ record: SurfaceRecord) -> [String] {
    guard case .array(let values)? = record.document["spaces"] else { return [] }
    return values.compactMap { if case .string(let token) = $0 { token } else { nil } }
  }
}
