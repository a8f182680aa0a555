import MnemeCore
import Testing

@testable import MnemeMemory

@Suite struct SelectionRelevanceTests {
  /// The definition, word for word: every step looks at every pair.
  static func reference(_ limit: Int, _ lambda: Double, _ relevance: [Double], _ similarity: (Int, Int) -> Double)
    -> [Int]
  {
    var taken: [Int] = []
    while taken.count < min(limit, relevance.count) {
      var best: (index: Int, value: Double)?
      for index in relevance.indices where !taken.contains(index) {
        let redundancy = taken.map { similarity($0, index) }.max() ?? 0
        let value = lambda * relevance[index] - (1 - lambda) * max(0, redundancy)
        if let other = best, value < other.value || (value == other.value && relevance[index] <= relevance[other.index])
        {
          continue
        }
        best = (index, value)
      }
      if let best { taken.append(best.index) }
    }
    return taken
  }

  @Test func itIsTheGreedyChoiceOfTheDefinition() {
    var random = DecayTests.Seeded(seed: 1)
    for _ in 0..<1500 {
      let count = Int.random(in: 0...24, using: &random)
      // Few distinct values, so that ties are common.
      let relevance = (0..<count).map { _ in Double(Int.random(in: 0...6, using: &random)) / 6 }
      var matrix = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
      for i in 0..<count {
        for j in 0..<i {
          matrix[i][j] = Double(Int.random(in: 0...4, using: &random)) / 4
          matrix[j][i] = matrix[i][j]
        }
      }
      let lambda = Double(Int.random(in: 0...4, using: &random)) / 4
      let limit = Int.random(in: 0...28, using: &random)
      let picks = MarginalRelevance(lambda: lambda).select(limit, relevance: relevance) { matrix[$0][$1] }
      #expect(picks.map(\.index) == Self.reference(limit, lambda, relevance) { matrix[$0][$1] })
      #expect(Set(picks.map(\.index)).count == picks.count)
      #expect(zip(picks, picks.dropFirst()).allSatisfy { $0.value >= $1.value })
    }
  }

  @Test func eachPickAsksForEachOpenSimilarityOnce() {
    let relevance = (0..<200).map { 1 - Double($0) / 200 }
    var calls = 0
    let picks = MarginalRelevance().select(20, relevance: relevance) { _, _ in
      calls += 1
      return 0.1
    }
    #expect(picks.count == 20)
    // 199 + 198 + … + 181: the last pick asks for none.
    #expect(calls == (181...199).reduce(0, +))
  }

  @Test func withoutDiversityNothingIsCompared() {
    let picks = MarginalRelevance(lambda: 1).select(3, relevance: [0.1, 0.9, 0.5, 0.9]) { _, _ in
      Issue.record("compared")
      return 1
    }
    #expect(picks.map(\.index) == [1, 3, 2])
  }

  @Test func theSecondOfTwoAlikeComesAfterSomethingNew() {
    let similarity = CandidateSimilarity(
      vectors: [nil, nil, nil],
      terms: ["keep bees roof", "keep bees roof", "violin lessons"].map(TextAnalyzer.terms))
    let picks = MarginalRelevance(lambda: 0.6).select(3, relevance: [0.9, 0.89, 0.5], similarity: similarity)
    #expect(picks.map(\.index) == [0, 2, 1])
    #expect(picks[2].redundancy == 1)
  }

  @Test func vectorsDecideWhereBothHaveOneAndTermsElsewhere() {
    let similarity = CandidateSimilarity(
      vectors: [[1, 0], [0.6, 0.8], nil, [-1, 0], [1, 0, 0], [.nan, 1]],
      terms: [["a", "b"], ["x"], ["b", "a", "c", "a"], ["a"], ["a", "b"], ["a", "b"]])
    var row: [Double] = []
    similarity.write(similaritiesOf: 0, into: &row)
    #expect(row.count == 6)
    #expect(row[0] == 1)
    #expect(abs(row[1] - 0.6) < 1e-6)
    #expect(abs(row[2] - 2.0 / 3) < 1e-12)
    #expect(row[3] == 0)
    #expect(row[4] == 1)
    #expect(row[5] == 1)
    similarity.write(similaritiesOf: 2, into: &row)
    #expect(row[1] == 0)
  }

  @Test func noVectorsAndNoTermsAreNotAlike() {
    let similarity = CandidateSimilarity(vectors: [nil, []], terms: [[], []])
    var row: [Double] = []
    similarity.write(similaritiesOf: 0, into: &row)
    #expect(row == [0, 0])
  }

  @Test func theMatrixAndTheClosureGiveTheSamePicks() {
    var random = DecayTests.Seeded(seed: 4)
    for _ in 0..<60 {
      let count = Int.random(in: 1...40, using: &random)
      let vectors: [[Float]?] = (0..<count).map { _ in
        guard Int.random(in: 0..<4, using: &random) > 0 else { return nil }
        let raw = (0..<16).map { _ in Float.random(in: -1...1, using: &random) }
        let length = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return raw.map { $0 / length }
      }
      let terms = (0..<count).map { _ in (0..<5).map { _ in "t\(Int.random(in: 0..<12, using: &random))" } }
      let similarity = CandidateSimilarity(vectors: vectors, terms: terms)
      var rows = [[Double]](repeating: [], count: count)
      for i in 0..<count { similarity.write(similaritiesOf: i, into: &rows[i]) }
      #expect(rows.joined().allSatisfy { (0...1).contains($0) })
      let relevance = (0..<count).map { _ in Double.random(in: 0...1, using: &random) }
      let selection = MarginalRelevance(lambda: 0.5)
      #expect(
        selection.select(10, relevance: relevance, similarity: similarity)
          == selection.select(10, relevance: relevance) { rows[$0][$1] })
    }
  }

  @Test func oddNumbersDoNoHarm() {
    for lambda in [-1, 0, 0.5, 1, 2, .nan, .infinity] {
      let picks = MarginalRelevance(lambda: lambda).select(9, relevance: [.nan, 0.4, -.infinity, 0.4]) { _, _ in .nan }
      #expect(Set(picks.map(\.index)) == [0, 1, 2, 3])
      if lambda > 0 || lambda.isNaN { #expect(picks.prefix(2).map(\.index) == [1, 3]) }
    }
    #expect(MarginalRelevance().select(-1, relevance: [1]) { _, _ in 0 }.isEmpty)
    #expect(MarginalRelevance().select(5, relevance: []) { _, _ in 0 }.isEmpty)
  }
}
