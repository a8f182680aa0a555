import MnemeCore

/// The newest events in a ring, threaded by kind and by space so that a filtered look back reads no event it does not return.
///
/// A push is O(1) and, once the ring and the table of spaces have their size, allocates nothing. Sequences are contiguous.
struct EventRing {
  private struct Slot {
    var event: MemoryEvent
    /// Row of the event's space in `heads`.
    var row: Int
    /// Sequences of the events before this one of the same kind, of the same space, and of both; older than `oldest` or 0
    /// where there is none.
    var previousOfKind: UInt64
    var previousInSpace: UInt64
    var previousOfKindInSpace: UInt64
  }

  let capacity: Int
  private(set) var held = 0
  private(set) var totalPushed: UInt64 = 0
  private(set) var totalDropped: UInt64 = 0
  /// The sequence that the next event gets.
  private(set) var next: UInt64
  /// Slots read by `recent` and `events(after:)` so far.
  private(set) var touched: UInt64 = 0

  private var slots: [Slot] = []
  /// The sequence that belongs in `slots[0]`.
  private var base: UInt64
  /// Last sequence of each kind.
  private var kindHeads = [UInt64](repeating: 0, count: MemoryEvent.Kind.count)
  /// Spaces with events in the ring, and for each one row of `heads`: its last sequence, then its last of each kind.
  private var rows: [SpaceID: Int] = [:]
  private var heads: [UInt64] = []
  private var heldInRow: [Int] = []
  private var freeRows: [Int] = []

  private static let stride = MemoryEvent.Kind.count + 1

  /// - Parameters:
  ///   - capacity: events kept, 1 or more.
  ///   - first: sequence of the first event, 1 or more.
  init(capacity: Int, first: UInt64) {
    self.capacity = max(1, capacity)
    next = max(1, first)
    base = next
    slots.reserveCapacity(self.capacity)
  }

  /// Sequence of the oldest event kept; `next` when there is none.
  var oldest: UInt64 { next - UInt64(held) }

  /// - Parameter event: its sequence is `next`.
  mutating func push(_ event: MemoryEvent) {
    let index = slot(of: next)
    // The oldest event is in the slot that the new one takes.
    if held == capacity { dropOldest() }
    let row = row(of: event.space)
    let kind = event.kind.index
    let head = row * Self.stride
    let slot = Slot(
      event: event, row: row, previousOfKind: kindHeads[kind], previousInSpace: heads[head],
      previousOfKindInSpace: heads[head + 1 + kind])
    if index < slots.count { slots[index] = slot } else { slots.append(slot) }
    kindHeads[kind] = next
    heads[head] = next
    heads[head + 1 + kind] = next
    heldInRow[row] += 1
    held += 1
    totalPushed += 1
    next += 1
  }

  /// The newest `limit` events that fit, oldest first; reads exactly those.
  mutating func recent(_ limit: Int, of kind: MemoryEvent.Kind?, in space: SpaceID?) -> [MemoryEvent] {
    collect(of: kind, in: space, limit: limit, after: 0)
  }

  /// All kept events after `sequence`, of one space where given, oldest first.
  mutating func events(after sequence: UInt64, in space: SpaceID?) -> [MemoryEvent] {
    collect(of: nil, in: space, limit: held, after: sequence)
  }

  /// Forgets the events; counters and sequences go on.
  mutating func clear() {
    slots.removeAll(keepingCapacity: true)
    base = next
    held = 0
    for kind in kindHeads.indices { kindHeads[kind] = 0 }
    rows.removeAll(keepingCapacity: true)
    heads.removeAll(keepingCapacity: true)
    heldInRow.removeAll(keepingCapacity: true)
    freeRows.removeAll(keepingCapacity: true)
  }

  private mutating func collect(of kind: MemoryEvent.Kind?, in space: SpaceID?, limit: Int, after: UInt64)
    -> [MemoryEvent]
  {
    guard limit > 0, held > 0 else { return [] }
    var cursor: UInt64
    if let space {
      guard let row = rows[space] else { return [] }
      cursor = heads[row * Self.stride + (kind.map { 1 + $0.index } ?? 0)]
    } else {
      cursor = kind.map { kindHeads[$0.index] } ?? next - 1
    }
    var found: [MemoryEvent] = []
    found.reserveCapacity(min(limit, held))
    while cursor >= oldest, cursor > after, found.count < limit {
      let slot = slots[slot(of: cursor)]
      touched += 1
      found.append(slot.event)
      cursor =
        switch (kind != nil, space != nil) {
        case (false, false): cursor - 1
        case (true, false): slot.previousOfKind
        case (false, true): slot.previousInSpace
        case (true, true): slot.previousOfKindInSpace
        }
    }
    found.reverse()
    return found
  }

  private func slot(of sequence: UInt64) -> Int { Int((sequence - base) % UInt64(capacity)) }

  private mutating func dropOldest() {
    let slot = slots[slot(of: oldest)]
    held -= 1
    totalDropped += 1
    heldInRow[slot.row] -= 1
    // A space without events gives its row back, so that the table is bounded by the ring.
    if heldInRow[slot.row] == 0 {
      rows[slot.event.space] = nil
      freeRows.append(slot.row)
    }
  }

  private mutating func row(of space: SpaceID) -> Int {
    if let row = rows[space] { return row }
    if let row = freeRows.popLast() {
      for index in row * Self.stride..<(row + 1) * Self.stride { heads[index] = 0 }
      rows[space] = row
      return row
    }
    let row = heldInRow.count
    heldInRow.append(0)
    for _ in 0..<Self.stride { heads.append(0) }
    rows[space] = row
    return row
  }
}

extension MemoryEvent.Kind {
  fileprivate static let count = allCases.count

  /// Position among all kinds.
  fileprivate var index: Int {
    switch self {
    case .messageAppended: 0
    case .sessionStarted: 1
    case .sessionEnded: 2
    case .recalled: 3
    case .memoryChanged: 4
    case .toolExecuted: 5
    case .jobProgressed: 6
    case .graphChanged: 7
    case .maintenanceFinished: 8
    case .forgotten: 9
    case .questionRead: 10
    case .personaChanged: 11
    case .taskRan: 12
    }
  }
}
