import MnemeTestSupport
import MnemeVectors
import Testing

@Suite struct TopKTests {
  typealias Match = FlatIndex.Match

  @Test(arguments: VectorElement.allCases)
  func topKIsTheSortedScoresCutAtK(element: VectorElement) throws {
    var random = SplitMix64(10)
    for (rows, dimension) in [(1, 3), (2, 1), (255, 17), (256, 17), (257, 17), (1500, 40)] {
      let index = try FlatIndex(dimension: dimension, element: element)
      // Few different keys, coarse values: ties abound.
      let keys = (0..<rows).map { _ in Int64.random(in: -20...20, using: &random) }
      let values = (0..<rows * dimension).map { _ in Float(Int.random(in: -2...2, using: &random)) }
      try index.append(values, keys: keys)
      let query = (0..<dimension).map { _ in Float(Int.random(in: -2...2, using: &random)) }
      let scores = try index.scores(of: query)
      let sorted = (0..<rows).map { Match(key: keys[$0], score: scores[$0], row: $0) }.sorted(by: Self.precedes)
      for k in [1, 2, 10, rows - 1, rows, rows + 5] where k >= 0 {
        #expect(try index.topK(query, k: k) == Array(sorted.prefix(k)))
        #expect(try index.topK(query, k: k) { $0 % 3 == 0 } == Array(sorted.filter { $0.key % 3 == 0 }.prefix(k)))
        var seen: Set<Int64> = []
        let distinct = sorted.filter { seen.insert($0.key).inserted }
        #expect(try index.topK(query, k: k, distinctKeys: true) == Array(distinct.prefix(k)))
        #expect(
          try index.topK(query, k: k, distinctKeys: true) { $0 > 0 } == Array(distinct.filter { $0.key > 0 }.prefix(k)))
      }
    }
  }

  static func precedes(_ a: Match, _ b: Match) -> Bool {
    (-a.score, a.key, a.row) < (-b.score, b.key, b.row)
  }

  @Test func equalScoresAreOrderedByKeyThenRow() throws {
    let index = try FlatIndex(dimension: 2)
    try index.append([1, 0, 1, 0, 1, 0, 2, 0], keys: [9, 3, 3, 7])
    #expect(
      try index.topK([1, 0], k: 3) == [
        Match(key: 7, score: 2, row: 3), Match(key: 3, score: 1, row: 1), Match(key: 3, score: 1, row: 2),
      ])
    // Which rows survive the cut must not depend on the order they came in.
    let other = try FlatIndex(dimension: 2)
    try other.append([2, 0, 1, 0, 1, 0, 1, 0], keys: [7, 3, 9, 3])
    #expect(try other.topK([1, 0], k: 3).map(\.key) == [7, 3, 3])
  }

  @Test func anEmptyIndexOrNoPlacesGiveAnEmptyAnswer() throws {
    let index = try FlatIndex(dimension: 3)
    #expect(try index.topK([1, 2, 3], k: 5) == [])
    #expect(try index.scores(of: [1, 2, 3]) == [])
    try index.append([], keys: [])
    #expect(index.count == 0)
    try index.append([1, 0, 0], keys: [4])
    #expect(try index.topK([1, 2, 3], k: 0) == [])
    #expect(try index.topK([1, 2, 3], k: -1) == [])
    #expect(try index.topK([1, 2, 3], k: .max).map(\.key) == [4])
    #expect(try index.topK([1, 2, 3], k: 1) { _ in false } == [])
  }

  @Test func scoresThatOverflowStillHaveAnOrder() throws {
    let huge = Float.greatestFiniteMagnitude
    let index = try FlatIndex(dimension: 2)
    try index.append([huge, huge, huge, -huge, -huge, -huge, 0, 0], keys: [1, 2, 3, 4])
    let matches = try index.topK([huge, huge], k: 4)
    #expect(matches.map(\.key) == [1, 4, 2, 3])
    #expect(matches.map(\.score) == [.infinity, 0, -.infinity, -.infinity])
    #expect(try index.topK([huge, huge], k: 3).map(\.key) == [1, 4, 2])
  }

  @Test func theFilterIsAskedOnlyAboutRowsGoodEnough() throws {
    let index = try FlatIndex(dimension: 1)
    // Falling scores: after the first k no row can get in.
    try index.append((0..<1000).map { 1000 - Float($0) }, keys: (0..<1000).map { Int64($0) })
    var asked = 0
    let matches = try index.topK([1], k: 5) { _ in
      asked += 1
      return true
    }
    #expect(matches.map(\.key) == [0, 1, 2, 3, 4])
    #expect(asked == 5)
  }

  @Test func scoresFillABufferOfTheRightSizeOnly() throws {
    let index = try FlatIndex(dimension: 2)
    try index.append([1, 2, 3, 4, 5, 6], keys: [1, 2, 3])
    let snapshot = index.snapshot()
    var scores = [Float](repeating: -1, count: 3)
    try scores.withUnsafeMutableBufferPointer { try snapshot.scores(of: [10, 1], into: $0) }
    #expect(scores == [12, 34, 56])
    #expect(throws: VectorError.self) {
      var short = [Float](repeating: -1, count: 2)
      try short.withUnsafeMutableBufferPointer { try snapshot.scores(of: [10, 1], into: $0) }
    }
  }
}
