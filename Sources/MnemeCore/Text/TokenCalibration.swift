/// Learns from the counts that a server reports how far ``TokenEstimator`` is off for one model.
///
/// The correction is a factor on estimates, 0.7…1.6. It follows the upper end of the ratios seen lately: no count of the
/// last 64 is under by more than 5 %, but for single ones that stand far out. Servers hide parts of a prompt (cached,
/// or added by themselves), so a report below 0.6 of the estimate tells nothing and is set aside, and of ten ratios the
/// one far above the rest (Hampel's rule: five median absolute deviations) does not count. Upward it moves at once,
/// downward only as evidence grows. Deterministic; O(1) memory.
package struct TokenCalibration: Sendable, Hashable, Codable {
  package static let range = 0.7...1.6
  /// Ratios that are remembered.
  static let window = 64
  /// A report below this share of the estimate leaves something out.
  static let lowestRatio = 0.6
  /// Reports of fewer tokens say more about framing than about text.
  static let fewestTokens = 16
  /// Share by which an estimate may be under.
  static let tolerance = 0.05

  /// The model's name as the server calls it.
  package let model: String
  /// Factor on estimates.
  package private(set) var correction = 1.0
  package private(set) var error = TokenErrorStatistics()
  /// The model's own tokenizer was asked.
  package private(set) var isCounted = false
  /// Reported over estimated, oldest first once full: a ring.
  private var ratios: [Double] = []
  private var next = 0

  package init(model: String) {
    self.model = model
  }

  /// `estimate`, as the estimator gives it, corrected and rounded up.
  package func corrected(_ estimate: Int) -> Int {
    guard estimate > 0 else { return 0 }
    // The epsilon keeps a product such as 1.1 · 100 from being rounded up to 111.
    return max(1, Int(exactly: (Double(estimate) * correction - 1e-9).rounded(.up)) ?? .max)
  }

  /// Takes what the estimator said, before correction, and what the server counted for the same text.
  package mutating func observe(estimated: Int, reported: Int) {
    guard estimated >= Self.fewestTokens, reported >= Self.fewestTokens else {
      error.ignored += 1
      return
    }
    let ratio = Double(reported) / Double(estimated)
    guard ratio >= Self.lowestRatio else {
      error.ignored += 1
      return
    }
    error.add(Double(corrected(estimated)) / Double(reported) - 1, raw: 1 / ratio - 1)
    if ratios.count < Self.window {
      ratios.append(ratio)
    } else {
      ratios[next] = ratio
      next = (next + 1) % Self.window
    }
    correction = Self.correction(for: ratios)
  }

  /// Takes what the model's own tokenizer made of a text that the estimator counted too.
  package mutating func count(estimated: Int, counted: Int) {
    observe(estimated: estimated, reported: counted)
    isCounted = true
  }

  /// 1 for no ratios.
  static func correction(for ratios: [Double]) -> Double {
    var sorted = ratios.sorted()
    guard !sorted.isEmpty else { return 1 }
    let median = sorted[sorted.count / 2]
    let deviation = sorted.map { abs($0 - median) }.sorted()[sorted.count / 2]
    let limit = median + max(0.15 * median, 5 * deviation)
    // One outlier in five to fourteen ratios, two in up to twenty-four, and so on.
    var droppable = (sorted.count + 5) / 10
    while droppable > 0, let highest = sorted.last, highest > limit {
      sorted.removeLast()
      droppable -= 1
    }
    let quantile = sorted[min(sorted.count - 1, sorted.count * 9 / 10)]
    let raw = max(quantile, (sorted.last ?? quantile) * (1 - tolerance))
    // What is over costs little, so trust in a factor below 1 grows slowly.
    let trust = raw < 1 ? Double(ratios.count) / Double(ratios.count + 4) : 1
    return min(max(1 + (raw - 1) * trust, range.lowerBound), range.upperBound)
  }

  // MARK: Codable

  private enum CodingKeys: String, CodingKey { case model, error, ratios, next, isCounted }

  /// Values that cannot be are left out, so that an edited or damaged record does no harm.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    model = try container.decode(String.self, forKey: .model)
    error = try container.decodeIfPresent(TokenErrorStatistics.self, forKey: .error) ?? TokenErrorStatistics()
    isCounted = try container.decodeIfPresent(Bool.self, forKey: .isCounted) ?? false
    ratios = try container.decode([Double].self, forKey: .ratios).filter { $0.isFinite && $0 >= Self.lowestRatio }
      .suffix(Self.window)
    let place = try container.decodeIfPresent(Int.self, forKey: .next) ?? 0
    next = ratios.count == Self.window && (0..<Self.window).contains(place) ? place : 0
    correction = Self.correction(for: ratios)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(model, forKey: .model)
    try container.encode(error, forKey: .error)
    try container.encode(ratios, forKey: .ratios)
    try container.encode(next, forKey: .next)
    try container.encode(isCounted, forKey: .isCounted)
  }
}

/// How far estimates were off, each judged with what was known before it: estimate over report, less 1; above 0 is over.
package struct TokenErrorStatistics: Sendable, Hashable, Codable {
  /// Reports that were judged.
  package private(set) var count = 0
  /// Reports that were set aside: too short, or with a hidden part.
  package internal(set) var ignored = 0
  package private(set) var worstUnder = 0.0
  package private(set) var worstOver = 0.0
  /// Judged reports that were under by more than 5 %.
  package private(set) var under = 0
  private var sum = 0.0
  private var absoluteSum = 0.0
  private var rawSum = 0.0

  package init() {}

  /// 0 when there are none.
  package var mean: Double { count == 0 ? 0 : sum / Double(count) }
  package var meanAbsolute: Double { count == 0 ? 0 : absoluteSum / Double(count) }
  /// Mean error of the estimates without correction.
  package var meanUncorrected: Double { count == 0 ? 0 : rawSum / Double(count) }

  mutating func add(_ error: Double, raw: Double) {
    count += 1
    sum += error
    absoluteSum += abs(error)
    rawSum += raw
    worstUnder = min(worstUnder, error)
    worstOver = max(worstOver, error)
    if error < -TokenCalibration.tolerance { under += 1 }
  }
}
