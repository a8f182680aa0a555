import Foundation
import MnemeCore
import Testing

/// The tests that let chance decide what is said.
extension GraphConformance {
  package func pagesOfAnySizeGiveTheWholeGraph() async throws {
    let stage = try await make()
    var random = SplitMix64(41)
    let m = try await Self.messages(30, on: stage)
    _ = try await stage.store.record(
      m.map { random.extraction($0, reader: .rules) } + m.map { random.extraction($0, reader: .model) }, in: .me,
      finishing: [])
    let whole = try await GraphMirror(stage.store, page: 100_000)
    #expect(whole.entities.count > 8 && whole.relations.count > 20 && whole.mentions.count > 60)
    for page in [1, 2, 7, 64] { #expect(try await GraphMirror(stage.store, page: page) == whole) }
    let last = try #require(whole.mentions.max())
    #expect(try await stage.store.mentions(in: .me, after: last, limit: 9).isEmpty)
    #expect(try await stage.store.entities(in: .me, after: .max, limit: 9).isEmpty)
    #expect(try await stage.store.relations(in: .me, after: .max, limit: 9).isEmpty)
    #expect(try await stage.store.mentions(in: .me, after: nil, limit: 0).isEmpty)
    #expect(try await stage.store.entities(in: .me, after: 0, limit: 0).isEmpty)
  }

  /// What a call reports is exactly what is different afterwards, and nothing that is not.
  package func changesAreTheDifference() async throws {
    for seed in [42, 43, 44] as [UInt64] {
      let stage = try await make()
      var random = SplitMix64(seed)
      var m = try await Self.messages(20, on: stage)
      var before = GraphMirror()
      for _ in 0..<40 {
        let change: GraphChange
        if m.count > 8, random.number(12) == 0 {
          let gone = (0..<2).map { _ in m.remove(at: random.number(m.count)) }
          change = try await stage.erase(gone)
        } else {
          let batch = (0...random.number(4)).map { _ in
            random.extraction(m[random.number(m.count)], reader: random.number(3) == 0 ? .model : .rules)
          }
          change = try await stage.store.record(batch, in: .me, finishing: [])
        }
        let after = try await GraphMirror(stage.store)
        #expect(change == before.change(to: after))
        before = after
      }
      #expect(before.relations.count > 5)
    }
  }

  package func anyOrderGivesTheSameGraph() async throws {
    var random = SplitMix64(45)
    var expected: GraphPicture?
    let script = (0..<40).map { ($0 % 25, random.number(4) == 0 ? GraphExtraction.Reader.model : .rules) }
    let seeds = script.map { _ in random.next() }
    // The same readings each time: the last of each message and reader counts, so only their order among others varies.
    var unique: [Int: UInt64] = [:]
    for (index, said) in script.enumerated() { unique[said.0 * 2 + (said.1 == .model ? 1 : 0)] = seeds[index] }
    for size in [1, 3, 100] {
      let stage = try await make()
      let m = try await Self.messages(25, on: stage)
      let all = unique.keys.sorted().map { key in
        var own = SplitMix64(unique[key] ?? 0)
        return own.extraction(m[key / 2], reader: key % 2 == 1 ? .model : .rules)
      }.shuffled(using: &random)
      for start in stride(from: 0, to: all.count, by: size) {
        _ = try await stage.store.record(
          Array(all[start..<min(start + size, all.count)]), in: .me, finishing: [])
      }
      let picture = try await GraphPicture(stage.store)
      if let expected { #expect(picture == expected) } else { expected = picture }
    }
    #expect(expected?.relations.isEmpty == false)
  }

  /// Against a sum made anew from the readings that stand.
  package func theGraphIsTheSumOfWhatIsSaid() async throws {
    for seed in 46...49 as ClosedRange<UInt64> {
      let stage = try await make()
      var random = SplitMix64(seed)
      var m = try await Self.messages(24, on: stage)
      var standing: [String: [GraphExtraction.Reader: GraphExtraction]] = [:]
      for round in 0..<30 {
        if round % 10 == 9 {
          let gone = (0..<3).map { _ in m.remove(at: random.number(m.count)) }
          _ = try await stage.erase(gone)
          for message in gone { standing[message.id] = nil }
        } else {
          let batch = (0..<6).map { _ in
            random.extraction(m[random.number(m.count)], reader: random.number(2) == 0 ? .model : .rules)
          }
          _ = try await stage.store.record(batch, in: .me, finishing: [])
          for said in batch { standing[said.message, default: [:]][said.reader] = said }
        }
        #expect(try await GraphPicture(stage.store) == GraphPicture(sumOf: standing.values.map { Array($0.values) }))
      }
    }
  }
}

extension SplitMix64 {
  mutating func number(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// What a reader might say of a message: few names in several spellings and few relations, so that messages and
  /// readers agree and disagree; nothing at all now and then.
  mutating func extraction(_ message: Message, reader: GraphExtraction.Reader) -> GraphExtraction {
    if number(9) == 0 { return GraphConformance.said(message, [], reader: reader) }
    let names = ["ada", "bo", "cleo", "dan", "eve", "finn", "gil", "hana", "민수", "zoé", "graz", "linz"]
    let mentions = (0...number(4)).map { _ -> GraphExtraction.Mention in
      let name = names[number(names.count)]
      let surface = [name, name.uppercased(), name.capitalized][number(3)]
      return .init(surface: surface, key: name, kind: EntityKind.allCases[number(EntityKind.allCases.count)])
    }
    let statements = (0..<number(4)).map { _ -> GraphExtraction.Statement in
      let type: RelationType = [.friendOf, .livesIn, .likes, RelationType(rawValue: "cheers_for")][number(4)]
      let from = number(3) == 0 ? GraphConformance.second(Double(number(20)) - 30) : nil
      let to = number(2) == 0 ? GraphConformance.second(Double(number(26)) - 1) : nil
      return .init(
        source: names[number(4)], type: type, target: names[number(4)], validFrom: from, validTo: to)
    }
    return GraphConformance.said(message, mentions, statements, reader: reader)
  }
}
