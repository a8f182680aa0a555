import Foundation

/// What maintenance should do with a memory, and why.
package enum DecayVerdict: Sendable, Hashable {
  /// Leave it for now.
  case keep(Reason)
  /// The rule will never expire it as it is.
  case preserve(Reason)
  /// It may be retired.
  case expire(Reason)

  package enum Reason: String, Sendable, Codable, CaseIterable {
    /// Someone asked for it to be kept.
    case pinned
    /// It was said twice or more.
    case repeated
    /// Its recorded importance is 0.7 or more: personal facts, preferences, projects.
    case important
    /// The graph ties it to five other things or more.
    case connected
    /// By the settings nothing ever fades.
    case decayIsOff
    /// It comes from the future.
    case clock
    /// It was recorded or used within the last 180 days.
    case recent
    /// Its decayed importance is not down to the floor yet.
    case aboveFloor
    /// None of these: faded to the floor, said once, unused.
    case faded
  }

  package var reason: Reason {
    switch self {
    case .keep(let reason), .preserve(let reason), .expire(let reason): reason
    }
  }

  package var isExpired: Bool { if case .expire = self { true } else { false } }
}

/// The delete rule: consistent with the floor, so that what it asks for can happen, and only when nothing speaks for the
/// memory.
///
/// A memory expires when its decayed importance is within 5 % of its floor, it was said once, and it was neither recorded
/// nor used within 180 days. It never does so when it is pinned, important (0.7 or more as recorded), or tied to five other
/// things in the graph; nor when the settings let nothing decay (a rate of 0, a floor near 1), nor while it comes from the
/// future. A floor below 0.05 counts as 0.05 here, since e^(−x) never gets to 0. The rule is for memories that speak;
/// superseded ones are history and not its business.
///
/// With the default settings a memory that is never used expires after so many days (floor reached after so many):
///
/// | importance | event | insight, semantic | preference | fact, reference |
/// |---|---|---|---|---|
/// | 0.3 | 180 (49) | 180 (69) | 180 (97) | 180 (161) |
/// | 0.5 | 180 (49) | 180 (69) | 180 (97) | 180 (161) |
/// | 0.69 | 180 (49) | 180 (69) | 180 (97) | 180 (161) |
/// | 0.7 | never (49) | never (69) | never (97) | never (161) |
/// | 0.9 | never (49) | never (69) | never (97) | never (161) |
///
/// Importance scales what is left of a memory, not how fast it goes, so the days are the same up to the limit.
extension Decay {
  static let unusedDays = 180
  static let importantFrom = 0.7
  static let connectedFrom = 5
  static let repeatedFrom = 2

  /// O(1).
  package func verdict(for item: DecayItem) -> DecayVerdict {
    if let reason = protection(of: item) { return .preserve(reason) }
    if hours(since: item.recordedAt) < 0 { return .keep(.clock) }
    let lastUse = max(item.recordedAt, item.usage.lastAccess ?? .min)
    if hours(since: lastUse) < Double(Self.unusedDays) * 24 { return .keep(.recent) }
    return retention(of: item) <= expiryRetention ? .expire(.faded) : .keep(.aboveFloor)
  }

  private func protection(of item: DecayItem) -> DecayVerdict.Reason? {
    if item.isPinned { return .pinned }
    if item.repetitions >= Self.repeatedFrom { return .repeated }
    if item.importance.clamped >= Self.importantFrom { return .important }
    if item.usage.degree >= Self.connectedFrom { return .connected }
    return expiryRetention >= 1 || rate(of: item) <= 0 ? .decayIsOff : nil
  }

  /// The share of its importance a memory may at most have left to expire: within 5 % of the floor.
  var expiryRetention: Double { max(1.05 * floor, 0.05) }
}
