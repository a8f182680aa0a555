import HTTPTypes
import MnemeCore

/// What the owner wants to be different about a memory.
struct MemoryPatch: StrictBody {
  var text: String?
  var importance: Double?
  var pinned: Bool?
  var labels: [String]?
  var localOnly: Bool?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case text, importance, pinned, labels
    case localOnly = "local_only"
  }

  /// - Throws: when nothing is to be changed or a value is not allowed. Brings the labels into order.
  mutating func validate() throws(HTTPFailure) {
    if text == nil, importance == nil, pinned == nil, labels == nil, localOnly == nil {
      throw HTTPFailure(
        .badRequest, "missing_field", "Give one of 'text', 'importance', 'pinned', 'labels' and 'local_only'.")
    }
    if let text { try MemoryInput.check(text: text) }
    if let importance { try MemoryInput.check(importance: importance) }
    if let given = labels { labels = try MemoryInput.canonical(labels: given) }
  }

  /// The changes that make `memory` so, in the order in which they are applied; what is so already is left out.
  func changes(of memory: Memory, reason: String) -> [MemoryChange] {
    var changes: [MemoryChange] = []
    if let text, text != memory.text { changes.append(.reword(id: memory.id, text: text, reason: reason)) }
    if let importance, importance != memory.importance {
      changes.append(.reassess(id: memory.id, importance: importance, reason: reason))
    }
    if let pinned, pinned != memory.isPinned {
      changes.append(.pin(id: memory.id, isPinned: pinned, reason: reason))
    }
    let labels = labels ?? memory.labels
    let isLocalOnly = localOnly ?? memory.isLocalOnly
    if labels != memory.labels || isLocalOnly != memory.isLocalOnly {
      changes.append(.mark(id: memory.id, labels: labels, isLocalOnly: isLocalOnly, reason: reason))
    }
    return changes
  }
}
