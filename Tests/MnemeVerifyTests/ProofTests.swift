import Foundation
import GRDB
import MnemeAssistant
import MnemeCore
import MnemeMemory
import Synchronization
import Testing

@testable import MnemeSQLite
@testable import mneme_verify

/// Every proof holds, and fails as soon as what it proves is taken out.
@Suite struct ProofTests {
  @Test(arguments: Proofs.counted.map(\.id))
  func everyConditionHolds(_ id: String) async throws {
    let proof = try #require(Proofs.counted.first { $0.id == id })
    let row = await proof.row()
    #expect(row.isAcceptable(builtOnly: true), "\(row.text)")
  }

  @Test func idsAreThoseOfTheMemoryHalfInOrder() {
    let wanted = [4, 5, 6, 7, 8, 19, 20, 21, 22, 23, 24, 27, 28, 29, 30, 35, 36, 39, 41, 42]
    #expect(Proofs.counted.map(\.id) == wanted.map { "PERF-" + (($0 < 10 ? "00" : "0") + String($0)) })
  }

  @Test func everyIdOfTheContractHasOneRow() {
    let wanted =
      (1...43).map { "PERF-" + (($0 < 10 ? "00" : "0") + String($0)) } + ["INTEGRATION-VERIFY", "TURN-BUDGET"]
    #expect(Proofs.all.map(\.id) == wanted)
  }

  /// One naive variant for each condition.
  private static let naive: [Proof] = [
    Proofs.classification(hold: .milliseconds(500), chat: { WaitsForClassifier(inner: $0, classifier: $1) }),
    Proofs.addition { NoCache() },
    Proofs.consolidationOpensNoGraph { graph, upkeep in
      (graph, NaiveUpkeep(inner: upkeep, way: .graphPerMemory(graph)))
    },
    Proofs.pagedEviction { NaiveUpkeep(inner: $0, way: .allRows) },
    Proofs.graph(
      GraphDriver(add: { graph, change, probe in
        // Looks for the name of each entity before it is added.
        for entity in change.entities {
          _ = graph.find([entity.name], limit: 1, &probe)
          graph.apply(GraphChange(entities: [entity]), &probe)
        }
      })),
    Proofs.accessFlush { OneAccessAtATime(inner: $0) },
    Proofs.statistics { ReadingStatistics(inner: $0) },
    Proofs.preservation { NaiveUpkeep(inner: $0, way: .perMemory) },
    Proofs.survivors { NaiveUpkeep(inner: $0, way: .perMemory) },
    Proofs.sessionSaves { OneAppendAtATime(inner: $0) },
    Proofs.orderedReads { store in
      let newest = try await store.searchMessages(ArchiveSearch(session: "talk", limit: 50), in: .me)
      return newest.sorted { $0.ordinal < $1.ordinal }
    },
    Proofs.embeddingCache(cache: { FirstInFirstOut(capacity: $0) }),
    Proofs.batchedReflection { OneJobAtATime(inner: $0) },
    Proofs.turnCount { try await $0.context(of: "talk", in: .me).turnCount },
    Proofs.oneSnapshot { memory, message in
      let count = try await memory.context(before: message).messages.count
      let context = try await memory.context(before: message)
      return count + context.progressive(budget: 500, fullTurns: 2, style: TranscriptStyle()).lines.count
    },
    Proofs.parsedOnce(reader: { ParsesTwice(inner: $0) }),
    Proofs.noHashing(adjust: { $0.messages = AsksForColumns(inner: $0.messages) }),
    Proofs.boundedBuffers { Array($0.recent(.max).suffix($1)) },
    Proofs.hedges(count: { sentence in
      // One search for each phrase.
      ["perhaps", "아마", "i'm not sure"].count { PhraseMatcher([$0]).isIn(sentence) }
    }),
    Proofs.graphPersistence { OneExtractionAtATime(inner: $0) },
  ]

  @Test(arguments: Array(naive.indices))
  func aConditionFailsWhenItsOptimisationIsTakenOut(_ index: Int) async {
    let row = await Self.naive[index].row()
    #expect(row.status == .fail && row.error == nil, "\(row.text)")
  }

  @Test func everyConditionHasANaiveVariant() {
    #expect(Self.naive.map(\.id) == Proofs.counted.map(\.id))
  }

  @Test func anEncoderThatStopsTheProgramFailsItsCondition() async {
    let row = await Proofs.embeddingCache(keepsWorkingWhileHeld: false).row()
    #expect(row.status == .fail)
  }

  @Test func tokensThatAreLookedUpByTextFailTheirCondition() async {
    let known = Mutex<[CountingBytes: Int]>([:])
    let row = await Proofs.noHashing(estimate: { estimator, bytes in
      known.withLock { known in
        if let count = known[bytes] { return count }
        let count = estimator.tokens(inUTF8: bytes)
        known[bytes] = count
        return count
      }
    }).row()
    #expect(row.status == .fail && row.error == nil, "\(row.text)")
    let failed = row.checks.filter { !$0.holds }.map(\.what)
    #expect(failed == ["hashes for 100 estimates", "readings of each byte beyond one an estimate"])
  }

  @Test func aHeadThatIsMadeAnewForEachPromptFailsItsCondition() async {
    let row = await Proofs.parsedOnce(heads: { StableHead(capacity: 0) }).row()
    #expect(row.status == .fail && row.error == nil, "\(row.text)")
  }

  @Test func aPersonaThatIsWrittenAnewForEachPromptFailsItsCondition() async {
    let row = await Proofs.parsedOnce(persona: { Persona($0, keepsTexts: false) }).row()
    #expect(row.status == .fail && row.error == nil, "\(row.text)")
  }

  @Test func anIdentityFileThatIsLookedAtForEachPromptFailsItsCondition() async {
    let row = await Proofs.parsedOnce(persona: { Persona($0, lookSeconds: 0) }).row()
    #expect(row.status == .fail && row.error == nil, "\(row.text)")
  }

  @Test func anInsightThatIsSearchedForFailsItsCondition() async {
    let row = await Proofs.parsedOnce(insight: { insights, text in
      let place = insights.firstIndex { $0.text == text }
      return (place.map { insights[$0].id }, (place ?? insights.count) + 1)
    }).row()
    #expect(row.status == .fail && row.error == nil, "\(row.text)")
  }

  @Test func aDuplicateThatIsSearchedForFailsItsCondition() async {
    let row = await Proofs.parsedOnce(remember: { engine, text in
      var before: Int64?
      while true {
        let page = try await engine.memories(in: .me, includeInactive: false, before: before, limit: 100)
        guard let last = page.last else { break }
        before = last.ordinal
      }
      _ = try await engine.remember(Statement(text: text), in: .me)
    }).row()
    #expect(row.status == .fail && row.error == nil, "\(row.text)")
  }

  @Test func aRowThatIsNotBuiltIsAcceptedOnlyWhereAsked() async {
    let proof = Proof(id: "PERF-000", condition: "Something", missing: ["a part"]) { [Check("one", 1, .exactly, 1)] }
    let row = await proof.row()
    #expect(row.status == .notBuilt && row.isAcceptable(builtOnly: true) && !row.isAcceptable(builtOnly: false))
    let failing = Proof(id: "PERF-000", condition: "Something", missing: ["a part"]) { [Check("one", 2, .atMost, 1)] }
    #expect(await failing.row().status == .fail)
    let broken = Proof(id: "PERF-000", condition: "Something") { throw MnemeError(.storage, "The disk is full.") }
    #expect(await broken.row().status == .fail)
  }
}
