import Foundation
import MnemeCore
import MnemeTestSupport
import MnemeVectors
import Testing

@testable import MnemeMemory

@Suite struct DenseScoresTests {
  /// Messages with these ordinals, in this order of arrival.
  private func table(_ ordinals: some Sequence<Int64>) -> MessageTable {
    var table = MessageTable()
    for ordinal in ordinals {
      table.insert(
        MessageOutline(
          ordinal: ordinal, session: "s", speaker: nil, role: .user, createdAt: Date(milliseconds: ordinal)))
    }
    return table
  }

  private func pairs(_ table: MessageTable, _ keys: [Int64]) -> [[Int]] {
    var found: [[Int]] = []
    keys.withUnsafeBufferPointer { keys in
      table.forEachRun(of: keys) { range, slot in
        for (offset, index) in range.enumerated() { found.append([index, slot + offset]) }
      }
    }
    return found
  }

  @Test(
    arguments: [
      Array(1...4_200),
      [5, 6, 7, 7, 7, 8, 3, 4, 4_150, 4_151, 4_153, 20_000, 4_152, 1],
      [4_200, 4_201, 4_096, 4_097, 4_095],
    ] as [[Int64]])
  func runsNameTheSlotOfEveryKey(_ keys: [Int64]) {
    var erased = table(1...4_200)
    erased.erase(6)
    for table in [table(1...4_200), table((1...4_200).filter { $0 % 3 != 0 }), table([50, 4_152, 7, 8, 60]), erased] {
      let expected = keys.enumerated().compactMap { index, key in table.slot(of: key).map { [index, $0] } }
      #expect(pairs(table, keys) == expected)
    }
  }

  @Test(arguments: [(40, 320), (3_000, 320), (3_000, 1), (9_000, 50)])
  func theNearestAreThoseOfAFullSort(_ rows: Int, _ limit: Int) throws {
    let dimension = 16
    var random = SplitMix64(UInt64(rows + limit))
    func vector() -> [Float] { (0..<dimension).map { _ in Float(Int(random.next() % 9) - 4) } }
    let index = try FlatIndex(dimension: dimension)
    // Some messages have two rows; few values make many equal scores.
    let keys = (0..<rows).map { Int64($0 - $0 / 7 + 1) }
    for key in keys { try index.append(vector(), keys: [key]) }
    let query = vector()
    let table = table(1...Int64(rows))
    let scores = DenseScores(
      VectorView(graph: nil, stale: [], tail: [index.snapshot()]), query: query, in: table, limit: limit)
    var best: [Int64: Float] = [:]
    for (key, score) in zip(keys, try index.scores(of: query)) { best[key] = max(best[key] ?? -.infinity, score) }
    let expected = best.filter { $0.value > 0 }.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.prefix(limit)
    #expect(scores.nearest.map(table.ordinal) == expected.map(\.key))
    for (key, score) in expected { #expect(scores.cosine(of: try #require(table.slot(of: key))) == score) }
    #expect(scores.lowest == (try index.scores(of: query)).min() && scores.highest == best.values.max())
  }
}
