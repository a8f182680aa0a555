import Foundation
import MnemeCore
import MnemeTestSupport
import Testing

@testable import MnemeSQLite

/// Whatever is cut off between two statements, or two writes to a file, is done whole or not at all.
struct CrashPointTests {
  private static let at = CrashStage.at

  private static func memory(_ id: String, _ text: String, sources: [String] = ["m0"]) -> Memory {
    Memory(
      id: id, space: .me, text: text, kind: .fact, importance: 0.5, trust: .user, sources: sources, validFrom: at,
      recordedAt: at)
  }

  /// Forty points or so of each operation, the first and the last among them; all with `MNEME_TEST_ALL_CRASH_POINTS`.
  private static func points(_ range: ClosedRange<Int>) -> [Int] {
    let isAll = ProcessInfo.processInfo.environment["MNEME_TEST_ALL_CRASH_POINTS"] == "1"
    let step = isAll ? 1 : max(1, range.count / 40)
    return Array(Set(stride(from: range.lowerBound, through: range.upperBound, by: step)).union([range.upperBound]))
      .sorted()
  }

  private static func prepare(_ store: SQLiteStore) async throws {
    let messages = try await store.append(
      (0..<6).map {
        message(
          "m\($0)", $0 == 0 ? "Lantern \(CrashStage.rareWord)" : "Lantern \($0) 등불", session: "s\($0 % 2)",
          jobs: [.embedMessage, .linkMessage])
      },
      channel: "test"
    ).map(\.message)
    let memories = try await store.apply(
      [
        .add(memory("k0", "lantern"), reason: "r"), .add(memory("k1", "lamp", sources: ["m1", "m2"]), reason: "r"),
        .add(memory("k2", "light", sources: ["m2"]), reason: "r"),
        .add(memory("k3", "glow", sources: ["m4"]), reason: "r"),
      ], in: .me, at: at, finishing: [])
    try await store.put(
      messages.prefix(3).map { VectorRow(key: ItemKey(.message, $0.ordinal), dimension: 2, values: [0, 1]) },
      model: "m", in: .me, finishing: [])
    try await store.put(
      memories.prefix(2).map { VectorRow(key: ItemKey(.memory, $0.ordinal), dimension: 2, values: [0, 1]) },
      model: "m", in: .me, finishing: [])
    try await store.put(
      SessionDigest(title: "Lanterns", summary: "lamps", topics: [], sources: ["m0"]), session: "s0", in: .me,
      finishing: [])
    try await store.add(
      AccessBatch(
        at: at, itemHalfLife: 86_400, hourHalfLife: 86_400,
        items: [
          .init(
            space: .me, key: ItemKey(.message, messages[0].ordinal), count: 1, total: 1, lastAccess: at, channels: ["c"]
          )
        ],
        hours: []))
    try await store.followMessages()
  }

