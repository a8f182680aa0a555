import MnemeCore
import Testing

@testable import MnemeMemory

@Suite struct SelectionPackingTests {
  let estimator = TokenEstimator(family: .o200k)
  var packer: ContextPacker { ContextPacker(estimator: estimator) }

  static let words = ["bees", "roof", "Lisbon", "tea", "violin", "서울에", "살아요", "2024", "東京", "😀", "and", "naïve"]

  static func text(_ random: inout DecayTests.Seeded, sentences: ClosedRange<Int> = 1...6) -> String {
    (0..<Int.random(in: sentences, using: &random)).map { _ in
      (0..<Int.random(in: 1...12, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }
        .joined(separator: " ") + "."
    }.joined(separator: " ")
  }

  static func candidates(_ random: inout DecayTests.Seeded, truncatable: Bool) -> [PackCandidate] {
    (0..<Int.random(in: 0...24, using: &random)).map { _ in
      let isCuttable = truncatable && Bool.random(using: &random)
      return PackCandidate(
        id: "m\(Int.random(in: 0...30, using: &random))",
        text: Int.random(in: 0..<20, using: &random) == 0 ? "" : text(&random),
        score: Double(Int.random(in: 0...10, using: &random)) / 10,
        layer: ContextLayer.allCases.randomElement(using: &random) ?? .time,
        minimalShare: isCuttable ? Double.random(in: 0...0.8, using: &random) : nil)
    }
  }

  static func budget(_ random: inout DecayTests.Seeded) -> ContextBudget {
    var shares: [ContextLayer: Double] = [:]
    for layer in ContextLayer.allCases where Bool.random(using: &random) {
      shares[layer] = Double.random(in: 0...0.6, using: &random)
    }
    return ContextBudget(
      tokens: Int.random(in: -5...400, using: &random), shares: shares,
      heading: Int.random(in: 0...6, using: &random), separator: Int.random(in: 0...2, using: &random))
  }

  @Test func thousandsOfRandomCasesKeepEveryPromise() {
    var random = DecayTests.Seeded(seed: 2024)
    var kept = 0
    var dropped = 0
    var truncated = 0
    for _ in 0..<4000 {
      let candidates = Self.candidates(&random, truncatable: true)
      let budget = Self.budget(&random)
      let packed = packer.pack(candidates, into: budget)
      check(packed, candidates, budget)
      #expect(packer.pack(candidates, into: budget) == packed)
      kept += packed.items.count
      truncated += packed.items.count { $0.isTruncated }
      dropped += packed.verdicts.count { !$0.isKept }
    }
    // The cases are worth something: each of these happens often.
    #expect(kept > 10_000 && dropped > 10_000 && truncated > 1000)
  }

  private func check(_ packed: PackedContext, _ candidates: [PackCandidate], _ budget: ContextBudget) {
    let headings = Set(packed.items.map(\.layer)).count
    let spent =
      packed.items.reduce(0) { $0 + estimator.tokens(in: $1.text) + budget.separator } + headings * budget.heading
    #expect(packed.tokens == spent)
    #expect(packed.tokens <= max(0, budget.tokens))
    #expect(packed.verdicts.count == candidates.count)
    #expect(Set(packed.items.map(\.id)).count == packed.items.count)
    #expect(Set(packed.items.map(\.index)) == Set(candidates.indices.filter { packed.verdicts[$0].isKept }))
    for (a, b) in zip(packed.items, packed.items.dropFirst()) {
      #expect(a.layer < b.layer || (a.layer == b.layer && candidates[a.index].score >= candidates[b.index].score))
    }
    for item in packed.items {
      let candidate = candidates[item.index]
      #expect(item.tokens == estimator.tokens(in: item.text))
      if item.isTruncated {
        #expect(item.text.hasSuffix(SentenceTruncation.mark))
        let head = item.text.dropLast(SentenceTruncation.mark.count)
        #expect(candidate.text.hasPrefix(head))
        #expect(Self.ends(of: candidate.text).contains(head.count { $0 != " " }))
        #expect(Double(item.tokens) >= (candidate.minimalShare ?? 2) * Double(estimator.tokens(in: candidate.text)))
      } else {
        #expect(item.text == candidate.text)
      }
    }
    let keptIDs = Set(packed.items.map(\.id))
    let openLayers = Set(packed.items.map(\.layer))
    let left = max(0, budget.tokens) - packed.tokens
    for (index, verdict) in packed.verdicts.enumerated() {
      let candidate = candidates[index]
      let cost =
        estimator.tokens(in: candidate.text) + budget.separator
        + (openLayers.contains(candidate.layer) ? 0 : budget.heading)
      switch verdict {
      case .noRoom(let tokens, let room), .tooLarge(let tokens, let room):
        #expect(tokens > room)
        #expect(cost > left, "a dropped candidate would fit in what is left")
        #expect(!keptIDs.contains(candidate.id))
      case .duplicate: #expect(keptIDs.contains(candidate.id))
      case .empty: #expect(candidate.text.isEmpty)
      case .kept, .keptFromRest, .truncated: break
      }
    }
  }

  /// Characters but spaces up to the end of each sentence.
  private static func ends(of text: String) -> Set<Int> {
    var ends: Set<Int> = []
    var sum = 0
    for sentence in SentenceSplitter.sentences(in: text) {
      sum += sentence.count { $0 != " " }
      ends.insert(sum)
    }
    return ends
  }

  /// One layer, nothing to cut: the written rule, candidate by candidate.
  @Test func noHigherScoredCandidateThatFitsIsPassedOver() {
    var random = DecayTests.Seeded(seed: 7)
    for _ in 0..<2000 {
      let candidates = Self.candidates(&random, truncatable: false).enumerated().map { place, old in
        PackCandidate(id: "\(place)", text: old.text, score: old.score, layer: .longTerm)
      }
      let tokens = Int.random(in: 0...250, using: &random)
      let packed = packer.pack(candidates, into: ContextBudget(tokens: tokens))
      var left = tokens
      var expected: Set<Int> = []
      for index in candidates.indices.sorted(by: { (-candidates[$0].score, $0) < (-candidates[$1].score, $1) }) {
        let cost = estimator.tokens(in: candidates[index].text)
        if cost > 0, cost + 1 <= left {
          left -= cost + 1
          expected.insert(index)
        }
      }
      #expect(Set(packed.items.map(\.index)) == expected)
      #expect(packed.tokens == tokens - left)
    }
  }

  @Test func writtenOutOnLinesItIsNoMoreThanWasSpent() {
    var random = DecayTests.Seeded(seed: 99)
    for family in TokenizerFamily.allCases {
      let estimator = TokenEstimator(family: family)
      let separator = estimator.tokens(in: "\n")
      for _ in 0..<40 {
        var budget = Self.budget(&random)
        budget.separator = separator
        budget.heading = 0
        let candidates = Self.candidates(&random, truncatable: true)
        let packed = ContextPacker(estimator: estimator).pack(candidates, into: budget)
        let written = packed.items.map(\.text).joined(separator: "\n")
        #expect(estimator.tokens(in: written) <= packed.tokens)
      }
    }
  }

  /// Against the best sum of scores that any choice can have, for the note on knapsacks.
  @Test func greedyLosesLittleAgainstTheBestSumOfScores() {
    var random = DecayTests.Seeded(seed: 12)
    var greedy = 0.0
    var best = 0.0
    for _ in 0..<60 {
      let candidates = (0..<40).map { place in
        PackCandidate(
          id: "\(place)", text: Self.text(&random, sentences: 1...2),
          score: Double.random(in: 0...1, using: &random), layer: .longTerm)
      }
      let tokens = 300
      let packed = packer.pack(candidates, into: ContextBudget(tokens: tokens))
      greedy += packed.items.reduce(0) { $0 + candidates[$1.index].score }
      var sums = [Double](repeating: 0, count: tokens + 1)
      for candidate in candidates {
        let cost = estimator.tokens(in: candidate.text) + 1
        for room in stride(from: tokens, through: cost, by: -1) {
          sums[room] = max(sums[room], sums[room - cost] + candidate.score)
        }
      }
      best += sums[tokens]
    }
    #expect(greedy / best > 0.85 && greedy <= best)
  }

  @Test func whatALayerDoesNotUseFlowsToTheNext() {
    let text = "I keep bees on my roof."
    let cost = estimator.tokens(in: text) + 1
    let budget = ContextBudget(tokens: 4 * cost, shares: [.workingMemory: 0.5, .longTerm: 0.25, .archive: 0.25])
    let candidates = [
      // Told twice: the second is room that working memory does not use.
      PackCandidate(id: "w", text: text, score: 1, layer: .workingMemory),
      PackCandidate(id: "w", text: text, score: 0.9, layer: .workingMemory),
      PackCandidate(id: "l", text: text, score: 1, layer: .longTerm),
      PackCandidate(id: "m", text: text, score: 0.9, layer: .longTerm),
      PackCandidate(id: "n", text: text, score: 0.8, layer: .longTerm),
      PackCandidate(id: "a", text: text, score: 0.1, layer: .archive),
    ]
    let packed = packer.pack(candidates, into: budget)
    #expect(packed.available == [2 * cost, 2 * cost, 0, cost, 0])
    #expect(packed.items.map(\.id) == ["w", "l", "m", "a"])
  }

  @Test func aLayerWithoutCandidatesHoldsNothingBack() {
    let text = "I keep bees on my roof."
    let cost = estimator.tokens(in: text) + 1
    let candidates = (0..<4).map { PackCandidate(id: "\($0)", text: text, score: 1, layer: .workingMemory) }
    let packed = packer.pack(candidates, into: ContextBudget(tokens: 4 * cost, shares: [.archive: 0.9]))
    #expect(packed.verdicts == [.kept, .kept, .kept, .kept])
    #expect(packed.available == [4 * cost, 0, 0, 0, 0])
  }

  @Test func whatTheLastLayersLeaveComesBackToTheFirst() {
    let text = "I keep bees on my roof and honey in the cellar."
    let cost = estimator.tokens(in: text) + 1
    let budget = ContextBudget(tokens: 2 * cost, shares: [.workingMemory: 0.5, .time: 0.5])
    let packed = packer.pack(
      [
        PackCandidate(id: "a", text: text, score: 0.4, layer: .workingMemory),
        PackCandidate(id: "b", text: text, score: 0.6, layer: .workingMemory),
        PackCandidate(id: "c", text: text, score: 0.5, layer: .workingMemory),
        PackCandidate(id: "b", text: text, score: 0.9, layer: .time),
      ], into: budget)
    #expect(packed.items.map(\.id) == ["b", "c"])
    #expect(packed.verdicts == [.noRoom(tokens: cost, left: 0), .kept, .keptFromRest, .duplicate])
  }

  @Test func aTextLargerThanItsLayerIsCutAfterASentence() {
    let text =
      "I keep bees on my roof. They make honey. 저는 서울에 살아요. The last sentence is by far longer than all the others before it were."
    let whole = estimator.tokens(in: text)
    let packed = packer.pack(
      [PackCandidate(id: "a", text: text, score: 1, layer: .longTerm, minimalShare: 0.2)],
      into: ContextBudget(tokens: whole - 8))
    #expect(packed.items[0].text == "I keep bees on my roof. They make honey. 저는 서울에 살아요." + SentenceTruncation.mark)
    #expect(packed.verdicts == [.truncated(of: whole)])
    let demanding = packer.pack(
      [PackCandidate(id: "a", text: text, score: 1, layer: .longTerm, minimalShare: 0.95)],
      into: ContextBudget(tokens: whole - 8))
    #expect(demanding.items.isEmpty)
    let strict = packer.pack(
      [PackCandidate(id: "a", text: text, score: 1, layer: .longTerm)], into: ContextBudget(tokens: whole - 8))
    #expect(strict.verdicts == [.noRoom(tokens: whole + 1, left: whole - 8)])
  }

  @Test func aCutTextGrowsIntoWhatIsLeft() {
    let text =
      "One two three four. Five six seven eight. Nine ten eleven twelve. Thirteen is the last and the longest of all."
    let whole = estimator.tokens(in: text)
    let budget = ContextBudget(tokens: whole + 5, shares: [.workingMemory: 0.5, .time: 0.5])
    let candidates = [
      PackCandidate(id: "a", text: text, score: 1, layer: .workingMemory, minimalShare: 0),
      PackCandidate(id: "a", text: text, score: 1, layer: .time),
    ]
    let packed = packer.pack(candidates, into: budget)
    #expect(packed.verdicts == [.keptFromRest, .duplicate])
    #expect(packed.items[0].text == text)
    var smaller = budget
    smaller.tokens = whole - 4
    let cut = packer.pack(candidates, into: smaller)
    #expect(cut.verdicts == [.truncated(of: whole), .duplicate])
    #expect(
      cut.items[0].text == "One two three four. Five six seven eight. Nine ten eleven twelve." + SentenceTruncation.mark
    )
  }

