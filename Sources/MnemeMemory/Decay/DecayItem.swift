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
