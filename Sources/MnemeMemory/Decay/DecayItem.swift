package import MnemeCore

/// How a memory has been used since it was recorded, from meta memory and the knowledge graph.
package struct MemoryUsage: Sendable, Hashable {
  /// Count of accesses that fades exponentially, as of now; 0 or more.
  package var accesses: Double
  /// Milliseconds since 1970 in UTC of the last access; nil for never.
  package var lastAccess: Int64?
  /// Relations of its entities in the graph. The owner's own entity, which is tied to everything, is not counted.
  package var degree: Int
  /// Distinct channels on which it came up.
  package var channels: Int

  package init(accesses: Double = 0, lastAccess: Int64? = nil, degree: Int = 0, channels: Int = 0) {
    self.accesses = accesses
    self.lastAccess = lastAccess
    self.degree = degree
    self.channels = channels
  }
}

/// What decay needs to know about one memory.
package struct DecayItem: Sendable, Hashable {
  /// 0…1, as recorded.
  package var importance: Double
  package var kind: MemoryKind
  /// Milliseconds since 1970 in UTC.
  package var recordedAt: Int64
  /// How often it was said; 1 or more.
  package var repetitions: Int
  package var isPinned: Bool
  package var usage: MemoryUsage

  package init(
    importance: Double, kind: MemoryKind, recordedAt: Int64, repetitions: Int = 1, isPinned: Bool = false,
    usage: MemoryUsage = MemoryUsage()
  ) {
    self.importance = importance
    self.kind = kind
    self.recordedAt = recordedAt
    self.repetitions = repetitions
    self.isPinned = isPinned
    self.usage = usage
  }

  package init(_ memory: Memory, usage: MemoryUsage = MemoryUsage()) {
    self.init(
      importance: memory.importance, kind: memory.kind, recordedAt: memory.recordedAt.milliseconds,
      repetitions: memory.repetitions, isPinned: memory.isPinned, usage: usage)
  }
}

/// Many memories as columns: a page of a store without an object per row.
package struct DecayColumns: Sendable {
  private var importances: [Double] = []
  private var kinds: [MemoryKind] = []
  private var recordedAt: [Int64] = []
  private var repetitions: [Int32] = []
  private var pinned: [Bool] = []
  private var accesses: [Double] = []
  /// `Int64.min` for never.
  private var lastAccesses: [Int64] = []
  private var degrees: [Int32] = []
  private var channels: [Int32] = []

  package init() {}

  package var count: Int { importances.count }

  package mutating func reserveCapacity(_ rows: Int) {
    importances.reserveCapacity(rows)
    kinds.reserveCapacity(rows)
    recordedAt.reserveCapacity(rows)
    repetitions.reserveCapacity(rows)
    pinned.reserveCapacity(rows)
    accesses.reserveCapacity(rows)
    lastAccesses.reserveCapacity(rows)
    degrees.reserveCapacity(rows)
    channels.reserveCapacity(rows)
  }

  /// Counts above 2³¹ − 1 become that.
  package mutating func append(_ item: DecayItem) {
    importances.append(item.importance)
    kinds.append(item.kind)
    recordedAt.append(item.recordedAt)
    repetitions.append(Int32(clamping: item.repetitions))
    pinned.append(item.isPinned)
    accesses.append(item.usage.accesses)
    lastAccesses.append(item.usage.lastAccess ?? .min)
    degrees.append(Int32(clamping: item.usage.degree))
    channels.append(Int32(clamping: item.usage.channels))
  }

  package mutating func removeAll() {
    let rows = count
    self = DecayColumns()
    reserveCapacity(rows)
  }

  package subscript(row: Int) -> DecayItem {
    DecayItem(
      importance: importances[row], kind: kinds[row], recordedAt: recordedAt[row],
      repetitions: Int(repetitions[row]), isPinned: pinned[row],
      usage: MemoryUsage(
        accesses: accesses[row], lastAccess: lastAccesses[row] == .min ? nil : lastAccesses[row],
        degree: Int(degrees[row]), channels: Int(channels[row])))
  }
}
