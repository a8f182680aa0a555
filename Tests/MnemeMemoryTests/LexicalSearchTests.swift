import Foundation
import MnemeCore
import Testing

@testable import MnemeMemory

@Suite struct LexicalSearchTests {
  @Test(arguments: 0..<12 as Range<UInt64>)
  func answersAreThoseOfScoringEveryDocument(seed: UInt64) throws {
    var random = LexicalRandom(seed)
    let index = try InvertedIndex(files: nil, fingerprint: "1", tuning: .small)
    var model = LexicalModel()
    for _ in 0..<6 {
      model.change(index, by: Int.random(in: 1...120, using: &random), &random)
      for _ in 0..<4 { try model.check(index, &random) }
    }
  }

  @Test func scoresAreOkapiBM25() throws {
    let index = try InvertedIndex(directory: nil, fingerprint: "1")
    let texts = [["tea", "milk", "tea"], ["tea"], ["cake", "milk", "sugar", "flour", "egg"], ["boat"]]
    index.put(
      texts.enumerated().map { LexicalDocument(key: ItemKey(.message, Int64($0.offset + 1)), terms: $0.element) })
    let matches = index.search(["tea", "milk"], sources: [.message], limit: 10)
    func part(_ frequency: Double, of length: Double, in documents: Double) -> Double {
      let level = (8 * log2(length + 1)).rounded()
      let kept = exp2(level / 8) - 1
      return log(1 + (4 - documents + 0.5) / (documents + 0.5)) * frequency * 2.2
        / (frequency + 1.2 * (0.25 + 0.75 * kept / 2.5))
    }
    #expect(matches.map(\.key.ordinal) == [1, 2, 3])
    let expected = [
      part(2, of: 3, in: 2) + part(1, of: 3, in: 2), part(1, of: 1, in: 2), part(1, of: 5, in: 2),
    ]
    for (match, score) in zip(matches, expected) { #expect(abs(match.score - score) < 1e-8) }
  }

  @Test func ofEqualScoresTheNewerAndTheMemoryComeFirst() throws {
    let index = try InvertedIndex(files: nil, fingerprint: "1", tuning: .small)
    let ordinals = (1...100).map { Int64($0) }.shuffled(using: &Self.shuffle)
    for source in ItemSource.allCases {
      index.put(ordinals.map { LexicalDocument(key: ItemKey(source, $0), terms: ["same"]) })
    }
    let found = index.search(["same"], sources: [.message, .memory], limit: 5).map(\.key)
    #expect(
      found == [
        ItemKey(.memory, 100), ItemKey(.message, 100), ItemKey(.memory, 99), ItemKey(.message, 99),
        ItemKey(.memory, 98),
      ])
  }

  private static var shuffle: LexicalRandom {
    get { LexicalRandom(3) }
    set {}
  }

  @Test func aReplacedDocumentIsFoundByItsNewTermsOnly() throws {
    let index = try InvertedIndex(files: nil, fingerprint: "1", tuning: .small)
    let key = ItemKey(.memory, 7)
    index.put([LexicalDocument(key: key, terms: ["old", "shared"])])
    // Once while it is fresh, once sealed.
    for round in 0..<2 {
      index.put((0..<40).map { LexicalDocument(key: ItemKey(.memory, 100 + Int64($0)), terms: ["other"]) })
      index.put([LexicalDocument(key: key, terms: ["new\(round)", "shared"])])
      #expect(index.search(["old"], sources: [.memory], limit: 5).isEmpty)
      #expect(index.search(["shared"], sources: [.memory], limit: 5).map(\.key) == [key])
      #expect(index.documentFrequencies(["shared", "old", "new\(round)"]) == [1, 0, 1])
      #expect(index.statistics.documents == 41)
    }
    #expect(index.search(["new0"], sources: [.memory], limit: 5).isEmpty)
  }