  static let operations: [CrashOperation] = [
    CrashOperation(description: "append") { store in
      _ = try await store.append(
        [message("n0", "Beacon"), message("n1", "Beacon two", session: "new")], channel: "test")
    },
    CrashOperation(description: "apply") { store in
      _ = try await store.apply(
        [
          .add(memory("k9", "beacon", sources: ["m5"]), reason: "r"),
          .supersede(id: "k0", by: "k9", validTo: at, reason: "r"), .retire(id: "k1", reason: "r"),
          .merge(id: "k2", text: "lights", source: "m5", reason: "r"),
        ], in: .me, at: at, finishing: [])
    },
    CrashOperation(description: "vectors") { store in
      let messages = try await store.messages(ids: ["m1", "m5"], in: .me)
      try await store.put(
        messages.map { VectorRow(key: ItemKey(.message, $0.ordinal), dimension: 2, values: [1, 0]) }, model: "other",
        in: .me, finishing: [])
    },
    CrashOperation(description: "sessions", isStepwise: true) { store in
      _ = try await store.endSessions(idleSince: at.addingTimeInterval(1), limit: 9)
      _ = try await store.archiveSessions(idleSince: at.addingTimeInterval(1))
    },
    CrashOperation(description: "digest") { store in
      try await store.put(
        SessionDigest(title: "Light", summary: "s", topics: ["t"], sources: ["m1"]), session: "s1", in: .me,
        finishing: [])
    },
    CrashOperation(description: "consolidation") { store in
      let memories = try await store.memories(ids: ["k0", "k1", "k2", "k3"], in: .me).map(\.ordinal)
      _ = try await store.apply(
        ConsolidationPlan(
          preserve: [memories[0]], expire: [memories[1]], merge: [.init(kept: memories[3], absorbed: memories[2])]),
        in: .me, at: at)
    },
    CrashOperation(description: "erasure") { store in
      _ = try await store.forget(
        try await store.forgettingPlan(for: .session("s0"), in: .me), in: .me, at: at)
    },
    CrashOperation(description: "erasure of everything") { store in
      _ = try await store.forget(try await store.forgettingPlan(for: .everything, in: .me), in: .me, at: at)
    },
    CrashOperation(description: "import") { store in
      let other = try SpaceID("other")
      var records: [TransferRecord] = []
      for kind in TransferRecord.Kind.allCases {
        records += try await store.records(kind, of: .me, after: .min, limit: 99).map(\.record)
      }
      _ = try await store.insert(records, into: other)
    },
    CrashOperation(description: "full text", isStepwise: true) { store in
      _ = try await store.append([message("n0", "Beacon"), message("n1", "Flare")], channel: "test")
      try await store.followMessages()
    },
    CrashOperation(description: "making again", isStepwise: true) { store in
      _ = try await store.rebuild(vectors: true)
    },
    CrashOperation(description: "compaction", isStepwise: true) { store in try await store.compact() },
    CrashOperation(description: "token counts") { store in
      var calibration = TokenCalibration(model: "m")
      calibration.count(estimated: 100, counted: 120)
      try await store.put(calibration)
    },
    CrashOperation(description: "graph") { store in
      let messages = try await store.messages(ids: ["m0"], in: .me)
      let mention = GraphExtraction.Mention(surface: "Lantern", key: "lantern", kind: .concept)
      _ = try await store.record(
        messages.map { GraphExtraction(message: $0.id, messageOrdinal: $0.ordinal, at: at, mentions: [mention]) },
        in: .me, finishing: [])
    },
  ]

  private func check(
    _ operation: CrashOperation, _ outcome: CrashStage.Outcome, _ states: (before: StoreDump, after: StoreDump),
    _ place: String
  ) {
    if !operation.isStepwise {
      let isWhole = outcome.found == states.before || outcome.found == states.after
      #expect(
        isWhole,
        "\(place): \(outcome.found.differences(from: states.before)) \(outcome.found.differences(from: states.after))")
    }
    #expect(outcome.again == states.after, "\(place), again: \(outcome.again.differences(from: states.after))")
    #expect(outcome.findings == [], "\(place)")
  }

  @Test(arguments: operations)
  func whatIsCutOffBetweenTwoStatementsIsWholeOrNotThere(_ operation: CrashOperation) async throws {
    let stage = try await CrashStage(Self.prepare)
    let (before, after, statements, _) = try await stage.states(operation)
    #expect(statements > 0)
    for (index, number) in Self.points(1...statements).enumerated() {
      let outcome = try await stage.crash(
        operation, at: .statement(number), everything: index % 2 == 0, seed: UInt64(number))
      check(operation, outcome, (before, after), "\(operation) before statement \(number) of \(statements)")
    }
  }

  @Test(arguments: operations)
  func whatIsCutOffBetweenTwoWritesIsWholeOrNotThere(_ operation: CrashOperation) async throws {
    let stage = try await CrashStage(Self.prepare)
    let (before, after, _, effects) = try await stage.states(operation)
    #expect(effects > 0)
    var (untouched, erased) = (0, 0)
    for (index, number) in Self.points(0...(effects - 1)).enumerated() {
      let outcome = try await stage.crash(
        operation, at: .effect(number), everything: index % 2 == 0, seed: UInt64(number))
      check(operation, outcome, (before, after), "\(operation) after write \(number) of \(effects)")
      if outcome.found == before { untouched += 1 }
      // An erasure that is there is finished: nothing is left of it in any file.
      let isErased = !outcome.found.lines.contains { $0.hasPrefix("messages:") && $0.contains(CrashStage.rareWord) }
      if isErased { erased += 1 }
      #expect(outcome.traces.isEmpty == isErased, "\(operation) after write \(number): \(outcome.traces)")
    }
    // The power did go before anything was done, and in the middle of what follows the transaction.
    if !operation.isStepwise { #expect(untouched > 0) }
    if operation.description.hasPrefix("erasure") { #expect(erased > 0) }
  }
}
