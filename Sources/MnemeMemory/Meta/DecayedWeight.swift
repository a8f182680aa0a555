import Foundation

/// An exponentially decayed count in a form that needs no clock to be kept and compared.
///
/// Holds `log2 Σ 2^(tᵢ / h)` over the times `tᵢ` of what was counted, in seconds since 1970, with half-life `h`: the forward
/// decay of Cormode, Shkapenyuk, Srivastava and Xu (2009) with its landmark at 1970, in logarithms so that it never
/// overflows. The decayed count at `t` is `2^(log - t / h)`. Since all counts fade alike, their order is the order of
/// their logarithms at any time: nothing is ever swept.
struct DecayedWeight: Hashable, Comparable, Sendable {
  private(set) var log: Double

  /// Nothing counted.
  static let zero = DecayedWeight(log: -.infinity)

  private init(log: Double) { self.log = log }

  /// One count at `time`.
  init(at time: Date, halfLife: Double) {
    log = time.timeIntervalSince1970 / halfLife
  }

  /// `count` as it stood at `time`; nothing when it is not positive.
  init(count: Double, at time: Date, halfLife: Double) {
    log = count > 0 ? log2(count) + time.timeIntervalSince1970 / halfLife : -.infinity
  }

  func count(at time: Date, halfLife: Double) -> Double {
    exp2(log - time.timeIntervalSince1970 / halfLife)
  }

  static func += (sum: inout DecayedWeight, other: DecayedWeight) {
    let (high, low) = (max(sum.log, other.log), min(sum.log, other.log))
    // Both nothing: infinity minus infinity is no number.
    guard low > -.infinity else {
      sum.log = high
      return
    }
    sum.log = high + log1p(exp2(low - high)) / M_LN2
  }

  static func < (a: DecayedWeight, b: DecayedWeight) -> Bool { a.log < b.log }
}
