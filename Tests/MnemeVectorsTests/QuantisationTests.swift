import MnemeTestSupport
import MnemeVectors
import Testing

@Suite struct QuantisationTests {
  @Test func codesAreWithinHalfAScale() {
    var random = SplitMix64(20)
    for dimension in Array(1...40) + [384, 1021] {
      for magnitude: Float in [1, 0.05, 1e-30, 1e30, 0x1p-110] {
        let values = random.values(dimension, in: -magnitude...magnitude)
        let (codes, scale) = VectorKernels.quantised(values)
        let largest = values.map(abs).max() ?? 0
        #expect(scale == largest / 127)
        #expect(codes.map { abs(Int($0)) }.max() == 127)
        for (value, code) in zip(values, codes) {
          // Half a scale, and the roundings of the division and the product.
          #expect(abs(Double(value) - Double(code) * Double(scale)) <= Double(scale) * (0.5 + 127 * 0x1p-22))
        }
      }
    }
  }

  @Test func extremesHaveCodesToo() {
    #expect(VectorKernels.quantised([]).codes == [])
    #expect(VectorKernels.quantised([]).scale == 0)
    #expect(VectorKernels.quantised([0, -0.0, 0]).codes == [0, 0, 0])
    #expect(VectorKernels.quantised([0, 0]).scale == 0)
    // So small that the inverse of the scale is infinite: no direction is left, and no value that is not a number.
    #expect(VectorKernels.quantised([0x1p-121, -0x1p-149]).codes == [0, 0])
    #expect(VectorKernels.quantised([0x1p-121]).scale == 0)
    let huge = Float.greatestFiniteMagnitude
    #expect(VectorKernels.quantised([huge, -huge, huge / 2, 0]).codes == [127, -127, 64, 0])
    // Ties go to the even neighbour.
    #expect(
      VectorKernels.quantised([127, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, -127]).codes == [127, 0, 2, 2, 0, -2, -2, -127])
  }

  @Test func productsOfCodesAreTheSameIntegersOnEveryPath() {
    var random = SplitMix64(21)
    for dimension in Array(1...140) + [255, 256, 257, 383, 384, 385, 511, 768, 1021] {
      let rows = 7
      // Room to start at an odd address.
      let memory = (0..<dimension * rows + 3).map { _ in Int8.random(in: -127...127, using: &random) }
      let other = (0..<dimension + 3).map { _ in Int8.random(in: -127...127, using: &random) }
      for offset in 0...2 {
        memory.withUnsafeBufferPointer { memory in
          other.withUnsafeBufferPointer { other in
            let query = UnsafeBufferPointer(rebasing: other[offset..<offset + dimension])
            let matrix = UnsafeBufferPointer(rebasing: memory[offset..<offset + rows * dimension])
            let expected = (0..<rows).map { row in
              Float((0..<dimension).reduce(0) { $0 + Int(query[$1]) * Int(matrix[row * dimension + $1]) })
            }
            for kernels in VectorKernels.allCases {
              let scores = kernels.scores(
                query: query, queryScale: 1, rows: matrix, scales: [Float](repeating: 1, count: rows))
              #expect(scores == expected, "\(kernels), dimension \(dimension), offset \(offset)")
            }
          }
        }
      }
    }
  }

  @Test func theLargestProductsNeitherSaturateNorOverflow() {
    for dimension in [2, 32, 64, 384, 65_536] {
      for (a, b) in [(127, 127), (-127, -127), (127, -127), (-127, 127)] {
        let query = [Int8](repeating: Int8(a), count: dimension)
        let row = [Int8](repeating: Int8(b), count: dimension)
        for kernels in VectorKernels.allCases {
          let scores = query.withUnsafeBufferPointer { query in
            row.withUnsafeBufferPointer { kernels.scores(query: query, queryScale: 1, rows: $0, scales: [1]) }
          }
          #expect(scores == [Float(a * b * dimension)])
        }
      }
    }
  }

  @Test func scoresOfCodesOfUnitVectorsAreNearTheExactOnes() throws {
    let data = SentenceVectors(seed: 1)
    let exact = try FlatIndex(dimension: data.dimension)
    let codes = try FlatIndex(dimension: data.dimension, element: .int8)
    let rows = data.rows(0..<500)
    try exact.append(rows, keys: (0..<500).map { $0 })
    try codes.append(rows, keys: (0..<500).map { $0 })
    for number in 0..<5 {
      let query = data.query(number)
      let errors = zip(try exact.scores(of: query), try codes.scores(of: query)).map { abs($0 - $1) }
      #expect((errors.max() ?? 1) < 0.004)
      #expect(errors.reduce(0, +) / 500 < 0.001)
    }
  }

  @Test func aRowOfCodesIsReadBackWithinHalfAScale() throws {
    var random = SplitMix64(22)
    let index = try FlatIndex(dimension: 33, element: .int8)
    let rows = (0..<50).map { _ in random.unit(33) }
    try index.append(rows.flatMap(\.self), keys: (0..<50).map { $0 })
    // Scales move with their rows.
    index.remove(keys: [0, 10, 20, 49])
    let snapshot = index.snapshot()
    for row in 0..<snapshot.count {
      let original = rows[Int(snapshot.key(ofRow: row))]
      let scale = (original.map(abs).max() ?? 0) / 127
      for (a, b) in zip(original, snapshot.vector(ofRow: row)) { #expect(abs(a - b) <= scale * 0.5001) }
    }
  }
}
