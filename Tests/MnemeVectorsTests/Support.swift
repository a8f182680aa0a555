import MnemeTestSupport
import MnemeVectors

extension SplitMix64 {
  mutating func values(_ count: Int, in range: ClosedRange<Float> = -1...1) -> [Float] {
    (0..<count).map { _ in Float.random(in: range, using: &self) }
  }

  /// A vector of small integers behind ±127: every kind of index keeps it exactly.
  mutating func exactCodes(_ dimension: Int) -> [Float] {
    [Bool.random(using: &self) ? 127 : -127]
      + (0..<dimension - 1).map { _ in Float(Int.random(in: -9...9, using: &self)) }
  }

  /// A vector of length 1.
  mutating func unit(_ dimension: Int) -> [Float] {
    let vector = values(dimension)
    let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return vector.map { $0 / length }
  }
}

/// The plainest thing that does the same: rows in an array, sums in double precision.
struct NaiveIndex {
  struct Row: Equatable {
    var key: Int64
    var vector: [Float]
  }

  var rows: [Row] = []

  mutating func append(_ vectors: [[Float]], key: Int64) {
    rows += vectors.map { Row(key: key, vector: $0) }
  }

  mutating func remove(_ key: Int64) -> Int {
    let before = rows.count
    rows.removeAll { $0.key == key }
    return before - rows.count
  }

  static func dot(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  /// The rows' keys and vectors without their order, to compare with an index whose removals move rows.
  var content: [String: Int] {
    rows.reduce(into: [:]) { $0["\($1.key) \($1.vector)", default: 0] += 1 }
  }
}

extension FlatIndex.Snapshot {
  var content: [String: Int] {
    (0..<count).reduce(into: [:]) { $0["\(key(ofRow: $1)) \(vector(ofRow: $1))", default: 0] += 1 }
  }
}
