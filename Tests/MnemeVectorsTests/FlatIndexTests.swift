import MnemeTestSupport
import MnemeVectors
import Testing

@Suite struct FlatIndexTests {
  @Test func wrongInputIsATypedErrorAndChangesNothing() throws {
    func code(_ body: () throws -> Void) -> VectorError.Code? {
      do {
        try body()
        return nil
      } catch {
        return (error as? VectorError)?.code
      }
    }
    #expect(code { _ = try FlatIndex(dimension: 0) } == .invalidDimension)
    #expect(code { _ = try FlatIndex(dimension: FlatIndex.maximumDimension + 1) } == .invalidDimension)
    for element in VectorElement.allCases {
      let index = try FlatIndex(dimension: 11, element: element)
      let good = [Float](repeating: 0.5, count: 11)
      try index.append(good, keys: [1])
      let before = index.snapshot().content
      #expect(code { try index.append(good + [1], keys: [2]) } == .dimensionMismatch)
      #expect(code { try index.append(good, keys: [2, 3]) } == .dimensionMismatch)
      #expect(code { try index.append(good, keys: []) } == .dimensionMismatch)
      #expect(code { try index.replace(key: 1, with: [1, 2]) } == .dimensionMismatch)
      #expect(code { _ = try index.topK([1], k: 1) } == .dimensionMismatch)
      #expect(code { _ = try index.topK([], k: 1) } == .dimensionMismatch)
      #expect(code { _ = try index.scores(of: good + good) } == .dimensionMismatch)
      for place in 0..<11 {
        for bad in [Float.nan, .signalingNaN, .infinity, -.infinity] {
          var wrong = good
          wrong[place] = bad
          #expect(code { try index.append(good + wrong, keys: [2, 3]) } == .notFinite)
          #expect(code { try index.replace(key: 1, with: wrong) } == .notFinite)
          #expect(code { _ = try index.topK(wrong, k: 1) } == .notFinite)
          #expect(code { _ = try index.scores(of: wrong) } == .notFinite)
        }
      }
      var large = good
      large[10] = -65_520
      #expect(code { try index.append(large, keys: [2]) } == (element == .float16 ? .outOfRange : nil))
      if element == .float16 { #expect(index.snapshot().content == before) }
      large[10] = -65_519
      #expect(code { try index.append(large, keys: [2]) } == nil)
    }
  }

  @Test func removingTakesEveryRowOfAKey() throws {
    let index = try FlatIndex(dimension: 1)
    try index.append([1, 2, 3, 4, 5, 6], keys: [7, 8, 7, 9, 7, 7])
    #expect(index.remove(key: 7) == 4)
    #expect(index.remove(key: 7) == 0)
    #expect(index.snapshot().content == ["8 [2.0]": 1, "9 [4.0]": 1])
    #expect(index.remove(keys: []) == 0)
    #expect(index.remove(keys: [8, 9, 10]) == 2)
    #expect(index.count == 0)
    #expect(try index.topK([1], k: 3) == [])
    try index.append([5], keys: [1])
    #expect(try index.topK([2], k: 3) == [FlatIndex.Match(key: 1, score: 10, row: 0)])
  }

  @Test func replacingMayChangeTheNumberOfRows() throws {
    let index = try FlatIndex(dimension: 2)
    #expect(try index.replace(key: 1, with: [1, 1, 2, 2]) == 0)
    #expect(try index.replace(key: 2, with: [3, 3]) == 0)
    #expect(try index.replace(key: 1, with: [4, 4]) == 2)
    #expect(index.snapshot().content == ["1 [4.0, 4.0]": 1, "2 [3.0, 3.0]": 1])
    #expect(try index.replace(key: 1, with: []) == 1)
    #expect(index.snapshot().content == ["2 [3.0, 3.0]": 1])
  }

  @Test func reservedRowsNeedNoGrowth() throws {
    for element in VectorElement.allCases {
      let index = try FlatIndex(dimension: 5, element: element)
      #expect(index.byteCount == 0)
      index.reserve(1000)
      let bytes = index.byteCount
      #expect(bytes == 1000 * (5 * element.byteCount + element.scaleByteCount + 8))
      let rows = [Float](repeating: 1, count: 5000)
      try index.append(rows, keys: (0..<1000).map { Int64($0) })
      #expect(index.byteCount == bytes)
      index.reserve(10)
      #expect(index.byteCount == bytes)
      try index.append([1, 1, 1, 1, 1], keys: [1])
      #expect(index.byteCount > bytes)
      #expect(index.count == 1001)
      index.removeAll()
      #expect(index.count == 0)
      #expect(index.byteCount == 0)
    }
  }

  @Test func growthIsGeometric() throws {
    let index = try FlatIndex(dimension: 3)
    var sizes: Set<Int> = []
    for row in 0..<10_000 {
      try index.append([1, 2, 3], keys: [Int64(row)])
      sizes.insert(index.byteCount)
    }
    // log(10000/16) / log(1.5) is 15.9.
    #expect(sizes.count <= 18)
    #expect(index.byteCount <= 10_000 * (12 + 8) * 3 / 2 + 20)
  }

  @Test func aMatrixLargeEnoughForHugePagesIsRightToo() throws {
    let dimension = 384
    let index = try FlatIndex(dimension: dimension)
    let rows = 3000
    for row in 0..<rows {
      var vector = [Float](repeating: 0, count: dimension)
      vector[row % dimension] = Float(row + 1)
      try index.append(vector, keys: [Int64(row)])
    }
    #expect(index.byteCount > 4 << 20)
    index.snapshot().withBytes { bytes in
      #expect(bytes.count == rows * dimension * 4)
      #expect(UInt(bitPattern: bytes.baseAddress) % 64 == 0)
    }
    var query = [Float](repeating: 0, count: dimension)
    query[5] = 1
    #expect(try index.topK(query, k: 2).map(\.key) == [2693, 2309])
  }

  @Test(arguments: VectorElement.allCases)
  func anySequenceOfChangesLeavesWhatTheNaiveIndexHas(element: VectorElement) throws {
    for seed in 0..<25 {
      var random = SplitMix64(UInt64(100 + seed))
      let dimension = Int.random(in: 1...20, using: &random)
      let index = try FlatIndex(dimension: dimension, element: element)
      var naive = NaiveIndex()
      var held: (FlatIndex.Snapshot, [String: Int])?
      for _ in 0..<150 {
        let key = Int64.random(in: 0..<30, using: &random)
        // Integers are exact in half precision, and as codes when the largest is 127.
        let vectors = (0..<Int.random(in: 0...4, using: &random)).map { _ in random.exactCodes(dimension) }
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<5:
          try index.append(vectors.flatMap(\.self), keys: vectors.map { _ in key })
          naive.append(vectors, key: key)
        case 5, 6:
          #expect(index.remove(key: key) == naive.remove(key))
        case 7, 8:
          let replaced = try index.replace(key: key, with: vectors.flatMap(\.self))
          #expect(replaced == naive.remove(key))
          naive.append(vectors, key: key)
        default:
          // A snapshot held across later changes must not move.
          if let held { #expect(held.0.content == held.1) }
          held = (index.snapshot(), naive.content)
        }
        #expect(index.count == naive.rows.count)
      }
      #expect(index.snapshot().content == naive.content)
      let query = random.exactCodes(dimension)
      let expected = naive.rows.map { (key: $0.key, score: Float(NaiveIndex.dot(query, $0.vector))) }
        .sorted { (-$0.score, $0.key) < (-$1.score, $1.key) }.prefix(8)
      let found = try index.topK(query, k: 8)
      #expect(found.map(\.key) == expected.map(\.key))
      #expect(found.map(\.score) == expected.map(\.score))
    }
  }

  @Test func snapshotsKeepWhatTheySaw() throws {
    let index = try FlatIndex(dimension: 1)
    try index.append([1, 2, 3], keys: [1, 2, 3])
    let early = index.snapshot()
    try index.append([4], keys: [4])
    index.remove(key: 1)
    try index.replace(key: 2, with: [20])
    index.removeAll()
    try index.append([9, 9, 9], keys: [9, 9, 9])
    #expect(early.count == 3)
    #expect(early.withKeys { Array($0) } == [1, 2, 3])
    #expect(try early.scores(of: [1]) == [1, 2, 3])
    #expect(try early.topK([1], k: 9).map(\.key) == [3, 2, 1])
  }

  @Test func readersSeeEachChangeWhollyWhileWritersWork() async throws {
    let dimension = 24
    let index = try FlatIndex(dimension: dimension, element: .float32)
    // Every row of a key holds that key's generation in each value, and a key always has two rows: a torn row gives a
    // score that is no multiple of the dimension, a half-done replacement a key with another number of rows.
    for key in 0..<200 {
      try index.replace(key: Int64(key), with: [Float](repeating: 1, count: 2 * dimension))
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        var random = SplitMix64(7)
        for generation in 2..<600 {
          let key = Int64.random(in: 0..<200, using: &random)
          try index.replace(key: key, with: [Float](repeating: Float(generation), count: 2 * dimension))
        }
      }
      for _ in 0..<3 {
        group.addTask {
          let ones = [Float](repeating: 1, count: dimension)
          for _ in 0..<300 {
            let snapshot = index.snapshot()
            #expect(snapshot.count == 400)
            let scores = try snapshot.scores(of: ones)
            var rows: [Int64: [Float]] = [:]
            for row in 0..<snapshot.count { rows[snapshot.key(ofRow: row), default: []].append(scores[row]) }
            #expect(rows.count == 200)
            #expect(rows.values.allSatisfy { $0.count == 2 && $0[0] == $0[1] })
            #expect(scores.allSatisfy { $0.truncatingRemainder(dividingBy: Float(dimension)) == 0 })
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
