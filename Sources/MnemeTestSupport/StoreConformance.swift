import Foundation
package import MnemeCore
import Testing

/// Everything a store offers; what `StoreConformance` tests.
package typealias AnyStore = MessageStore & SessionStore & MemoryStore & VectorStore & JobQueue & MemoryArchive
  & ArchiveStore & ForgettingStore & MaintenanceStore & TransferStore & CalibrationStore
  & MessageReadingStore & ExtractionStore & InteractionStore & ToolAuditStore & ApprovalStore
  & ForeignTextStore & APIKeyStore & PeopleStore & LoginStore & ConversationStore & MemoryBrowsing

/// Decides whether a store is right: every implementation of the store ports runs every one of these.
///
/// Each function takes a factory that makes an empty store.
package struct StoreConformance: Sendable {
  package typealias Factory = @Sendable () async throws -> any AnyStore

  let make: Factory

  package init(_ make: @escaping Factory) { self.make = make }

  static let noon = Date(milliseconds: 1_750_000_000_000)

  static func message(
    _ id: String, _ text: String = "hello", space: SpaceID = .me, session: String = "s1",
    at: Double = 0, externalID: String? = nil, pathHash: String? = nil,
    jobs: [JobKind] = [.embedMessage]
  ) -> NewMessage {
    NewMessage(
      id: id, space: space, session: session, role: .user, text: text, trust: .user,
      createdAt: noon.addingTimeInterval(at), externalID: externalID, pathHash: pathHash, jobs: jobs)
  }

  static func memory(
    _ id: String, _ text: String, subject: String? = nil, attribute: String? = nil,
    sources: [String] = ["a"], space: SpaceID = .me
  ) -> Memory {
    Memory(
      id: id, space: space, text: text, kind: .fact, subject: subject, attribute: attribute,
      importance: 0.7, trust: .user, sources: sources, session: "s1", validFrom: noon,
      recordedAt: noon)
  }

  // MARK: Messages

  package func appendedMessagesReadBackAsTheyWere() async throws {
    let store = try await make()
    let texts = [
      "plain", "", "NUL \u{0} inside", "e\u{301} Ünïcödé 🧑‍🚀", "한국어와 日本語と中文", "\u{feff}\u{2028}'\"%_\\",
      String(repeating: "long ", count: 20_000),
    ]
    let new = texts.enumerated().map { Self.message("m\($0)", $1, externalID: "x\($0)") }
    let outcomes = try await store.append(new, channel: "test")
    #expect(outcomes.map(\.appended) == texts.map { _ in true })
    let ordinals = outcomes.map(\.message.ordinal)
    #expect(ordinals == ordinals.sorted() && Set(ordinals).count == texts.count)
    let ids = new.map(\.id)
    let read = try await store.messages(ids: ids, in: .me)
    #expect(read == outcomes.map(\.message))
    #expect(read.map(\.text) == texts)
    #expect(try await store.messages(ordinals: ordinals.reversed() + [999_999], in: .me) == read.reversed())
  }

  package func aKnownIdOrExternalIdIsSkipped() async throws {
    let store = try await make()
    let first = try await store.append([Self.message("a", "one", externalID: "x")], channel: "test")
    let again = try await store.append(
      [
        Self.message("a", "two"), Self.message("b", "three", session: "s2", externalID: "x"),
        Self.message("c", externalID: "y"), Self.message("d", externalID: "y"),
      ], channel: "test")
    #expect(again.map(\.appended) == [false, false, true, false])
    #expect(again[0].message == first[0].message && again[1].message == first[0].message)
    #expect(again[3].message == again[2].message)
    #expect(try await store.session("s2", in: .me) == nil)
    #expect(try await store.session("s1", in: .me)?.messageCount == 2)
    #expect(try await store.messages(ids: ["b", "d"], in: .me).isEmpty)
  }

  package func spacesDoNotSeeEachOther() async throws {
    let store = try await make()
    let other = try SpaceID("other")
    _ = try await store.append([Self.message("a", "apple", externalID: "x")], channel: "test")
    let outcome = try await store.append(
      [Self.message("a", "banana", space: other, externalID: "x")], channel: "test")
    #expect(outcome.map(\.appended) == [true])
    #expect(try await store.messages(ids: ["a"], in: .me).map(\.text) == ["apple"])
    #expect(try await store.messages(ids: ["a"], in: other).map(\.text) == ["banana"])
    #expect(try await store.messages(ordinals: [outcome[0].message.ordinal], in: .me).isEmpty)
    #expect(try await store.searchMessages(ArchiveSearch(terms: ["banana"]), in: .me).isEmpty)
    #expect(try await store.searchMessages(ArchiveSearch(terms: ["banana"]), in: other).count == 1)
    #expect(try await store.outline(of: other, after: 0, limit: 9).count == 1)
    #expect(try await store.sessions(in: try SpaceID("nobody"), limit: 9).isEmpty)
  }

  package func aSessionReadsBackwardsInPages() async throws {
    let store = try await make()
    let new = (0..<7).map { Self.message("m\($0)", at: Double($0), pathHash: "h\($0 % 2)") }
    let all = try await store.append(new, channel: "test").map(\.message)
    #expect(try await store.messages(session: "s1", in: .me, before: nil, limit: 3) == Array(all[4...]))
    #expect(
      try await store.messages(session: "s1", in: .me, before: all[4].ordinal, limit: 3) == Array(all[1...3]))
    #expect(try await store.messages(pathHashes: ["h1"], in: .me).map(\.id) == ["m5", "m3", "m1"])
    let outline = try await store.outline(of: .me, after: all[1].ordinal, limit: 2)
    #expect(outline.map(\.ordinal) == [all[2].ordinal, all[3].ordinal])
  }

  // MARK: Sessions

  package func sessionsFollowTheirMessages() async throws {
    let store = try await make()
    _ = try await store.append([Self.message("a", at: 100)], channel: "chat")
    _ = try await store.append([Self.message("b", session: "s2", at: 50)], channel: "chat")
    _ = try await store.append([Self.message("c", session: "s2", at: 20)], channel: "other")
    let second = try #require(try await store.session("s2", in: .me))
    #expect(second.channel == "chat" && second.messageCount == 2)
    #expect(second.startedAt == Self.noon.addingTimeInterval(20))
    #expect(second.lastActivityAt == Self.noon.addingTimeInterval(50))
    #expect(try await store.openSession(in: .me, channel: "chat")?.id == "s1")
    #expect(try await store.openSession(in: .me, channel: "none") == nil)
    try await store.end(session: "s1", in: .me, at: Self.noon)
    try await store.end(session: "s1", in: .me, at: Self.noon.addingTimeInterval(9))
    #expect(try await store.session("s1", in: .me)?.endedAt == Self.noon)
    #expect(try await store.openSession(in: .me, channel: "chat")?.id == "s2")
    #expect(try await store.sessions(in: .me, limit: 9).map(\.id) == ["s1", "s2"])
  }

  // MARK: Full text

  package func fullTextFindsWordsOfEveryScript() async throws {
    let store = try await make()
    let texts = [
      "The heron stood in the river", "우리는 서울에서 만났다", "東京タワーに行きました", "我喜欢喝绿茶", "river river river",
    ]
    let outcomes = try await store.append(
      texts.enumerated().map { Self.message("m\($0)", $1) }, channel: "test")
    for (query, index) in [("heron", 0), ("서울", 1), ("東京", 2), ("绿茶", 3)] {
      let found = try await store.searchMessages(ArchiveSearch(terms: TextAnalyzer.queryTerms(query)), in: .me)
      #expect(found == [outcomes[index].message], "\(query)")
    }
    func found(_ text: String, phrase: Bool, limit: Int = 9) async throws -> [String] {
      try await store.searchMessages(
        ArchiveSearch(terms: TextAnalyzer.terms(text), isPhrase: phrase, limit: limit), in: .me
      ).map(\.id)
    }
    #expect(try await found("river", phrase: false) == ["m4", "m0"])
    #expect(try await found("river", phrase: false, limit: 1) == ["m4"])
    #expect(try await found("stood heron", phrase: false) == ["m0"])
    #expect(try await found("heron stood in the", phrase: true) == ["m0"])
    #expect(try await found("stood heron", phrase: true).isEmpty)
  }

  package func anyTermIsSafeToSearch() async throws {
    let store = try await make()
    _ = try await store.append([Self.message("a", "safe words")], channel: "test")
    let terms = [
      "\"", "'", "a\" OR \"safe", "NEAR(", "*", "-", "\u{0}", "safe*", "", " ", "\\", "terms:safe",
      String(repeating: "x", count: 50_000), "%", "^safe", "🧑‍🚀",
    ]
    for term in terms where !term.isEmpty && term != " " {
      for isPhrase in [false, true] {
        let search = ArchiveSearch(terms: [term, "safe"], isPhrase: isPhrase)
        #expect(try await store.searchMessages(search, in: .me).isEmpty, "\(term)")
      }
    }
    #expect(try await store.searchMessages(ArchiveSearch(terms: ["safe"]), in: .me).count == 1)
    #expect(try await store.searchMessages(ArchiveSearch(terms: ["safe"], limit: 0), in: .me).isEmpty)
  }
}
