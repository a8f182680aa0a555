import MnemeTestSupport
import MnemeVectors
import Testing

@Suite struct ExactRankingTests {
  typealias Match = FlatIndex.Match

  @Test func twoStagesFindWhatTheExactScanFinds() throws {
    let data = SentenceVectors(seed: 3)
    let count = 4000
    let exact = try FlatIndex(dimension: data.dimension)
    let codes = try FlatIndex(dimension: data.dimension, element: .int8)
    for first in stride(from: 0, to: count, by: 1000) {
      let rows = data.rows(first..<first + 1000)
      let keys = (first..<first + 1000).map { Int64($0) }
      try exact.append(rows, keys: keys)
      try codes.append(rows, keys: keys)
    }
    let truth = exact.snapshot()
    var missed = 0
    for number in 0..<50 {
      let query = data.query(number)
      let found = try codes.snapshot().topK(query, k: 10) { try truth.scores(of: query, rows: $0.map(\.row)) }
      let expected = try truth.topK(query, k: 10)
      missed += Set(expected.map(\.key)).subtracting(found.map(\.key)).count
      // With all rows as candidates the second stage decides alone.
      let all = try codes.snapshot().topK(query, k: 10, oversampling: count) {
        try truth.scores(of: query, rows: $0.map(\.row))
      }
      #expect(all == expected)
    }
    // recall@10 of 0.995 and more
    #expect(missed <= 2)
  }

  @Test func theCallerSeesEachKeyOnceWhenKeysAreDistinct() throws {
    let index = try FlatIndex(dimension: 2, element: .int8)
    try index.append([1, 0, 0.9, 0.1, 0.8, 0.2, 0, 1], keys: [5, 5, 6, 7])
    var asked: [Int64] = []
    let found = try index.snapshot().topK([1, 0], k: 2, distinctKeys: true, where: { $0 != 7 }) { matches in
      asked = matches.map(\.key)
      return matches.map { $0.key == 6 ? 2 : 1 }
    }
    #expect(asked == [5, 6])
    #expect(found.map(\.key) == [6, 5])
    #expect(found.map(\.score) == [2, 1])
  }

  @Test func theOrderIsThatOfTheExactScoresThenTheKey() throws {
    let candidates = [(4, 0), (2, 1), (2, 0), (9, 7)].map { Match(key: $0.0, score: 1, row: $0.1) }
    let found = try ExactRanking.best(3, of: candidates) { _ in [0.5, 0.5, 0.5, .nan] }
    #expect(found == [(2, 0), (2, 1), (4, 0)].map { Match(key: $0.0, score: 0.5, row: $0.1) })
    let last = try ExactRanking.best(9, of: candidates) { _ in [0, 1, 2, .nan] }
    #expect(last.map(\.score) == [2, 1, 0, -.infinity])
  }

  @Test func wrongAnswersOfTheSecondStageAreErrors() throws {
    struct Refusal: Error {}
    let candidates = [Match(key: 1, score: 1, row: 0)]
    #expect(throws: VectorError.self) { try ExactRanking.best(1, of: candidates) { _ in [] } }
    #expect(throws: VectorError.self) { try ExactRanking.best(1, of: candidates) { _ in [1, 2] } }
    #expect(throws: Refusal.self) { try ExactRanking.best(1, of: candidates) { _ in throw Refusal() } }
    // Nothing to decide: nobody is asked.
    #expect(try ExactRanking.best(0, of: candidates) { _ in throw Refusal() } == [])
    #expect(try ExactRanking.best(3, of: []) { _ in throw Refusal() } == [])
    let index = try FlatIndex(dimension: 2, element: .int8)
    try index.append([1, 0], keys: [1])
    #expect(throws: VectorError.self) { try index.snapshot().topK([.nan, 0], k: 1) { _ in [1] } }
    #expect(throws: VectorError.self) { try index.snapshot().scores(of: [1], rows: [0]) }
    #expect(try index.snapshot().topK([1, 0], k: .max, oversampling: .max) { _ in [1] }.map(\.key) == [1])
  }

  @Test func someRowsAreScoredInTheOrderAsked() throws {
    for element in VectorElement.allCases {
      let index = try FlatIndex(dimension: 2, element: element)
      try index.append([127, 1, 127, 2, 127, 3], keys: [1, 2, 3])
      #expect(try index.snapshot().scores(of: [127, 1], rows: [2, 0, 2]) == [16_132, 16_130, 16_132])
      #expect(try index.snapshot().scores(of: [127, 1], rows: []) == [])
    }
  }
}
