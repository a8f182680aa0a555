import Foundation
import MnemeCore
import MnemeTestSupport
import Testing

@testable import MnemeMemory

@Suite struct EvaluationTests {
  private static let dataset = """
    {"conversations": [{"id": "c1", "speakers": ["Ada", "Ravi"],
      "turns": [
        {"id": "t1", "session": 1, "time": "2026-01-01T10:00:00Z", "speaker": "Ada", "text": "I keep bees in Porto."},
        {"id": "t2", "session": "2", "time": "2026-01-02T10:00:00Z", "speaker": "Ravi", "text": "My boat is red."}],
      "questions": [
        {"question": "Where does Ada keep bees?", "evidence": ["t1"], "category": "single-hop"},
        {"question": "What colour is the boat?", "evidence": ["t2", "missing"], "category": "adversarial"},
        {"question": "Nothing?", "evidence": [], "category": "single-hop"}]}]}
    """

  @Test func metricsFollowTheirDefinitions() {
    let metrics = RecallMetrics(ranked: ["x", "a", "y", "b"], evidence: ["a", "b", "c"], cuts: [1, 2, 4])
    #expect(metrics.recall[1] == 0)
    #expect(metrics.recall[2] == 1.0 / 3)
    #expect(metrics.recall[4] == 2.0 / 3)
    #expect(metrics.hit[1] == 0 && metrics.hit[2] == 1)
    #expect(metrics.reciprocalRank == 0.5)
    let ideal = 1 + 1 / log2(3.0) + 1 / 2
    #expect(abs(metrics.ndcgAt10 - (1 / log2(3.0) + 1 / log2(5.0)) / ideal) < 1e-12)
  }

  @Test func aMemoryCountsAsItsTurnsInTheirOrder() {
    func hit(_ source: ItemSource, _ id: String, external: String?, sources: [String]) -> RecallHit {
      RecallHit(
        id: id, source: source, content: "", score: 1, createdAt: .distantPast, session: nil, externalID: external,
        speaker: nil, role: nil, kind: nil, trust: .user, validFrom: nil, validTo: nil, sources: sources,
        explanation: nil)
    }
    let hits = [
      hit(.memory, "k1", external: nil, sources: ["m2", "m1"]), hit(.message, "m1", external: "t1", sources: []),
      hit(.message, "m3", external: "t3", sources: []),
    ]
    #expect(RecallEvaluation.turns(of: hits, externalIDs: ["m1": "t1", "m2": "t2"]) == ["t2", "t1", "t3"])
  }

  @Test func aDatasetIsImportedAskedAndReported() async throws {
    let world = RecallWorld()
    let dataset = try RecallDataset(json: Data(Self.dataset.utf8))
    let evaluation = try RecallEvaluation(name: "tiny", dataset: dataset, cuts: [1, 5], settings: ["model": "test"])
    let report = try await evaluation.run(
      .init(
        importBatch: { batch, space in
          for turn in batch {
            try await world.say(
              turn.text, speaker: turn.speaker, session: turn.session, at: turn.time, external: turn.externalID,
              space: space)
          }
        },
        waitForQueue: { _ in }, recall: { try await world.engine.recall($0) }, externalIDs: { _, _ in [:] },
        setClock: { world.clock.set($0) }))
    #expect(world.clock.now() == Date(iso8601: "2026-01-02T10:00:00Z"))
    #expect(report.results["all"]?.count == 2)
    #expect(report.results["but_adversarial"]?.mean("recall@1") == 1)
    #expect(report.results["adversarial"]?.mean("recall@5") == 0.5)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(report.json().utf8)) as? [String: Any])
    #expect(Set(object.keys) == ["dataset", "conversations", "results", "by_conversation", "latency_ms", "settings"])
    let results = try #require(object["results"] as? [String: [String: Double]])
    #expect(results["single-hop"]?.keys.sorted() == ["hit@10", "mrr", "n", "ndcg@10", "recall@1", "recall@5"])
    #expect(report.table().contains("but_adversarial"))
  }

  @Test func theSplitSetsCheckedConversationsBesideTheOthers() throws {
    var report = RecallReport(dataset: "x", cuts: [1], settings: [:], checked: ["c", "d"])
    let found = RecallMetrics(ranked: ["t"], evidence: ["t"], cuts: [1])
    let missed = RecallMetrics(ranked: ["u"], evidence: ["t"], cuts: [1])
    report.conversations = ["a", "b", "c", "d"]
    for (conversation, results) in [
      ("a", [found, found]), ("b", [missed, missed]), ("c", [found]), ("d", [found, found, missed]),
    ] {
      for result in results {
        report.add(result, category: "single-hop", conversation: conversation, elapsed: .zero)
      }
      report.add(missed, category: "adversarial", conversation: conversation, elapsed: .zero)
    }
    // Questions weigh the same, whatever conversation they belong to.
    let split = try #require(report.split)
    #expect(split.built.count == 4 && split.checked.count == 4)
    #expect(split.built.mean("recall@1") == 0.5 && split.checked.mean("recall@1") == 0.75)
    #expect(split.difference("recall@1") == 0.25)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(report.json().utf8)) as? [String: Any])
    let sides = try #require(object["split"] as? [String: [String: Double]])
    #expect(sides["difference"]?["recall@1"] == 0.25 && sides["checked"]?["n"] == 4)
    let each = try #require(object["by_conversation"] as? [String: [String: Double]])
    #expect(each["a"]?["recall@1"] == 1 && each["d"]?["n"] == 3)
    #expect(report.table().contains("  difference            +0.250"))
  }

  @Test(arguments: [["c2"], ["c1"], ["c1", "c2"]])
  func aSplitThatTheDatasetDoesNotHaveIsRefused(checked: [String]) throws {
    let dataset = try RecallDataset(json: Data(Self.dataset.utf8))
    #expect(throws: MnemeError.self) { try RecallEvaluation(name: "x", dataset: dataset, checked: Set(checked)) }
  }

  @Test(
    arguments: [
      ("[]", "top"), ("{", "JSON"), (#"{"conversations": []}"#, "no conversations"),
      (#"{"conversations": [{"id": "a", "turns": []}]}"#, "conversations[0].turns"),
      (#"{"conversations": [{"id": "a"}]}"#, "'turns' is missing at conversations[0]"),
      (
        #"{"conversations": [{"id": "a", "turns": [{"id":"t","session":1,"time":"noon","speaker":"s","text":"x"}]}]}"#,
        "turns[0].time"
      ),
    ])
  func aWrongDatasetIsRefusedWithItsPlace(json: String, expected: String) {
    do throws(MnemeError) {
      _ = try RecallDataset(json: Data(json.utf8))
      Issue.record("accepted")
    } catch {
      #expect(error.code == .invalidInput)
      #expect(error.message.contains(expected), "\(error.message)")
    }
  }

  @Test func depthsOutsideTheLimitAreRefused() throws {
    let dataset = try RecallDataset(json: Data(Self.dataset.utf8))
    #expect(throws: MnemeError.self) { try RecallEvaluation(name: "x", dataset: dataset, cuts: [0]) }
    #expect(throws: MnemeError.self) { try RecallEvaluation(name: "x", dataset: dataset, cuts: [201]) }
  }
}
