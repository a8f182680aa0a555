/// Names of tags by which models mark what is not for the user's eyes.
package struct TagNames: Sendable {
  /// Their whole content goes.
  static let blocks: Set<String> = ["function_call", "tool_call", "tool_use", "invoke"]
  private static let inner = [
    "attempt_completion", "result", "thought", "thinking", "reflection", "function_call", "tool_call", "tool_result",
    "tool_use", "antthinking", "search_quality_reflection", "search_quality_score",
  ]
  private static let parameters = [
    "entity_id", "brightness", "color", "file_pattern", "file_paths", "category", "importance", "invoke", "parameters",
    "arguments",
  ]
  /// Every tag that begins so.
  private static let callPrefix = "call:"
  /// Borders of ours: they go when they carry the turn's mark.
  private static let fences = ["memory", "file", "result"]

  private var names: Set<String>
  /// For each state of a reading the next one by byte; a tree of all names.
  private var next: [[UInt8: Int]] = [[:]]
  private var callState = 0

  /// - Parameter tools: names of our tools.
  package init(tools: [String] = []) {
    names = Set(Self.inner + Self.parameters + tools.map { $0.lowercased() })
    for name in names.sorted() + Self.fences { _ = insert(name) }
    callState = insert(Self.callPrefix)
  }

  private mutating func insert(_ name: String) -> Int {
    var state = 0
    for byte in name.utf8 {
      if let known = next[state][byte] {
        state = known
      } else {
        next.append([:])
        next[state][byte] = next.count - 1
        state = next.count - 1
      }
    }
    return state
  }

  func contains(_ name: String) -> Bool { names.contains(name) || name.hasPrefix(Self.callPrefix) }

  /// A name under way; nil as soon as it is none of ours.
  func step(_ state: Int, _ byte: UInt8) -> Int? {
    if state == callState { return state }
    return next[state][byte]
  }
}
