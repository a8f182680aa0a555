import MnemeTestSupport
import MnemeVectors
import Testing

@testable import MnemeMemory

@Suite struct SourceVectorsTests {
  private static let dimension = 16
  private static let tuning = VectorTuning(graphRows: 48, tailRows: 16, chunkRows: 24, savedRows: 64)

  /// Unit vectors from a seed.
  private struct Source {
    var random: SplitMix64

    mutating func rows(_ count: Int) -> [Float] {
      (0..<count).flatMap { _ in
        let values = (0..<SourceVectorsTests.dimension).map { _ in Float.random(in: -1...1, using: &random) }
        let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return values.map { $0 / length }
      }
    }
  }

  private func vectors(_ count: Int, _ source: inout Source) throws -> SourceVectors {
    var vectors = SourceVectors(dimension: Self.dimension, tuning: Self.tuning)
    // As a load and single puts do: in pages and by rows.
    let paged = count / 2
    for first in stride(from: 0, to: paged, by: 20) {
      let keys = (first..<min(first + 20, paged)).map { Int64($0) }
      try vectors.append(source.rows(keys.count), keys: keys)
    }
    for key in paged..<count { vectors.put(source.rows(1), key: Int64(key)) }
    return vectors
  }

  private func settle(_ vectors: inout SourceVectors) {
    while let step = vectors.beginStep() { vectors.endStep(row: step.run()) }
  }

  @Test func rowsAreFoundBeforeWhileAndAfterTheyEnterTheGraph() throws {
    var source = Source(random: SplitMix64(1))
    var vectors = try vectors(200, &source)
    let query = source.rows(1)
    func found() throws -> [Float] {
      let matches = try vectors.view.topK(query, k: 200, distinctKeys: true)
      #expect(Set(matches.map(\.key)).count == 200)
      return matches.map(\.score)
    }
    // Codes of 16 values are coarse: the scores may be off by a little.
    let exact = try found()
    func areRight(_ scores: [Float]) -> Bool { zip(exact, scores).allSatisfy { abs($0 - $1) < 0.02 } }
    #expect(vectors.graph == nil && vectors.wantsStep)
    var steps = 0
    while let step = vectors.beginStep() {
      #expect(vectors.beginStep() == nil)
      #expect(areRight(try found()))
      let row = step.run()
      #expect(areRight(try found()))
      vectors.endStep(row: row)
      #expect(areRight(try found()))
      steps += 1
    }
    #expect(steps >= 5)
    #expect(vectors.view.count == 200)
    #expect(vectors.view.tail.reduce(0) { $0 + $1.count } <= Self.tuning.tailRows)
  }

  @Test func fewRowsHaveNoGraph() throws {
    var source = Source(random: SplitMix64(2))
    let vectors = try vectors(Self.tuning.graphRows, &source)
    #expect(!vectors.wantsStep)
  }

  @Test func manyRemovalsBuildTheGraphAnew() throws {
    var source = Source(random: SplitMix64(3))
    var vectors = try vectors(200, &source)
    settle(&vectors)
    let before = try #require(vectors.graph)
    vectors.remove(Set((0..<90).map { Int64($0) }))
    #expect(vectors.wantsStep)
    // A removal while it goes on reaches both graphs.
    let next = vectors.beginStep()
    let step = try #require(next)
    vectors.remove([100, 199])
    vectors.endStep(row: step.run())
    settle(&vectors)
    let after = try #require(vectors.graph)
    #expect(after !== before && after.removedShare < 0.2)
    let found = try vectors.view.topK(source.rows(1), k: 300).map(\.key)
    #expect(Set(found) == Set((90..<199).map { Int64($0) }).subtracting([100]))
  }

  @Test func withoutRowsThereIsNoGraphAnyMore() throws {
    var source = Source(random: SplitMix64(4))
    var vectors = try vectors(100, &source)
    settle(&vectors)
    vectors.remove(Set((0..<100).map { Int64($0) }))
    settle(&vectors)
    #expect(vectors.graph == nil && vectors.view.count == 0 && !vectors.wantsStep)
  }

  @Test func aSaveKeepsStepsWaitingAndNothingIsLostMeanwhile() throws {
    var source = Source(random: SplitMix64(5))
    var vectors = try vectors(200, &source)
    settle(&vectors)
    #expect(vectors.isWorthSaving)
    #expect(vectors.beginSaving() != nil)
    vectors.remove([3])
    try vectors.append(source.rows(50), keys: (200..<250).map { Int64($0) })
    #expect(vectors.beginStep() == nil && vectors.beginSaving() == nil)
    #expect(try !vectors.view.topK(source.rows(1), k: 300).contains { $0.key == 3 })
    vectors.endSaving(saved: true)
    #expect(vectors.unsavedRows == (vectors.graph.map { $0.rowCount - $0.count } ?? 0))
    settle(&vectors)
    #expect(vectors.view.count == 249)
  }

  /// Whatever happens in whatever order, each key is found with its newest vector and no other.
  @Test(arguments: 0..<8) func everyOrderOfChangesLeavesTheSameVectors(seed: UInt64) throws {
    var source = Source(random: SplitMix64(100 + seed))
    var vectors = SourceVectors(dimension: Self.dimension, tuning: Self.tuning)
    var truth: [Int64: [Float]] = [:]
    var step: VectorStep?
    var hasRun = false
    var row: Int?
    for _ in 0..<700 {
      let key = Int64.random(in: 0..<260, using: &source.random)
      switch Int.random(in: 0..<20, using: &source.random) {
      case 0:
        vectors.remove([key])
        truth[key] = nil
      case 1:
        vectors.erase([key])
        truth[key] = nil
      case 2, 3:
        if step == nil {
          step = vectors.beginStep()
          hasRun = false
        } else if !hasRun {
          row = step?.run()
          hasRun = true
        } else {
          vectors.endStep(row: row)
          step = nil
        }
      case 4 where step == nil:
        if vectors.beginSaving() != nil { vectors.endSaving(saved: true) }
      default:
        let values = source.rows(Int.random(in: 1...2, using: &source.random))
        vectors.put(values, key: key)
        truth[key] = values
      }
    }
    if step != nil { vectors.endStep(row: hasRun ? row : step?.run()) }
    settle(&vectors)
    for key in 0..<260 as Range<Int64> { #expect(vectors.contains(key) == (truth[key] != nil)) }
    let query = source.rows(1)
    let found = try vectors.view.topK(query, k: 1000, distinctKeys: true)
    #expect(found.count == truth.count)
    for match in found {
      let values = try #require(truth[match.key])
      let scores = stride(from: 0, to: values.count, by: Self.dimension).map { first in
        zip(query, values[first..<first + Self.dimension]).reduce(0) { $0 + $1.0 * $1.1 }
      }
      #expect(abs(match.score - (scores.max() ?? 0)) < 0.02)
    }
  }
}
