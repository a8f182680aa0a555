import MnemeTestSupport
import MnemeVectors
import Testing

@Suite struct KernelTests {
  /// The error of a sum of n products in single precision, in any order, is below n · 2⁻²³ · Σ|aᵢbᵢ| (Higham 2002, §3.1).
  static func bound(_ a: [Float], _ b: [Float]) -> Double {
    let magnitude = zip(a, b).reduce(0) { $0 + abs(Double($1.0) * Double($1.1)) }
    return Double(a.count + 2) * 0x1p-23 * magnitude + 1e-30
  }

  /// The elements whose scores differ from the kept values' products by rounding alone.
  static let floating: [VectorElement] = [.float32, .float16]

  @Test(arguments: VectorKernels.allCases, floating)
  func scoresAgreeWithDoublePrecisionForEveryDimension(kernels: VectorKernels, element: VectorElement) throws {
    var random = SplitMix64(1)
    for dimension in Array(1...70) + [127, 128, 129, 383, 384, 385, 768, 1021] {
      let index = try FlatIndex(dimension: dimension, element: element, kernels: kernels)
      let rows = 9
      try index.append(random.values(rows * dimension), keys: (0..<Int64(rows)).map { $0 })
      let query = random.values(dimension)
      let snapshot = index.snapshot()
      let scores = try snapshot.scores(of: query)
      try #require(scores.count == rows)
      for row in 0..<rows {
        // The rows as kept, so that half precision's rounding is not part of the kernel's error.
        let kept = snapshot.vector(ofRow: row)
        let error = abs(Double(scores[row]) - NaiveIndex.dot(query, kept))
        #expect(error <= Self.bound(query, kept), "dimension \(dimension) row \(row)")
      }
    }
  }

  @Test(arguments: VectorElement.allCases)
  func fastAndPortableLoopsFindTheSameRows(element: VectorElement) throws {
    var random = SplitMix64(2)
    let dimension = 101
    let values = (0..<700).flatMap { _ in random.unit(dimension) }
    let keys = (0..<Int64(700)).map { $0 }
    let fast = try FlatIndex(dimension: dimension, element: element, kernels: .fastest)
    let portable = try FlatIndex(dimension: dimension, element: element, kernels: .portable)
    try fast.append(values, keys: keys)
    try portable.append(values, keys: keys)
    for row in 0..<700 {
      #expect(fast.snapshot().vector(ofRow: row) == portable.snapshot().vector(ofRow: row))
    }
    for _ in 0..<20 {
      let query = random.unit(dimension)
      let a = try fast.topK(query, k: 10)
      let b = try portable.topK(query, k: 10)
      #expect(a.map(\.key) == b.map(\.key))
      for (x, y) in zip(a, b) { #expect(abs(x.score - y.score) < 1e-5) }
    }
  }

  @Test(arguments: VectorKernels.allCases, VectorElement.allCases)
  func aRowScoresTheSameWhereverItStands(kernels: VectorKernels, element: VectorElement) throws {
    var random = SplitMix64(3)
    for dimension in [1, 7, 33, 100, 384] {
      let index = try FlatIndex(dimension: dimension, element: element, kernels: kernels)
      let same = random.values(dimension)
      for row in 0..<600 {
        try index.append(row % 7 == 0 ? same : random.values(dimension), keys: [Int64(row)])
      }
      let scores = try index.scores(of: random.values(dimension))
      for row in stride(from: 0, to: 600, by: 7) { #expect(scores[row].bitPattern == scores[0].bitPattern) }
    }
  }

  @Test(arguments: VectorKernels.allCases)
  func halfPrecisionWidensAllPatternsExactlyAndNarrowsThemBack(kernels: VectorKernels) {
    let patterns = (0...UInt16.max).map { $0 }
    let floats = kernels.floats(of: patterns)
    let back = kernels.halves(of: floats)
    for (pattern, value) in zip(patterns, floats) {
      let exponent = Int(pattern >> 10 & 31)
      let fraction = Double(pattern & 1023)
      let sign: Double = pattern >> 15 == 0 ? 1 : -1
      switch exponent {
      case 31 where fraction != 0: #expect(value.isNaN)
      case 31: #expect(Double(value) == sign * .infinity)
      case 0: #expect(Double(value) == sign * fraction * 0x1p-24)
      default:
        let scale = (0..<abs(exponent - 15)).reduce(1.0) { result, _ in exponent > 15 ? result * 2 : result / 2 }
        #expect(Double(value) == sign * (1 + fraction / 1024) * scale)
      }
    }
    for (pattern, again) in zip(patterns, back) {
      let isNaN = pattern & 0x7c00 == 0x7c00 && pattern & 0x3ff != 0
      // A signalling NaN becomes quiet: one bit more.
      #expect(again == (isNaN ? pattern | 0x200 : pattern))
    }
  }

  @Test(arguments: VectorKernels.allCases)
  func narrowingRoundsToNearestWithTiesToEven(kernels: VectorKernels) {
    let ulp: Float = 0x1p-10
    let cases: [(Float, UInt16)] = [
      (1 + ulp / 2, 0x3c00), (1 + ulp * 1.5, 0x3c02), (1 + ulp * 0.5001, 0x3c01), (-(1 + ulp * 0.4999), 0xbc00),
      (65504, 0x7bff), (65519.996, 0x7bff), (65520, 0x7c00), (-65520, 0xfc00), (.greatestFiniteMagnitude, 0x7c00),
      (0x1p-24, 1), (0x1p-25, 0), (0x1.000002p-25, 1), (0x1.8p-24, 2), (-0x1p-26, 0x8000), (0x1p-149, 0),
      (0x1.ff8p-15, 0x3ff), (0x1.ffcp-15, 0x400), (0x1p-14, 0x400), (0, 0), (-0.0, 0x8000),
      (.infinity, 0x7c00), (1 - 0x1p-12, 0x3c00), (1 - 0x1.8p-12, 0x3bff),
    ]
    #expect(kernels.halves(of: cases.map(\.0)) == cases.map(\.1))
    for (value, half) in cases { #expect(kernels.halves(of: [value]) == [half], "\(value)") }
  }

  @Test func bothConversionsAgreeOnRandomPatternsOfEveryLength() {
    var random = SplitMix64(4)
    for length in Array(0...40) + [20_000] {
      let values = (0..<length).map { _ in Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &random)) }
      #expect(VectorKernels.fastest.halves(of: values) == VectorKernels.portable.halves(of: values))
      let halves = (0..<length).map { _ in UInt16(truncatingIfNeeded: random.next()) }
      let fast = VectorKernels.fastest.floats(of: halves).map(\.bitPattern)
      #expect(fast == VectorKernels.portable.floats(of: halves).map(\.bitPattern))
    }
  }

  @Test func halfPrecisionKeepsScoresOfUnitVectorsWithinTheStatedBound() throws {
    var random = SplitMix64(5)
    for dimension in [3, 64, 384] {
      let index = try FlatIndex(dimension: dimension, element: .float16)
      let rows = (0..<300).map { _ in random.unit(dimension) }
      try index.append(rows.flatMap(\.self), keys: (0..<Int64(300)).map { $0 })
      let query = random.unit(dimension)
      for (score, row) in zip(try index.scores(of: query), rows) {
        #expect(abs(Double(score) - NaiveIndex.dot(query, row)) < 0.0005)
      }
    }
  }
}
