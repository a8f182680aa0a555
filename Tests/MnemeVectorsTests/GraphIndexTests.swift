import MnemeTestSupport
import MnemeVectors
import Testing

@Suite struct GraphIndexTests {
  typealias Match = GraphIndex.Match

  static func index(_ dimension: Int, degree: Int = 8, breadth: Int = 64, seed: UInt64 = 1) throws -> GraphIndex {
    GraphIndex(try GraphParameters(dimension: dimension, degree: degree, buildBreadth: breadth, seed: seed))
  }

  @Test func mostOfTheNearestAreFound() throws {
    let data = SentenceVectors(seed: 5)
    let count = 5000
    let index = GraphIndex(try GraphParameters(dimension: data.dimension, seed: 3))
    let exact = try FlatIndex(dimension: data.dimension)
    for first in stride(from: 0, to: count, by: 500) {
      let rows = data.rows(first..<first + 500)
      let keys = (first..<first + 500).map { Int64($0) }
      try index.insert(rows, keys: keys)
      try exact.append(rows, keys: keys)
    }
    let truth = exact.snapshot()
    var missed = (narrow: 0, wide: 0)
    for number in 0..<100 {
      let query = data.query(number)
      let expected = try truth.topK(query, k: 10)
      func found(_ ef: Int) throws -> [Match] {
        try index.search(query, k: 10, ef: ef, method: .graph) { try truth.scores(of: query, rows: $0.map(\.row)) }
      }
      let wide = try found(128)
      missed.narrow += Set(expected).subtracting(try found(48)).count
      missed.wide += Set(expected).subtracting(wide).count
      #expect(wide == wide.sorted { (-$0.score, $0.key) < (-$1.score, $1.key) })
    }
    // recall@10 of 0.95 and 0.99 and more
    #expect(missed.narrow <= 50)
    #expect(missed.wide <= 10)
  }

  @Test func aScanIsExactButForTheCodes() throws {
    let (index, naive) = try Self.withExactRows(300, dimension: 12, seed: 6)
    var random = SplitMix64(60)
    for _ in 0..<20 {
      let query = random.exactCodes(12)
      let expected = naive.best(15, query)
      for method in [GraphIndex.Method.scan, .automatic] {
        let found = try index.search(query, k: 15, method: method)
        #expect(found.map(\.score) == expected.map(\.score))
        #expect(found.map(\.key) == expected.map(\.key))
      }
    }
  }

  @Test func aWalkThatKeepsAllRowsInSightFindsEveryRow() throws {
    for seed in 0..<6 {
      let dimension = 5 + 9 * seed
      let (index, naive) = try Self.withExactRows(400, dimension: dimension, seed: UInt64(70 + seed))
      var random = SplitMix64(61)
      let query = random.exactCodes(dimension)
      let found = try index.search(query, k: 400, ef: 400, method: .graph)
      #expect(found.map(\.key) == naive.best(400, query).map(\.key))
    }
  }

  @Test func emptyIndexesAndOddNumbersGiveSensibleAnswers() throws {
    let index = try Self.index(3)
    for method in [GraphIndex.Method.automatic, .graph, .scan] {
      #expect(try index.search([1, 0, 0], k: 5, method: method) == [])
    }
    #expect(index.count == 0)
    #expect(index.removedShare == 0)
    try index.insert([], keys: [])
    try index.insert([127, 0, 0, 127, 1, 0], keys: [4, 9])
    for method in [GraphIndex.Method.automatic, .graph, .scan] {
      #expect(try index.search([127, 1, 0], k: 0, method: method) == [])
      #expect(try index.search([127, 1, 0], k: -3, method: method) == [])
      #expect(try index.search([127, 1, 0], k: .max, ef: .max, method: method).map(\.key) == [9, 4])
      #expect(try index.search([127, 1, 0], k: 1, ef: -1, method: method).map(\.key) == [9])
      #expect(try index.search([127, 1, 0], k: 1, ef: 0, method: method).map(\.score) == [127 * 127 + 1])
      #expect(try index.search([127, 1, 0], k: 9, method: method, where: { $0 == 4 }).map(\.key) == [4])
      #expect(try index.search([127, 1, 0], k: 9, method: method, where: { _ in false }) == [])
      #expect(try index.search([0, 0, 0], k: 9, method: method).map(\.key) == [4, 9])
    }
  }

