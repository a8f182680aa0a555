import Testing

@testable import MnemeMemory

@Suite struct SelectionFusionTests {
  @Test func scoresAreTheSumsOfReciprocalRanks() {
    let fused = RankFusion().fuse([RankedList(["a", "b", "c"]), RankedList(["b", "d"], weight: 2)])
    let highest = 3.0 / 61
    #expect(fused.map(\.id) == ["b", "d", "a", "c"])
    #expect(abs(fused[0].score - (1.0 / 62 + 2.0 / 61) / highest) < 1e-12)
    #expect(abs(fused[3].score - 1.0 / 63 / highest) < 1e-12)
    #expect(fused[0].ranks == [2, 1])
    #expect(fused[1].ranks == [nil, 2])
  }

  @Test func firstEverywhereIsOne() {
    let lists = [0.3, 1, 2.5, 7].map { RankedList([4, 9], weight: $0) }
    #expect(abs(RankFusion().fuse(lists)[0].score - 1) < 1e-12)
  }

  @Test func tiesGoToTheBetterRankThenToTheSmallerIdentifier() {
    #expect(RankFusion().fuse([RankedList(["z", "a"]), RankedList(["a", "z"])]).map(\.id) == ["a", "z"])
    #expect(RankFusion().fuse([RankedList(["q"]), RankedList(["p"])]).map(\.id) == ["p", "q"])
  }

  @Test func repeatsCountOnceAndListsWithoutWeightNotAtAll() {
    let lists = [RankedList(["a", "a", "b"]), RankedList(["c"], weight: 0), RankedList(["d"], weight: .nan)]
    let fused = RankFusion().fuse(lists)
    #expect(fused.map(\.id) == ["a", "b"])
    #expect(fused[1].ranks == [3, nil, nil])
    #expect(RankFusion().fuse([RankedList<String>]()).isEmpty)
  }

  @Test func beingFoundByMoreGeneratorsNeverLowersACandidate() {
    var random = DecayTests.Seeded(seed: 21)
    for _ in 0..<1000 {
      let lists = (0..<4).map { _ in
        RankedList(
          Array((0..<12).shuffled(using: &random).prefix(Int.random(in: 0...12, using: &random))),
          weight: Double.random(in: 0.1...2, using: &random))
      }
      let before = RankFusion().fuse(lists)
      #expect(before.allSatisfy { $0.score > 0 && $0.score <= 1 + 1e-12 })
      #expect(zip(before, before.dropFirst()).allSatisfy { $0.score >= $1.score })
      #expect(Set(before.map(\.id)) == Set(lists.flatMap(\.ids)))
      // Moved to the front of one list.
      guard let lucky = before.randomElement(using: &random)?.id else { continue }
      let list = Int.random(in: 0..<4, using: &random)
      var changed = lists
      changed[list] = RankedList([lucky] + lists[list].ids.filter { $0 != lucky }, weight: lists[list].weight)
      let after = RankFusion().fuse(changed)
      #expect(
        after.firstIndex { $0.id == lucky } ?? .max <= before.firstIndex { $0.id == lucky } ?? .max)
    }
  }

  @Test func scalesGoFromNothingToOne() {
    let linear = ScoreScale.linear(zero: 0.2, one: 0.7)
    #expect(
      [-.infinity, 0.2, 0.45, 0.7, .infinity].map { linear($0) }.map { ($0 * 100).rounded() } == [0, 0, 50, 100, 100])
    let logistic = ScoreScale.logistic(middle: 3, slope: 2)
    #expect(logistic(3) == 0.5)
    #expect(logistic(-.infinity) == 0 && logistic(.infinity) == 1)
    #expect(logistic(4) > 0.85)
    #expect(linear(.nan) == 0 && logistic(.nan) == 0)
    #expect(ScoreScale.linear(zero: 1, one: 1)(1) == 1)
    #expect(ScoreScale.linear(zero: 1, one: 1)(0.9) == 0)
  }

  @Test func aHairsBreadthIsNotStretchedToTheWholeScale() {
    let scale = ScoreScale.spanning([0.5, 0.501, .nan, .infinity], narrowest: 0.2)
    #expect(scale == .linear(zero: 0.5, one: 0.7))
    #expect(ScoreScale.spanning([1, 3], narrowest: 0.2) == .linear(zero: 1, one: 3))
    #expect(ScoreScale.spanning([], narrowest: 0.2) == .linear(zero: 0, one: 1))
  }

  @Test func aBlendIsTheWeightedMeanAndAbsenceIsNothing() {
    let unit = ScoreScale.linear(zero: 0, one: 1)
    let blend = ScoreBlend([.init(weight: 3, scale: unit), .init(weight: 1, scale: .linear(zero: 0, one: 10))])
    #expect(blend([1, 10]) == 1)
    #expect(blend([0.5, 5]) == 0.5)
    #expect(blend([nil, 10]) == 0.25)
    #expect(blend([nil, nil]) == 0)
    #expect(ScoreBlend([.init(weight: -1, scale: unit)])([1]) == 0)
    #expect(ScoreBlend([])([]) == 0)
  }
}