  @Test func removedDocumentsLeaveTheStatistics() throws {
    let index = try InvertedIndex(files: nil, fingerprint: "1", tuning: .small)
    let all = (1...200).map { LexicalDocument(key: ItemKey(.message, Int64($0)), terms: ["t\($0 % 7)", "u\($0 % 3)"]) }
    index.put(all)
    let kept = all.filter { $0.key.ordinal % 4 != 0 }
    index.remove(all.filter { $0.key.ordinal % 4 == 0 }.map(\.key) + [ItemKey(.memory, 8), ItemKey(.message, 999)])
    let other = try InvertedIndex(directory: nil, fingerprint: "1")
    other.put(kept)
    for terms in [["t1"], ["t2", "u0"], ["u1", "u2", "t6"]] {
      #expect(
        index.search(terms, sources: [.message], limit: 500) == other.search(terms, sources: [.message], limit: 500))
      #expect(index.documentFrequencies(terms) == other.documentFrequencies(terms))
    }
    #expect(index.statistics.documents == kept.count)
  }

  @Test func nothingIsFoundWhereNothingIsAsked() throws {
    let index = try InvertedIndex(directory: nil, fingerprint: "1")
    #expect(index.search(["tea"], sources: [.message], limit: 5).isEmpty)
    #expect(index.scores(of: [ItemKey(.message, 1)], for: ["tea"]) == [0])
    index.put([
      LexicalDocument(key: ItemKey(.message, 1), terms: ["tea", ""]),
      LexicalDocument(key: ItemKey(.message, 2), terms: []),
    ])
    #expect(index.search([], sources: [.message], limit: 5).isEmpty)
    #expect(index.search([""], sources: [.message], limit: 5).isEmpty)
    #expect(index.search(["tea"], sources: [], limit: 5).isEmpty)
    #expect(index.search(["tea"], sources: [.memory], limit: 5).isEmpty)
    #expect(index.search(["tea"], sources: [.message], limit: 0).isEmpty)
    #expect(index.search(["tea"], sources: [.message], limit: -1).isEmpty)
    #expect(index.search(["coffee"], sources: [.message], limit: 5).isEmpty)
    #expect(index.search(["tea"], sources: [.message], limit: .max).map(\.key.ordinal) == [1])
    #expect(index.search(["tea"], sources: [.message], limit: 5) { _ in false }.isEmpty)
    #expect(index.scores(of: [], for: ["tea"]) == [])
    #expect(index.scores(of: [ItemKey(.message, 1)], for: []) == [0])
    #expect(index.documentFrequencies([]) == [])
    #expect(index.documentFrequencies(["tea", "", "tea"]) == [1, 0, 1])
    #expect(index.statistics.documents == 2)
  }

  @Test func koreanIsFoundByItsBigrams() throws {
    let index = try InvertedIndex(files: nil, fingerprint: "1", tuning: .small)
    let texts = ["고양이가 창가에서 잔다", "강아지는 공원에서 뛴다", "고양이와 강아지", "The cat sleeps by the window"]
    index.put(
      texts.enumerated().map {
        LexicalDocument(key: ItemKey(.message, Int64($0.offset + 1)), terms: TextAnalyzer.terms($0.element))
      })
    index.put((10..<60).map { LexicalDocument(key: ItemKey(.message, $0), terms: TextAnalyzer.terms("바다 \($0)")) })
    func ask(_ text: String) -> [Int64] {
      index.search(TextAnalyzer.queryTerms(text), sources: [.message], limit: 10).map(\.key.ordinal)
    }
    #expect(Set(ask("고양이")) == [1, 3])
    #expect(ask("공원의 강아지") == [2, 3])
    #expect(ask("sleeping cats") == [4])
    #expect(ask("바다 42").first == 42)
  }

  @Test func longTermsAreCutWhereAScalarEnds() throws {
    let index = try InvertedIndex(files: nil, fingerprint: "1", tuning: .small)
    let long = String(repeating: "a", count: 95)
    let terms = [long, long + "b", long + "bc", long + "가", String(repeating: "나", count: 5_000)]
    for (number, term) in terms.enumerated() {
      index.put([LexicalDocument(key: ItemKey(.message, Int64(number + 1)), terms: [term])])
    }
    // Seals them.
    index.put((10..<50).map { LexicalDocument(key: ItemKey(.message, $0), terms: ["x"]) })
    func ask(_ term: String) -> Set<Int64> {
      Set(index.search([term], sources: [.message], limit: 10).map(\.key.ordinal))
    }
    // Of a torn scalar nothing stays.
    #expect(ask(long) == [1, 4])
    #expect(ask(long + "b") == [2, 3])
    #expect(ask(String(repeating: "나", count: 32)) == [5])
    #expect(ask(String(repeating: "나", count: 31)) == [])
  }

  @Test func termsThatAreEquivalentButOtherwiseWrittenDiffer() throws {
    let index = try InvertedIndex(directory: nil, fingerprint: "1")
    index.put([LexicalDocument(key: ItemKey(.message, 1), terms: ["\u{E9}"])])
    #expect(index.search(["e\u{301}"], sources: [.message], limit: 1).isEmpty)
    #expect(index.search(["\u{E9}"], sources: [.message], limit: 1).count == 1)
  }

  @Test func ordinalsMayBeAnyNumber() throws {
    let index = try InvertedIndex(files: nil, fingerprint: "1", tuning: .small)
    let ordinals: [Int64] = [.min, -5, 0, 1, 1 << 40, .max]
    index.put(ordinals.shuffled(using: &Self.shuffle).map { LexicalDocument(key: ItemKey(.memory, $0), terms: ["x"]) })
    index.put((10..<60).map { LexicalDocument(key: ItemKey(.memory, $0), terms: ["y"]) })
    #expect(index.search(["x"], sources: [.memory], limit: 9).map(\.key.ordinal) == ordinals.reversed())
    #expect(index.scores(of: ordinals.map { ItemKey(.memory, $0) }, for: ["x"]).allSatisfy { $0 > 0 })
    index.remove([ItemKey(.memory, .min), ItemKey(.memory, .max)])
    #expect(index.search(["x"], sources: [.memory], limit: 9).map(\.key.ordinal) == [1 << 40, 1, 0, -5])
  }

  @Test func aSearchPassesOverMostDocuments() throws {
    let index = try InvertedIndex(directory: nil, fingerprint: "1")
    var random = LexicalRandom(5)
    let documents = (1...12_000).map { number in
      LexicalDocument(key: ItemKey(.message, Int64(number)), terms: (0..<10).map { _ in random.term(2_000) })
    }
    index.put(documents)
    let terms = ["w1", "w5", "w40", "w700"]
    let asked = Set(terms)
    let matching = documents.count { !asked.isDisjoint(with: $0.terms) }
    let all = index.find(terms, sources: [.message], limit: .max)
    #expect(all.matches.count == matching)
    // What is not sealed is scored whole.
    let sealed = documents.count - index.statistics.unsealedDocuments
    #expect(all.effort.documents > matching * sealed / documents.count * 9 / 10)
    let few = index.find(terms, sources: [.message], limit: 20)
    #expect(few.matches == Array(all.matches.prefix(20)))
    #expect(few.effort.documents * 4 < all.effort.documents, "\(few.effort) of \(all.effort)")
    #expect(few.effort.completed * 10 < all.effort.documents, "\(few.effort) of \(all.effort)")
    // One term: all documents have nearly the same score, and the newest of the best end the search.
    let one = index.find(["w1"], sources: [.message], limit: 20)
    #expect(one.effort.blocks * 2 < index.find(["w1"], sources: [.message], limit: .max).effort.blocks)
  }

  @Test func theFilterIsAskedOnlyAboutDocumentsGoodEnough() throws {
    let index = try InvertedIndex(files: nil, fingerprint: "1", tuning: .small)
    index.put((1...500).map { LexicalDocument(key: ItemKey(.message, $0), terms: ["x"]) })
    var asked = 0
    let found = index.search(["x"], sources: [.message], limit: 10) { key in
      asked += 1
      return key.ordinal % 2 == 0
    }
    #expect(found.map(\.key.ordinal) == stride(from: 500, to: 480, by: -2).map { Int64($0) })
    #expect(asked < 60)
  }
}

