import Foundation
import MnemeCore
import Testing

/// What a caller may ask for at most.
extension StoreConformance {
  package func limitsOfEverySizeAreTaken() async throws {
    let store = try await make()
    let due = Self.noon.addingTimeInterval(1e9)
    _ = try await store.append((0..<3).map { Self.message("m\($0)", "Reed \($0)", session: "s\($0)") }, channel: "test")
    var waiting = Self.memory("k3", "reed three")
    waiting.awaitsApproval = true
    let memories = try await store.apply(
      [
        .add(Self.memory("k1", "reed one"), reason: "r"), .add(Self.memory("k2", "reed two"), reason: "r"),
        .add(waiting, reason: "r"),
      ],
      in: .me, at: Self.noon, finishing: [])
    try await store.put(
      memories.prefix(2).map { VectorRow(key: ItemKey(.memory, $0.ordinal), dimension: 2, values: [1, 0]) }, model: "m",
      in: .me, finishing: [])
    let terms = TextAnalyzer.terms("reed")
    // Everything that takes a limit, with how much there is.
    let reads: [(String, Int, @Sendable (Int) async throws -> Int)] = [
      ("session", 1, { try await store.messages(session: "s1", in: .me, before: nil, limit: $0).count }),
      ("outline", 3, { try await store.outline(of: .me, after: 0, limit: $0).count }),
      ("texts", 3, { try await store.texts(of: .me, after: 0, limit: $0).count }),
      ("sessions", 3, { try await store.sessions(in: .me, limit: $0).count }),
      ("memories", 2, { try await store.memories(in: .me, includeInactive: false, before: nil, limit: $0).count }),
      ("as of", 2, { try await store.memories(asOf: AsOf(), in: .me, before: nil, limit: $0).count }),
      ("changes", 3, { try await store.changes(in: .me, after: 0, limit: $0).memories.count }),
      ("inbox", 1, { try await store.inbox(in: .me, limit: $0).count }),
      ("vectors", 2, { try await store.vectors(of: .memory, model: "m", in: .me, after: 0, limit: $0).count }),
      ("search", 3, { try await store.searchMessages(ArchiveSearch(terms: terms, limit: $0), in: .me).count }),
      ("time", 3, { try await store.searchMessages(ArchiveSearch(limit: $0), in: .me).count }),
      (
        "session search", 3,
        { try await store.searchSessions(nil, from: nil, to: nil, includeArchived: true, in: .me, limit: $0).count }
      ),
      ("vitals", 2, { try await store.vitals(in: .me, after: 0, limit: $0).count }),
      ("records", 3, { try await store.records(.message, of: .me, after: .min, limit: $0).count }),
      ("session records", 3, { try await store.records(.session, of: .me, after: .min, limit: $0).count }),
      ("ledger records", 3, { try await store.records(.ledger, of: .me, after: .min, limit: $0).count }),
    ]
    for (name, count, read) in reads {
      for limit in [Int.min, -1, 0] {
        let found = try await read(limit)
        #expect(found == 0, "\(name), limit \(limit)")
      }
      for limit in [1, count, .max] {
        let found = try await read(limit)
        #expect(found == min(limit, count), "\(name), limit \(limit)")
      }
    }
    for limit in [Int.min, -1, 0] {
      #expect(try await store.claim(.embedMessage, limit: limit, at: due).isEmpty)
      #expect(try await store.endSessions(idleSince: due, limit: limit).isEmpty)
    }
    #expect(try await store.claim(.embedMessage, limit: 1, at: due).count == 1)
    #expect(try await store.claim(.embedMessage, limit: .max, at: due).count == 2)
    async let first = store.endSessions(idleSince: due, limit: .max)
    async let second = store.endSessions(idleSince: due, limit: .max)
    #expect(try await first.count + second.count == 3)
    // Ends of the calendar are times like any other.
    let ends = ArchiveSearch(terms: terms, from: .distantPast, to: .distantFuture, limit: 9)
    #expect(try await store.searchMessages(ends, in: .me).count == 3)
  }

  package func whatIsLocalOnlyIsKnownWithItsMessages() async throws {
    let store = try await make()
    let other = try SpaceID("other")
    #expect(try await store.localOnlyItems(in: .me).isEmpty)
    for space in [SpaceID.me, other] {
      _ = try await store.apply(
        (0..<3).map {
          .add(Self.memory("k\($0)", "text \($0)", sources: ["m\($0)", "m9"], space: space), reason: "r")
        },
        in: space, at: Self.noon, finishing: [])
    }
    func mark(_ id: String, _ isLocalOnly: Bool) async throws {
      _ = try await store.apply(
        [.mark(id: id, labels: [], isLocalOnly: isLocalOnly, reason: "r")], in: .me, at: Self.noon, finishing: [])
    }
    try await mark("k0", true)
    try await mark("k1", true)
    _ = try await store.apply([.retire(id: "k1", reason: "r")], in: .me, at: Self.noon, finishing: [])
    #expect(try await store.localOnlyItems(in: .me) == ["k0", "m0", "k1", "m1", "m9"])
    try await mark("k0", false)
    #expect(try await store.localOnlyItems(in: .me) == ["k1", "m1", "m9"])
    #expect(try await store.localOnlyItems(in: other).isEmpty)
  }

  package func whatWasReplacedLeadsToWhatSpeaksNow() async throws {
    let store = try await make()
    let stored = try await store.append((0..<4).map { Self.message("m\($0)") }, channel: "test").map(\.message.ordinal)
    let memories = try await store.apply(
      (0..<4).map { .add(Self.memory("k\($0)", "text \($0)", sources: ["m\($0)"]), reason: "r") }
        + (0..<2).map { .supersede(id: "k\($0)", by: "k\($0 + 1)", validTo: Self.noon, reason: "r") },
      in: .me, at: Self.noon, finishing: [])
    let outdated = try await store.outdatedMessages(in: .me)
    #expect(outdated.silenced.isEmpty)
    // Through the whole chain.
    #expect(outdated.replaced == [stored[0]: memories[2].ordinal, stored[1]: memories[2].ordinal])
    #expect(try await store.outdatedMessages(in: try SpaceID("other")) == OutdatedMessages())
  }

  package func namesOfEveryScriptAreKept() async throws {
    let store = try await make()
    let names = ["세션", "séance e\u{301}", "🧑‍🚀", "a b'c\"d;--", "%_\\", "\u{2028}", String(repeating: "長", count: 200)]
    for (number, name) in names.enumerated() {
      _ = try await store.append([Self.message("id-\(name)", "Word \(number)", session: name)], channel: name)
      _ = try await store.apply(
        [
          .add(Self.memory(name, "text \(name)", subject: name, attribute: name, sources: ["id-\(name)"]), reason: name)
        ],
        in: .me, at: Self.noon, finishing: [])
    }
    for name in names {
      let session = try await store.session(name, in: .me)
      #expect(session?.id == name && session?.channel == name, "\(name)")
      #expect(try await store.messages(ids: ["id-\(name)"], in: .me).map(\.session) == [name])
      #expect(try await store.openSession(in: .me, channel: name)?.id == name)
      let memory = try await store.memories(subject: name, attribute: name, in: .me)
      #expect(memory.map(\.id) == [name] && memory.map(\.text) == ["text \(name)"], "\(name)")
      #expect(try await store.history(of: name, in: .me).map(\.reason) == [name])
    }
    #expect(try await store.sessions(in: .me, limit: 99).count == names.count)
    #expect(try await store.integrityFindings() == [])
  }
}