  @Test func wrongInputIsATypedErrorAndChangesNothing() throws {
    func code(_ body: () throws -> Void) -> VectorError.Code? {
      do {
        try body()
        return nil
      } catch {
        return (error as? VectorError)?.code
      }
    }
    #expect(code { _ = try GraphParameters(dimension: 0) } == .invalidDimension)
    #expect(code { _ = try GraphParameters(dimension: 65_537) } == .invalidDimension)
    #expect(code { _ = try GraphParameters(dimension: 2, degree: 3) } == .invalidParameter)
    #expect(code { _ = try GraphParameters(dimension: 2, degree: 65) } == .invalidParameter)
    #expect(code { _ = try GraphParameters(dimension: 2, degree: 16, buildBreadth: 15) } == .invalidParameter)
    #expect(code { _ = try GraphParameters(dimension: 2, degree: 16, buildBreadth: 4097) } == .invalidParameter)
    let index = try Self.index(3)
    try index.insert([1, 2, 3], keys: [1])
    #expect(code { try index.insert([1, 2, 3, 4], keys: [2]) } == .dimensionMismatch)
    #expect(code { try index.insert([1, 2, 3], keys: [2, 3]) } == .dimensionMismatch)
    #expect(code { try index.insert([1, 2, 3], keys: []) } == .dimensionMismatch)
    #expect(code { try index.replace(key: 1, with: [1, 2]) } == .dimensionMismatch)
    #expect(code { _ = try index.search([1, 2], k: 1) } == .dimensionMismatch)
    #expect(code { _ = try index.search([], k: 1) } == .dimensionMismatch)
    for bad in [Float.nan, .infinity, -.infinity] {
      #expect(code { try index.insert([1, 2, 3, 1, bad, 3], keys: [2, 3]) } == .notFinite)
      #expect(code { try index.replace(key: 1, with: [1, 2, bad]) } == .notFinite)
      #expect(code { _ = try index.search([1, 2, bad], k: 1) } == .notFinite)
    }
    #expect(code { _ = try index.insertRows(of: try Self.index(4), from: 0, limit: 1) } == .dimensionMismatch)
    #expect(index.rowCount == 1)
    #expect(try index.search([1, 0, 0], k: 5).map(\.key) == [1])
  }

  @Test func rowsOfLengthZeroAndHugeOnesDoNoHarm() throws {
    let index = try Self.index(2, degree: 4, breadth: 8)
    let huge = Float.greatestFiniteMagnitude
    for key in 0..<40 {
      let row: [Float] = key % 3 == 0 ? [0, 0] : key % 3 == 1 ? [huge, -huge] : [0x1p-125, 0x1p-128]
      try index.insert(row, keys: [Int64(key)])
    }
    for method in [GraphIndex.Method.graph, .scan] {
      let found = try index.search([huge, 0], k: 40, ef: 40, method: method)
      #expect(found.allSatisfy { !$0.score.isNaN })
      #expect(found.first?.score == .infinity)
    }
  }

  @Test func theSameInsertsMakeTheSameGraphOnEveryPath() throws {
    let folder = try TemporaryFolder()
    let data = SentenceVectors(dimension: 101, seed: 8)
    var files: [[UInt8]] = []
    for (number, kernels) in (VectorKernels.allCases + [.fastest]).enumerated() {
      let index = GraphIndex(
        try GraphParameters(dimension: 101, degree: 8, buildBreadth: 40, seed: 2), kernels: kernels)
      // In batches of different sizes.
      let batch = 100 + 50 * number
      for first in stride(from: 0, to: 600, by: batch) {
        let range = first..<min(first + batch, 600)
        try index.insert(data.rows(range), keys: range.map { Int64($0) })
      }
      files.append(try folder.bytes(of: index))
    }
    for file in files.dropFirst() { #expect(file == files[0]) }
    let other = GraphIndex(try GraphParameters(dimension: 101, degree: 8, buildBreadth: 40, seed: 3))
    try other.insert(data.rows(0..<600), keys: (0..<600).map { $0 })
    #expect(try folder.bytes(of: other) != files[0])
  }

  // MARK: Rows with a naive twin

  static func withExactRows(_ count: Int, dimension: Int, seed: UInt64) throws -> (GraphIndex, NaiveIndex) {
    var random = SplitMix64(seed)
    let index = try Self.index(dimension)
    var naive = NaiveIndex()
    for key in 0..<count {
      let row = random.exactCodes(dimension)
      try index.insert(row, keys: [Int64(key)])
      naive.append([row], key: Int64(key))
    }
    return (index, naive)
  }
}

extension NaiveIndex {
  func best(_ k: Int, _ query: [Float]) -> [(key: Int64, score: Float)] {
    let all = rows.map { (key: $0.key, score: Float(Self.dot(query, $0.vector))) }
    return Array(all.sorted { (-$0.score, $0.key) < (-$1.score, $1.key) }.prefix(k))
  }
}