// MARK: What the index is compared with

struct LexicalRandom: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A word of a vocabulary by Zipf's law.
  mutating func term(_ vocabulary: Int) -> String {
    "w\(Int(pow(Double(vocabulary), Double.random(in: 0..<1, using: &self))))"
  }
}

extension InvertedIndex.Tuning {
  /// So small that a few hundred documents meet everything.
  static var small: InvertedIndex.Tuning {
    InvertedIndex.Tuning(
      freshDocuments: 16, waitingBatches: 2, spilledDocuments: 60, mergedByPut: 150, searchWindow: 37,
      policy: MergePolicy(factor: 3, smallest: 16, removedShare: 0.4))
  }
}

/// The plainest thing that does the same.
struct LexicalModel {
  var documents: [ItemKey: [String]] = [:]
  /// Large, so that lists of more than one block come about.
  var vocabulary = 60

  // MARK: Changing both

  mutating func change(_ index: InvertedIndex, by count: Int, _ random: inout LexicalRandom) {
    for _ in 0..<count {
      let source: ItemSource = Int.random(in: 0..<4, using: &random) == 0 ? .memory : .message
      if Int.random(in: 0..<5, using: &random) == 0 {
        let keys = (0..<3).map { _ in ItemKey(source, Int64.random(in: 0..<400, using: &random)) }
        index.remove(keys)
        for key in keys { documents[key] = nil }
      } else {
        let start = Int64.random(in: 0..<400, using: &random)
        let batch = (0..<Int64.random(in: 1...12, using: &random)).map { offset in
          LexicalDocument(key: ItemKey(source, start + offset), terms: text(&random))
        }
        index.put(batch)
        for document in batch { documents[document.key] = document.terms }
      }
    }
  }