  @Test func oneSentenceCannotBeCut() {
    let text = String(repeating: "word ", count: 200) + "end."
    let packed = packer.pack(
      [PackCandidate(id: "a", text: text, score: 1, layer: .archive, minimalShare: 0)],
      into: ContextBudget(tokens: 50))
    #expect(packed.items.isEmpty && packed.tokens == 0)
    #expect(packed.verdicts[0].description.contains("cannot be cut"))
  }

  @Test func theSameThingFromTwoLayersIsToldOnce() {
    let packed = packer.pack(
      [
        PackCandidate(id: "m", text: "I live in Lisbon.", score: 1, layer: .archive),
        PackCandidate(id: "m", text: "I live in Lisbon.", score: 0.1, layer: .workingMemory),
      ], into: ContextBudget(tokens: 100))
    #expect(packed.items.map(\.layer) == [.workingMemory])
    #expect(packed.verdicts == [.duplicate, .kept])
  }

  @Test func headingsAreSpentOnlyForLayersThatSaySomething() {
    let text = "Tea."
    let cost = estimator.tokens(in: text) + 1
    let candidates = [
      PackCandidate(id: "a", text: text, score: 1, layer: .longTerm),
      PackCandidate(id: "b", text: text, score: 0.5, layer: .longTerm),
      PackCandidate(id: "c", text: text, score: 0.9, layer: .graph),
    ]
    let packed = packer.pack(candidates, into: ContextBudget(tokens: 1000, heading: 7))
    #expect(packed.tokens == 3 * cost + 14)
    #expect(packer.pack([], into: ContextBudget(tokens: 1000, heading: 7)).tokens == 0)
    let tight = packer.pack(candidates, into: ContextBudget(tokens: 2 * cost + 7, shares: [:], heading: 7))
    #expect(tight.items.map(\.id) == ["a", "b"])
  }

  @Test func aScoreThatIsNoNumberComesLast() {
    let text = "I keep bees."
    let cost = estimator.tokens(in: text) + 1
    let packed = packer.pack(
      [
        PackCandidate(id: "a", text: text, score: .nan, layer: .graph),
        PackCandidate(id: "b", text: text, score: -4, layer: .graph),
      ], into: ContextBudget(tokens: cost))
    #expect(packed.items.map(\.id) == ["b"])
  }

  @Test func sharesThatAreTooManyAreCutInProportion() {
    #expect(ContextBudget(tokens: 100, shares: [.workingMemory: 1, .graph: 1]).own == [50, 0, 50, 0, 0])
    #expect(ContextBudget(tokens: 100, shares: [.graph: 0.3]).own == [70, 0, 30, 0, 0])
    #expect(ContextBudget(tokens: -7).own == [0, 0, 0, 0, 0])
    #expect(ContextBudget(tokens: 9, shares: [.time: .nan, .graph: -1]).own == [9, 0, 0, 0, 0])
    #expect(ContextBudget(tokens: 1001).own.reduce(0, +) == 1001)
  }
}
