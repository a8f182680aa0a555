import Foundation
import MnemeCore
import Testing

/// The archive as people search it, sessions and sizes.
extension StoreConformance {
  package func aSearchIsBoundedInTimeSessionAndNumber() async throws {
    let store = try await make()
    let new = (0..<6).map { Self.message("m\($0)", "Olive press \($0)", session: "s\($0 % 2)", at: Double($0) * 60) }
    let stored = try await store.append(new, channel: "test").map(\.message)
    func found(_ search: ArchiveSearch) async throws -> [String] {
      try await store.searchMessages(search, in: .me).map(\.id)
    }
    for terms in [[], TextAnalyzer.terms("olive")] {
      #expect(try await found(ArchiveSearch(terms: terms)) == ["m5", "m4", "m3", "m2", "m1", "m0"])
      let range = ArchiveSearch(terms: terms, from: stored[1].createdAt, to: stored[4].createdAt)
      #expect(try await found(range) == ["m3", "m2", "m1"])
      #expect(try await found(ArchiveSearch(terms: terms, session: "s1", limit: 2)) == ["m5", "m3"])
      #expect(try await found(ArchiveSearch(terms: terms, session: "none")).isEmpty)
      #expect(try await found(ArchiveSearch(terms: terms, limit: 0)).isEmpty)
      #expect(try await found(ArchiveSearch(terms: terms, limit: -1)).isEmpty)
      let reversed = ArchiveSearch(terms: terms, from: stored[4].createdAt, to: stored[1].createdAt)
      #expect(try await found(reversed).isEmpty)
    }
    #expect(try await store.searchMessages(ArchiveSearch(), in: try SpaceID("other")).isEmpty)
  }

