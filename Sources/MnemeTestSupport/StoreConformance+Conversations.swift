import Foundation
import MnemeCore
import Testing

extension StoreConformance {
  package func conversationsTakeTheTitleOfTheirOwner() async throws {
    let store = try await make()
    _ = try await store.append(
      [Self.message("a", "Once upon a time"), Self.message("b", session: "s2")], channel: "test")
    #expect(try await store.openings(of: ["s1", "none"], in: .me) == ["s1": "Once upon a time"])
    #expect(try await store.rename(session: "s1", to: "The beginning", in: .me).title == "The beginning")
    let found = try await store.searchSessions(
      "BEGINNING", from: nil, to: nil, includeArchived: false, in: .me, limit: 5)
    #expect(found.map(\.id) == ["s1"])
    #expect(try await store.rename(session: "s1", to: nil, in: .me).title == nil)
    for (session, space) in [("none", SpaceID.me), ("s1", try SpaceID("other"))] {
      await #expect(throws: MnemeError.self) { try await store.rename(session: session, to: "x", in: space) }
    }
    #expect(try await store.message("a", in: .me)?.text == "Once upon a time")
    #expect(try await store.message("a", in: try SpaceID("other")) == nil)
  }

  package func aBranchBeginsWithWhatWasSaidBeforeIt() async throws {
    let store = try await make()
    _ = try await store.append((1...4).map { Self.message("a\($0)", at: Double($0)) }, channel: "test")
    let branch = try await store.branch(session: "s1", after: "a2", as: "s2", in: .me)
    #expect(branch.branchOf == "a2" && branch.messageCount == 0 && branch.channel == "test")
    _ = try await store.append([Self.message("b1", session: "s2", at: 9)], channel: "test")
    _ = try await store.branch(session: "s2", after: nil, as: "s3", in: .me)
    _ = try await store.append(
      [Self.message("c1", session: "s3", at: 10), Self.message("a5", at: 11)], channel: "test")
    func line(_ session: String, before: Int64? = nil, limit: Int = 99) async throws -> [String] {
      try await store.messages(session: session, in: .me, before: before, limit: limit).map(\.id)
    }
    #expect(try await line("s1") == ["a1", "a2", "a3", "a4", "a5"])
    #expect(try await line("s2") == ["a1", "a2", "b1"])
    #expect(try await line("s3") == ["a1", "a2", "b1", "c1"])
    let page = try await store.messages(session: "s3", in: .me, before: nil, limit: 2)
    #expect(page.map(\.id) == ["b1", "c1"])
    #expect(try await line("s3", before: page[0].ordinal, limit: 1) == ["a2"])
    await #expect(throws: MnemeError.self) { try await store.branch(session: "s1", after: "b1", as: "s4", in: .me) }
    await #expect(throws: MnemeError.self) { try await store.branch(session: "s1", after: nil, as: "s2", in: .me) }
    await #expect(throws: MnemeError.self) { try await store.branch(session: "none", after: nil, as: "s4", in: .me) }
    // What is forgotten stands before no branch either.
    let plan = try await store.forgettingPlan(for: .message("a1"), in: .me)
    _ = try await store.forget(plan, in: .me, at: Self.noon)
    #expect(try await line("s3") == ["a2", "b1", "c1"])
    #expect(try await store.integrityFindings() == [])
    // A branch on which nothing was said is forgotten alone.
    _ = try await store.branch(session: "s1", after: nil, as: "s4", in: .me)
    let one = try await store.forgettingPlan(for: .session("s4"), in: .me)
    #expect(try await store.forget(one, in: .me, at: Self.noon).sessions == 1)
    #expect(try await store.session("s4", in: .me) == nil)
    #expect(try await line("s1") == ["a2", "a3", "a4", "a5"])
    // Nor does an empty branch outlive what it branches off.
    _ = try await store.rename(session: "s1", to: "Secret", in: .me)
    _ = try await store.branch(session: "s1", after: nil, as: "s5", in: .me)
    let everything = try await store.forgettingPlan(for: .everything, in: .me)
    _ = try await store.forget(everything, in: .me, at: Self.noon)
    #expect(try await store.sessions(in: .me, limit: 9).isEmpty)
  }

  package func aBranchHoldsTheForeignWordsOfItsConversation() async throws {
    let store = try await make()
    _ = try await store.append([Self.message("a"), Self.message("b", session: "s2")], channel: "test")
    try await store.markForeignText(session: "s1", in: .me)
    _ = try await store.branch(session: "s1", after: nil, as: "s3", in: .me)
    _ = try await store.branch(session: "s2", after: nil, as: "s4", in: .me)
    #expect(try await store.holdsForeignText(session: "s3", in: .me))
    #expect(try await !store.holdsForeignText(session: "s4", in: .me))
  }

  package func memoriesAreLookedThroughByWhatTheyAre() async throws {
    let store = try await make()
    _ = try await store.append([Self.message("a")], channel: "test")
    var likes = Self.memory("m2", "Likes TEA and 녹차")
    likes.kind = .preference
    likes.trust = .other
    likes.validFrom = Self.noon.addingTimeInterval(-3 * 86_400)
    _ = try await store.apply(
      [
        .add(Self.memory("m1", "Lives by the sea"), reason: "test"), .add(likes, reason: "test"),
        .pin(id: "m1", isPinned: true, reason: "test"), .add(Self.memory("m3", "Gone"), reason: "test"),
        .retire(id: "m3", reason: "test"),
      ], in: .me, at: Self.noon, finishing: [])
    func found(_ filter: MemoryFilter, space: SpaceID = .me) async throws -> [String] {
      try await store.memories(matching: filter, in: space, before: nil, limit: 9).map(\.id)
    }
    #expect(try await found(MemoryFilter()) == ["m2", "m1"])
    #expect(try await found(MemoryFilter(includeInactive: true)) == ["m3", "m2", "m1"])
    #expect(try await found(MemoryFilter(kinds: [.preference, .event])) == ["m2"])
    #expect(try await found(MemoryFilter(trusts: [.user])) == ["m1"])
    #expect(try await found(MemoryFilter(isPinned: true)) == ["m1"])
    #expect(try await found(MemoryFilter(isPinned: false)) == ["m2"])
    #expect(try await found(MemoryFilter(text: "tea AND 녹")) == ["m2"])
    #expect(try await found(MemoryFilter(from: Self.noon)) == ["m1"])
    #expect(try await found(MemoryFilter(to: Self.noon)) == ["m2"])
    #expect(try await found(MemoryFilter(), space: try SpaceID("other")).isEmpty)
    let days = try await store.timeline(of: .me, from: nil, to: nil)
    #expect(days.map(\.memories) == [1, 2] && days.map(\.messages) == [0, 1])
    #expect(days.allSatisfy { $0.day.milliseconds % 86_400_000 == 0 })
    #expect(try await store.timeline(of: .me, from: nil, to: Self.noon).map(\.memories) == [1])
  }
}
