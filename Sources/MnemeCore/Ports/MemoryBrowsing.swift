package import Foundation

/// Memories as their owner looks through them.
package protocol MemoryBrowsing: Sendable {
  /// Newest first; `before` is the ordinal of the last one of the page before. O(memories of the space).
  func memories(matching filter: MemoryFilter, in space: SpaceID, before: Int64?, limit: Int)
    async throws(MnemeError) -> [Memory]
  /// How many memories and messages each day (UTC) brought, ascending; days without any are left out, times are half-open.
  func timeline(of space: SpaceID, from: Date?, to: Date?) async throws(MnemeError) -> [TimelineDay]
}

/// Every condition must hold; one that is empty or nil holds for all.
package struct MemoryFilter: Sendable, Hashable {
  package var kinds: Set<MemoryKind>
  package var trusts: Set<Trust>
  package var isPinned: Bool?
  /// Looked for in the text as it stands, whatever the case.
  package var text: String?
  /// When it began to hold, which is mostly when it was said; half-open.
  package var from: Date?
  package var to: Date?
  package var includeInactive: Bool

  package init(
    kinds: Set<MemoryKind> = [], trusts: Set<Trust> = [], isPinned: Bool? = nil, text: String? = nil,
    from: Date? = nil, to: Date? = nil, includeInactive: Bool = false
  ) {
    self.kinds = kinds
    self.trusts = trusts
    self.isPinned = isPinned
    self.text = text
    self.from = from
    self.to = to
    self.includeInactive = includeInactive
  }
}

package struct TimelineDay: Sendable, Hashable {
  /// Its beginning.
  package let day: Date
  /// That began to hold on it, whatever became of them.
  package let memories: Int
  package let messages: Int

  package init(day: Date, memories: Int, messages: Int) {
    self.day = day
    self.memories = memories
    self.messages = messages
  }
}