  package func sessionsAreFoundByWhatTheirDigestsSay() async throws {
    let store = try await make()
    let other = try SpaceID("other")
    for (number, space) in [SpaceID.me, .me, .me, other].enumerated() {
      _ = try await store.append(
        [Self.message("m\(number)", space: space, session: "s\(number)", at: Double(number) * 3600)], channel: "test")
    }
    let digests = [
      SessionDigest(title: "Bees / Honey", summary: "He \"keeps\" bees.", topics: ["orchard"], sources: ["m0"]),
      SessionDigest(title: "정원 가꾸기", summary: "장미를 심었다.", topics: ["Ölberg"], sources: ["m1"]),
    ]
    try await store.put(digests[0], session: "s0", in: .me, finishing: [])
    try await store.put(digests[1], session: "s1", in: .me, finishing: [])
    try await store.put(digests[0], session: "gone", in: .me, finishing: [])
    try await store.put(digests[0], session: "s3", in: other, finishing: [])
    #expect(try await store.session("s1", in: .me)?.digest == digests[1])
    func found(_ text: String?, limit: Int = 9) async throws -> [String] {
      try await store.searchSessions(text, from: nil, to: nil, includeArchived: false, in: .me, limit: limit).map(\.id)
    }
    #expect(try await found(nil) == ["s2", "s1", "s0"])
    #expect(try await found(nil, limit: 2) == ["s2", "s1"])
    #expect(try await found(nil, limit: 0).isEmpty)
    for text in ["bees", "BEES", "Bees / Honey", "\"keeps\"", "orchard"] {
      #expect(try await found(text) == ["s0"], "\(text)")
    }
    for text in ["정원", "장미를", "ölberg", "ÖLBERG"] { #expect(try await found(text) == ["s1"], "\(text)") }
    // Not what the digest is made of: names of fields, ids of messages.
    for text in ["title", "topics", "m0", "%", "_", "\\"] { #expect(try await found(text).isEmpty, "\(text)") }
    try await store.put(nil, session: "s0", in: .me, finishing: [])
    #expect(try await found("bees").isEmpty)
    let from = Self.noon.addingTimeInterval(1800)
    let inTime = try await store.searchSessions(
      nil, from: from, to: from.addingTimeInterval(3600), includeArchived: false, in: .me, limit: 9)
    #expect(inTime.map(\.id) == ["s1"])
  }

  package func idleSessionsEndAndAreArchived() async throws {
    let store = try await make()
    let other = try SpaceID("other")
    for (number, space) in [SpaceID.me, .me, other, .me].enumerated() {
      _ = try await store.append(
        [Self.message("m\(number)", space: space, session: "s\(number)", at: Double((number * 2) % 5), jobs: [])],
        channel: "test")
    }
    // Idle since 0, 2, 4 and 1 seconds after noon.
    let first = try await store.endSessions(idleSince: Self.noon.addingTimeInterval(2), limit: 9)
    #expect(first.map(\.id) == ["s0", "s3"])
    #expect(first.map(\.endedAt) == first.map(\.lastActivityAt))
    #expect(try await store.endSessions(idleSince: Self.noon.addingTimeInterval(9), limit: 1).map(\.id) == ["s1"])
    #expect(try await store.endSessions(idleSince: Self.noon.addingTimeInterval(9), limit: 0).isEmpty)
    #expect(try await store.endSessions(idleSince: Self.noon.addingTimeInterval(9), limit: 9).map(\.space) == [other])
    let due = Self.noon.addingTimeInterval(1e9)
    let digested = try await store.claim(.digestSession, limit: 9, at: due)
    #expect(digested.map(\.subject) == ["s0", "s1", "s3"])
    try await store.put(nil, session: "s0", in: .me, finishing: digested.map(\.id))
    #expect(try await store.status(of: .me, at: due).depth == 0)
    // An open session is never put away.
    _ = try await store.append([Self.message("m9", session: "open", at: -1, jobs: [])], channel: "test")
    let before = Self.noon.addingTimeInterval(2)
    #expect(try await store.archiveSessions(idleSince: before) == 2)
    #expect(try await store.archiveSessions(idleSince: before) == 0)
    func listed(_ includeArchived: Bool) async throws -> [String] {
      try await store.searchSessions(nil, from: nil, to: nil, includeArchived: includeArchived, in: .me, limit: 9)
        .map(\.id)
    }
    #expect(try await listed(false) == ["s1", "open"])
    // Latest activity first: 2, 1, 0 and -1 seconds after noon.
    #expect(try await listed(true) == ["s1", "s3", "s0", "open"])
    #expect(try await store.session("s0", in: .me)?.archivedAt != nil)
    try await store.end(session: "none", in: .me, at: Self.noon)
    try await store.end(session: "s0", in: try SpaceID("nobody"), at: Self.noon)
  }

  package func sizesAreThoseOfTheSpaceAlone() async throws {
    let store = try await make()
    let other = try SpaceID("other")
    let empty = try await store.statistics(of: .me)
    #expect(empty.messages == 0 && empty.memories == 0 && empty.memoriesByKind.isEmpty && empty.firstMessageAt == nil)
    _ = try await store.append(
      [
        Self.message("a"), Self.message("b", session: "s2", at: 60), Self.message("c", space: other),
      ], channel: "test")
    var waiting = Self.memory("m3", "waits")
    waiting.awaitsApproval = true
    var event = Self.memory("m4", "event")
    event.kind = .event
    _ = try await store.apply(
      [
        .add(Self.memory("m1", "one"), reason: "r"), .add(Self.memory("m2", "two"), reason: "r"),
        .add(waiting, reason: "r"), .add(event, reason: "r"), .pin(id: "m1", isPinned: true, reason: "r"),
        .retire(id: "m2", reason: "r"),
      ], in: .me, at: Self.noon, finishing: [])
    _ = try await store.apply(
      [.add(Self.memory("m1", "other", space: other), reason: "r")], in: other, at: Self.noon, finishing: [])
    try await store.end(session: "s1", in: .me, at: Self.noon)
    let sizes = try await store.statistics(of: .me)
    #expect(sizes.sessions == 2 && sizes.openSessions == 1 && sizes.archivedSessions == 0 && sizes.messages == 2)
    #expect(sizes.memories == 4 && sizes.activeMemories == 2 && sizes.pinnedMemories == 1 && sizes.inboxMemories == 1)
    #expect(sizes.memoriesByKind == ["event": 1, "fact": 1])
    #expect(sizes.firstMessageAt == Self.noon && sizes.lastMessageAt == Self.noon.addingTimeInterval(60))
    #expect(sizes.waitingJobs > 0 && sizes.failedJobs == 0 && sizes.vectors == 0)
    #expect(try await store.statistics(of: other).messages == 1)
    #expect(try await store.statistics(of: try SpaceID("nobody")) == empty)
  }

  package func textsAndTheInboxReadInPages() async throws {
    let store = try await make()
    let other = try SpaceID("other")
    let stored = try await store.append(
      (0..<5).map { Self.message("m\($0)", "text \($0) 글", space: $0 == 2 ? other : .me) }, channel: "test"
    ).map(\.message)
    let first = try await store.texts(of: .me, after: 0, limit: 2)
    #expect(first == [stored[0], stored[1]].map { ItemText(ordinal: $0.ordinal, text: $0.text) })
    let rest = try await store.texts(of: .me, after: first.last?.ordinal ?? 0, limit: 9)
    #expect(rest.map(\.ordinal) == [stored[3].ordinal, stored[4].ordinal])
    #expect(try await store.texts(of: .me, after: stored[4].ordinal, limit: 9).isEmpty)
    #expect(try await store.texts(of: .me, after: 0, limit: 0).isEmpty)
    var changes: [MemoryChange] = []
    for number in 0..<3 {
      var memory = Self.memory("i\(number)", "proposal \(number)", sources: ["m\(number)"])
      memory.awaitsApproval = true
      changes.append(.add(memory, reason: "r"))
    }
    _ = try await store.apply(changes, in: .me, at: Self.noon, finishing: [])
    #expect(try await store.inbox(in: .me, limit: 2).map(\.id) == ["i2", "i1"])
    #expect(try await store.inbox(in: other, limit: 2).isEmpty)
    _ = try await store.apply(
      [.approve(id: "i2", reason: "r"), .retire(id: "i1", reason: "r")], in: .me, at: Self.noon, finishing: [])
    #expect(try await store.inbox(in: .me, limit: 9).map(\.id) == ["i0"])
    // One waits, one was refused, and one speaks.
    #expect(try await store.outdatedMessages(in: .me).silenced == [stored[0].ordinal, stored[1].ordinal])
    #expect(try await store.outdatedMessages(in: other) == OutdatedMessages())
    try await store.followMessages()
    try await store.followMessages()
  }
}
