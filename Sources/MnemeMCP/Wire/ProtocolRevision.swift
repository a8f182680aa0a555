/// The revisions that are spoken here, oldest first.
package enum ProtocolRevision: String, Sendable, Hashable, CaseIterable, Comparable {
  case v2024_11_05 = "2024-11-05"
  case v2025_03_26 = "2025-03-26"
  case v2025_06_18 = "2025-06-18"
  case v2025_11_25 = "2025-11-25"
  case v2026_07_28 = "2026-07-28"

  /// Says everything in each request and knows neither `initialize` nor sessions.
  package var isStateless: Bool { self >= .v2026_07_28 }

  /// Takes several messages at once.
  package var hasBatches: Bool { self <= .v2025_03_26 }

  /// The newest one that begins with `initialize`.
  package static let newestStateful = ProtocolRevision.v2025_11_25
  package static let newest = ProtocolRevision.v2026_07_28
  /// What a request over HTTP without a revision header speaks.
  package static let assumed = ProtocolRevision.v2025_03_26

  package static func < (left: ProtocolRevision, right: ProtocolRevision) -> Bool { left.rawValue < right.rawValue }

  /// Newest first, as servers list them.
  package static var names: [String] { allCases.reversed().map(\.rawValue) }
}
