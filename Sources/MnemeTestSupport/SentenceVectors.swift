import Foundation

/// Vectors of length 1 that lie to one another as sentence embeddings do, from a seed: neither uniform, where everything
/// is equally far from everything, nor near-copies.
///
/// A vector is a leaf of a tree of topics: 32 branches, each with 32, and so on, four levels deep, the first ones larger;
/// every node adds a random direction, shorter by a tenth on each level and of lengths that vary. Directions share the
/// spectrum of the covariance of real embeddings, and are then turned so that no coordinate stands out. The numbers are
/// fitted to 6,157 sentences of conversations under all-MiniLM-L6-v2. There the cosine to the nearest neighbour has the
/// quartiles 0.62, 0.69, 0.77 (here 0.60, 0.68, 0.76), to the tenth nearest the median 0.54 (0.53); among 700 the medians
/// are 0.56 and 0.40 (0.57 and 0.40); the intrinsic dimension (Levina and Bickel 2004) falls from 20 to 16 (18 to 17).
///
/// Row `i` depends on the seed and `i` alone.
package struct SentenceVectors {
  package let dimension: Int
  package let seed: UInt64
  private let spread: [Float]
  private let signs: [[Float]]

  private static let branches = 32
  private static let levels = 4
  private static let shrinking: Float = 0.9
  /// The share of the squared length that all vectors have in common.
  private static let common: Float = 0.12

  package init(dimension: Int = 384, seed: UInt64) {
    self.dimension = dimension
    self.seed = seed
    // The eigenvalues of the covariance fall like (i + 4)^-0.85 exp(-i / 250).
    let weights = (0..<dimension).map { index -> Float in
      let i = Float(index) * 384 / Float(dimension)
      return power(i + 4, -0.85) * power(2.718_281_8, -i / 250)
    }
    let total = weights.reduce(0, +)
    spread = weights.map { ($0 / total).squareRoot() }
    var random = SplitMix64(seed ^ 0x726f_7461_7465)
    signs = (0..<2).map { _ in (0..<dimension).map { _ in random.next() & 1 == 0 ? 1 : -1 } }
  }

  /// Writes row `row`.
  package func write(_ row: Int, into vector: UnsafeMutablePointer<Float>) {
    leaf(row, into: vector)
    turn(vector)
    normalise(vector)
  }

  /// Writes a question: near a row that is not among the others, but farther from it than they are from one another, as
  /// real questions are from sentences (cosine to the nearest of 6,157: median 0.57; to the tenth: 0.46).
  package func writeQuery(_ number: Int, into vector: UnsafeMutablePointer<Float>) {
    leaf(-1 - number, into: vector)
    var random = SplitMix64(mix(seed ^ 0x7175_6572_79, UInt64(number)))
    add(&random, length: 0.7, to: vector)
    turn(vector)
    normalise(vector)
  }

  /// Rows one after another.
  package func rows(_ range: Range<Int>) -> [Float] {
    [Float](unsafeUninitializedCapacity: range.count * dimension) { buffer, initialised in
      for (place, row) in range.enumerated() {
        if let start = buffer.baseAddress { write(row, into: start + place * dimension) }
      }
      initialised = range.count * dimension
    }
  }

  package func query(_ number: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: dimension) { buffer, initialised in
      if let start = buffer.baseAddress { writeQuery(number, into: start) }
      initialised = dimension
    }
  }

  // MARK: Steps

  private func leaf(_ row: Int, into vector: UnsafeMutablePointer<Float>) {
    var squares: Float = 0
    for level in 0...Self.levels { squares += power(Self.shrinking, Float(2 * level)) }
    var length = ((1 - Self.common) / squares).squareRoot()
    for index in 0..<dimension { vector[index] = 0 }
    var random = SplitMix64(mix(seed, UInt64(bitPattern: Int64(row))))
    var node: UInt64 = 1
    for level in 0...Self.levels {
      if level < Self.levels {
        let draw = Float.random(in: 0..<1, using: &random)
        let branch = min(Int(Float(Self.branches) * power(draw, 1.3)), Self.branches - 1)
        node = node &* UInt64(Self.branches) &+ UInt64(branch)
        var direction = SplitMix64(mix(seed ^ 0x6e6f_6465, node))
        add(&direction, length: length, to: vector)
        length *= power(2.718_281_8, 0.2 * normal(&direction))
      } else {
        add(&random, length: length, to: vector)
      }
      length *= Self.shrinking
    }
    // What all have in common stands on one axis before the turn.
    vector[dimension - 1] += Self.common.squareRoot()
  }

  private func add(_ random: inout SplitMix64, length: Float, to vector: UnsafeMutablePointer<Float>) {
    spread.withUnsafeBufferPointer { spread in
      for index in 0..<dimension { vector[index] += length * spread[index] * normal(&random) }
    }
  }

  /// Nearly normal: the number of ones among 64 bits, centred; its standard deviation is 4.
  @inline(__always) private func normal(_ random: inout SplitMix64) -> Float {
    Float(random.next().nonzeroBitCount - 32) / 4
  }

  /// A fixed orthogonal map that spreads every axis over all: random signs and sums and differences at distances 1, 2,
  /// 4, … (a Hadamard transform where the dimension allows), twice.
  private func turn(_ vector: UnsafeMutablePointer<Float>) {
    for signs in signs {
      signs.withUnsafeBufferPointer { signs in
        for index in 0..<dimension { vector[index] *= signs[index] }
      }
      var distance = 1
      while distance < dimension {
        for start in stride(from: 0, to: dimension, by: 2 * distance) {
          for index in start..<min(start + distance, max(dimension - distance, start)) {
            let a = vector[index]
            let b = vector[index + distance]
            vector[index] = (a + b) * 0.707_106_77
            vector[index + distance] = (a - b) * 0.707_106_77
          }
        }
        distance *= 2
      }
    }
  }

  private func normalise(_ vector: UnsafeMutablePointer<Float>) {
    var squares: Float = 0
    for index in 0..<dimension { squares += vector[index] * vector[index] }
    let scale = 1 / squares.squareRoot()
    for index in 0..<dimension { vector[index] *= scale }
  }

  private func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var random = SplitMix64(a &* 0xd6e8_feb8_6659_fd93 ^ b)
    return random.next()
  }
}

private func power(_ base: Float, _ exponent: Float) -> Float { Foundation.pow(base, exponent) }
