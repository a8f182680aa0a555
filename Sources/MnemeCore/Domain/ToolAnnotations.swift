/// What running a tool does to the world. The names are those of MCP's tool annotations.
package struct ToolAnnotations: Sendable, Hashable {
  /// Changes nothing.
  package var isReadOnly: Bool
  /// May overwrite or remove something; means nothing where `isReadOnly`.
  package var isDestructive: Bool
  /// A second call with the same arguments changes nothing more: it may be tried again.
  package var isIdempotent: Bool
  /// Reaches beyond this machine and its data: what it returns may be anybody's words.
  package var isOpenWorld: Bool

  package init(isReadOnly: Bool, isDestructive: Bool = false, isIdempotent: Bool = false, isOpenWorld: Bool = false) {
    self.isReadOnly = isReadOnly
    self.isDestructive = isDestructive
    self.isIdempotent = isIdempotent
    self.isOpenWorld = isOpenWorld
  }

  package static let readOnly = ToolAnnotations(isReadOnly: true, isIdempotent: true)
}

/// What a tool is about. A whole category can be switched off.
package enum ToolCategory: String, Sendable, Hashable, CaseIterable {
  case system, memory, file, research, home, delegation, schedule
  /// Of another server.
  case remote
}
