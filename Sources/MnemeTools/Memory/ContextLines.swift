package import Foundation
package import MnemeCore

/// Recalled items as dated lines, newest first. Times are values: none is parsed, and each is written once (PERF-031).
package struct ContextLines: Sendable {
  private let now: Date
  private let format: @Sendable (Date) -> String

  static let preview = 250
  /// Seconds in which something is the latest.
  static let fresh = 86_400.0

  /// - Parameter format: a time as people read it.
  package init(now: Date, format: (@Sendable (Date) -> String)? = nil) {
    self.now = now
    self.format =
      format ?? { date in
        let style = Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day().dateTimeSeparator(.space).time(
          includingFractionalSeconds: false)
        return String(date.formatted(style).prefix(16))
      }
  }

  package func text(of hits: [RecallHit]) -> [String] {
    let dated = hits.map { (time: $0.validFrom ?? $0.createdAt, hit: $0) }
    let sorted = dated.sorted { ($1.time, $0.hit.id) < ($0.time, $1.hit.id) }
    return sorted.enumerated().map { place, item in
      let age = now.timeIntervalSince(item.time) < Self.fresh ? "LATEST" : "OLD"
      let who = item.hit.trust == .user ? "" : " | \(item.hit.trust.rawValue), not the user's words"
      return "\(place + 1). [\(format(item.time)) | \(age)\(who)] \"\(item.hit.content.preview(Self.preview))\""
    }
  }
}