  private func text(_ random: inout LexicalRandom) -> [String] {
    let length = Int.random(in: 0...9, using: &random)
    // Now and then a word again and again.
    if length == 9 { return Array(repeating: random.term(vocabulary), count: Int.random(in: 1...300, using: &random)) }
    return (0..<length).map { _ in random.term(vocabulary) }
  }

  // MARK: Scoring

  func frequency(_ term: String) -> Int { documents.values.count { $0.contains(term) } }

  func scores(_ terms: [String]) -> [ItemKey: Double] {
    let average = max(1, Double(documents.values.reduce(0) { $0 + $1.count }) / Double(max(1, documents.count)))
    let weights = terms.map { term in
      let n = Double(frequency(term))
      return log(1 + max(0, Double(documents.count) - n + 0.5) / (n + 0.5))
    }
    var result: [ItemKey: Double] = [:]
    for (key, text) in documents {
      let level = min(127, (8 * log2(Double(text.count) + 1)).rounded())
      let length = (exp2(level / 8) - 1) / average
      for (term, weight) in zip(terms, weights) {
        let count = Double(text.count { $0 == term })
        if count == 0 { continue }
        let exact = weight * (count * 2.2 / (count + 1.2 * (1 - 0.75 + 0.75 * length)))
        result[key, default: 0] += (exact * 0x1p32).rounded(.toNearestOrEven) * 0x1p-32
      }
    }
    return result
  }

  func best(_ terms: [String], sources: Set<ItemSource>, limit: Int, where accepts: (ItemKey) -> Bool) -> [LexicalMatch]
  {
    let found = scores(terms).filter { sources.contains($0.key.source) && accepts($0.key) }
    let sorted = found.sorted { a, b in
      if a.value != b.value { return a.value > b.value }
      if a.key.ordinal != b.key.ordinal { return a.key.ordinal > b.key.ordinal }
      return a.key.source == .memory && b.key.source == .message
    }
    return sorted.prefix(limit).map { LexicalMatch(key: $0.key, score: $0.value) }
  }

  /// Compares everything that can be asked.
  func check(_ index: InvertedIndex, _ random: inout LexicalRandom) throws {
    var seen: Set<String> = []
    let terms = (0..<Int.random(in: 1...7, using: &random)).map { _ in random.term(vocabulary * 2) }
      .filter { seen.insert($0).inserted }
    let limit = [1, 3, 10, 50, 10_000].randomElement(using: &random) ?? 1
    let sources: Set<ItemSource> =
      [[.message], [.memory], [.message, .memory]].randomElement(using: &random) ?? []
    #expect(
      index.search(terms, sources: sources, limit: limit) == best(terms, sources: sources, limit: limit) { _ in true })
    let third: (ItemKey) -> Bool = { $0.ordinal % 3 == 0 }
    #expect(
      index.search(terms + terms, sources: sources, limit: limit, where: third)
        == best(terms, sources: sources, limit: limit, where: third))
    let keys = (0..<30).map { _ in
      ItemKey(ItemSource.allCases.randomElement(using: &random) ?? .message, Int64.random(in: -3..<420, using: &random))
    }
    let all = scores(terms)
    #expect(index.scores(of: keys, for: terms) == keys.map { all[$0] ?? 0 })
    #expect(index.documentFrequencies(terms) == terms.map(frequency))
    #expect(index.statistics.documents == documents.count)
  }
}
