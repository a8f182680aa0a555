/// What a caller may do.
package enum AccessScope: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Talk to the assistant, which uses the memory of the space.
  case chat
  case memoryRead = "memory:read"
  case memoryWrite = "memory:write"
  /// Run tools and make schedules.
  case tools
  /// Decide what waits for the owner's word.
  case approvals
  /// Read metrics and the details of health.
  case status
  /// Everything, in every space.
  case admin

  package static func < (left: AccessScope, right: AccessScope) -> Bool {
    (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
  }
}

/// What a person may do in a space that others share.
package enum SpaceRole: String, Sendable, Hashable, CaseIterable {
  /// Reads its memory.
  case reader
  /// Talks in it and changes its memory.
  case writer
  /// Decides what waits for a word, too, and gives roles.
  case owner

  package var scopes: Set<AccessScope> {
    switch self {
    case .reader: [.memoryRead]
    case .writer: [.chat, .memoryRead, .memoryWrite, .tools]
    case .owner: [.chat, .memoryRead, .memoryWrite, .tools, .approvals]
    }
  }
}
