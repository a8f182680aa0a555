import Foundation
import MnemeTestSupport
import Testing

@testable import MnemeVectors

@Suite struct GraphRowsTests {
  private static let dimension = 24
  private let data = SentenceVectors(dimension: GraphRowsTests.dimension, seed: 77)
  private let index: GraphIndex

  /// 300 rows under 150 keys: two each, of which some keys are removed or replaced.
  init() throws {
    index = try GraphIndexTests.index(Self.dimension)
    try index.insert(data.rows(0..<300), keys: (0..<300).map { Int64($0 % 150) })
    index.remove(key: 10)
    try index.replace(key: 11, with: data.rows(400..<403))
  }

  @Test func theBestRowOfEachKeyIsScored() throws {
    let query = data.query(1)
    let asked: [Int64] = [149, 0, 11, 10, 999, 0]
    let scores = try index.scores(of: query, keys: asked)
    let scanned = try index.search(query, k: 300, distinctKeys: true, method: .scan)
    for (key, score) in zip(asked, scores) {
      #expect(score == scanned.first { $0.key == key }?.score ?? -.infinity)
    }
    #expect(try index.scores(of: query, keys: []).isEmpty)
    #expect(throws: VectorError.self) { try index.scores(of: [1], keys: [0]) }
    #expect(throws: VectorError.self) { try index.scores(of: [.nan] + query.dropFirst(), keys: [0]) }
  }

  @Test func aSampleIsSpreadOverLivingRows() throws {
    let query = data.query(2)
    let scanned = Set(try index.search(query, k: 400, method: .scan).map(\.score))
    let sample = try index.sampleScores(of: query, count: 50)
    #expect((40...50).contains(sample.count))
    #expect(sample.allSatisfy(scanned.contains))
    #expect(try index.sampleScores(of: query, count: 10_000).count == index.count)
    #expect(try index.sampleScores(of: query, count: 0).isEmpty)
  }

  @Test func rowsOfAKeyComeBackOldestFirst() throws {
    let values = data.rows(5..<6) + data.rows(155..<156)
    let kept = index.vectors(ofKey: 5)
    #expect(kept.count == values.count)
    #expect(zip(kept, values).allSatisfy { abs($0 - $1) < 0.01 })
    #expect(index.vectors(ofKey: 11).count == 3 * Self.dimension)
    #expect(index.vectors(ofKey: 10).isEmpty && index.vectors(ofKey: -1).isEmpty)
  }

  @Test func livingKeysAreNamedOnceInOrder() {
    #expect(index.livingKeys() == (0..<150).filter { $0 != 10 }.map { Int64($0) })
  }

  @Test func erasedRowsAreNotWrittenEvenIfReplacedBefore() throws {
    let folder = try TemporaryFolder()
    func holds(_ row: Int) throws -> Bool {
      let codes = VectorKernels.quantised(data.rows(row..<row + 1)).codes.map { UInt8(bitPattern: $0) }
      return Data(try folder.bytes(of: index)).range(of: Data(codes)) != nil
    }
    // Removed and replaced, yet in the file.
    #expect(try holds(10) && holds(11) && holds(161) && holds(400) && holds(12))
    #expect(index.erase(keys: [10, 11]) == 7)
    #expect(try !holds(10) && !holds(160) && !holds(11) && !holds(161) && !holds(400) && !holds(402) && holds(12))
    #expect(index.erase(keys: [10, 11]) == 0)
    let loaded = try GraphIndex.load(from: folder.file("compared")).index
    #expect(loaded.count == index.count && loaded.livingKeys() == index.livingKeys())
    let query = data.query(3)
    #expect(try loaded.search(query, k: 20, method: .graph) == index.search(query, k: 20, method: .graph))
  }

  @Test(.timeLimit(.minutes(1))) func aWalkForMoreKeysThanThereAreEnds() throws {
    let found = try index.search(data.query(4), k: 1000, ef: 1000, distinctKeys: true, method: .graph)
    #expect(found.count == 149)
  }

  @Test func floatsAreScoredExactly() {
    let query: [Float] = [1, 2, 3]
    #expect(VectorKernels.fastest.scores(of: query, rows: [1, 0, 0, 0, 1, 1, 9]) == [1, 5])
    #expect(VectorKernels.fastest.scores(of: query, rows: []).isEmpty)
    #expect(VectorKernels.fastest.scores(of: [], rows: [1]).isEmpty)
  }
}
