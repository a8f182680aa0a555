import Foundation

/// Okapi BM25, k1 = 1.2, b = 0.75, with the always positive inverse document frequency
/// `ln(1 + (N - n + 0.5) / (n + 0.5))` (Robertson and Zaragoza 2009, equation 3.15, in the variant of Lucene).
///
/// What one term adds is rounded to a multiple of 2⁻³². So sums are exact, whatever the order of adding: a document's
/// score does not depend on how it was found, and an upper bound that equals a score can be told from one above it.
enum BM25 {
  private static let k1 = 1.2
  private static let b = 0.75
  /// Adding and subtracting this rounds a number below 2¹⁹ to a multiple of 2⁻³²: half way into [2²⁰, 2²¹), where that
  /// is the distance of neighbouring numbers.
  private static let rounder = 0x1.8p20

  /// The inverse document frequency of a term that `frequency` of `documents` contain.
  static func weight(frequency: Int, documents: Int) -> Double {
    let frequency = Double(frequency)
    return log(1 + max(0, Double(documents) - frequency + 0.5) / (frequency + 0.5))
  }

  /// Terms of a document of average length.
  static func averageLength(totalLength: Int, documents: Int) -> Double {
    max(1, Double(totalLength) / Double(max(1, documents)))
  }

  // MARK: Lengths

  /// Lengths are kept in one byte, as search engines keep their norms: within 5 %.
  static let levels = 128

  static func level(ofLength length: Int) -> UInt8 { UInt8(min(127, (8 * log2(Double(length) + 1)).rounded())) }

  static func length(ofLevel level: Int) -> Double { exp2(Double(level) / 8) - 1 }

  /// The part of the saturation's denominator that grows with the length.
  static func norm(level: Int, averageLength: Double) -> Double {
    k1 * (1 - b + b * (length(ofLevel: level) / averageLength))
  }

  // MARK: Scores

  /// Grows with the frequency and never reaches ``largestSaturation``.
  @inline(__always)
  static func saturation(frequency: Double, norm: Double) -> Double { frequency * (k1 + 1) / (frequency + norm) }

  static let largestSaturation = k1 + 1

  /// What a term adds to a document's score. Grows with both.
  @inline(__always)
  static func contribution(weight: Double, saturation: Double) -> Double { (weight * saturation + rounder) - rounder }
}

/// The saturations of one query, ready for the frequencies that nearly every posting has.
///
/// The memory is the caller's, ``size`` places.
struct BM25Table {
  private static let readyFrequencies = 4
  static let size = (readyFrequencies + 1) * BM25.levels

  private let norms: UnsafeMutablePointer<Double>
  private let saturations: UnsafeMutablePointer<Double>

  init(memory: UnsafeMutablePointer<Double>, averageLength: Double) {
    norms = memory
    saturations = memory + BM25.levels
    for level in 0..<BM25.levels {
      norms[level] = BM25.norm(level: level, averageLength: averageLength)
      for frequency in 1...Self.readyFrequencies {
        saturations[(frequency - 1) * BM25.levels + level] =
          BM25.saturation(frequency: Double(frequency), norm: norms[level])
      }
    }
  }

  @inline(__always)
  func contribution(weight: Double, frequency: UInt32, level: UInt8) -> Double {
    let level = Int(level & 0x7F)
    let saturation =
      if frequency &- 1 < UInt32(Self.readyFrequencies) {
        saturations[Int(frequency &- 1) &* BM25.levels &+ level]
      } else {
        BM25.saturation(frequency: Double(frequency), norm: norms[level])
      }
    return BM25.contribution(weight: weight, saturation: saturation)
  }
}
