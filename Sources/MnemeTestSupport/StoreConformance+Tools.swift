import Foundation
import MnemeCore
import Testing

extension StoreConformance {
  private static func approval(
    _ id: String, session: String? = "s1", at: Double = 0, minutes: Double = 15, origin: String? = nil, depth: Int = 0
  ) -> Approval {
    Approval(
      id: id, space: .me, session: session, channel: "test", caller: "model", tool: "lamp",
      arguments: ["room": "hall", "deep": ["list": [1, true, .null]]], reason: "It changes something.",
      token: String(repeating: "t", count: 48), leavesHome: true, createdAt: noon.addingTimeInterval(at),
      expiresAt: noon.addingTimeInterval(at + minutes * 60), origin: origin, depth: depth)
  }

  package func aCallThatWaitsIsDecidedOnceAndInTime() async throws {
    let store = try await make()
    let (first, second) = (Self.approval("a"), Self.approval("b", at: 1))
    try await store.add(first)
    try await store.add(second)
    #expect(try await store.approvals(ApprovalSearch(), at: Self.noon, in: .me) == [second, first])
    #expect(try await store.approvals(ApprovalSearch(id: "a"), at: Self.noon, in: .me) == [first])
    #expect(try await store.approvals(ApprovalSearch(limit: 1), at: Self.noon, in: .me) == [second])
    let other = try SpaceID("other")
    #expect(try await store.approvals(ApprovalSearch(), at: Self.noon, in: other).isEmpty)
    #expect(try await store.decide("a", .running, at: Self.noon, in: other) == nil)
    let running = try #require(try await store.decide("a", .running, at: Self.noon, in: .me))
    #expect(running.state == .running && running.decidedAt == Self.noon && running.arguments == first.arguments)
    for state in [Approval.State.running, .denied] {
      #expect(try await store.decide("a", state, at: Self.noon, in: .me) == nil)
    }
    #expect(try await store.finish("a", .done, result: "The lamp is on.", in: .me)?.result == "The lamp is on.")
    #expect(try await store.finish("a", .failed, result: "no", in: .me) == nil)
    #expect(try await store.finish("b", .done, result: "no", in: .me) == nil)
    // At its very end it is over.
    #expect(try await store.decide("b", .running, at: second.expiresAt, in: .me) == nil)
    #expect(try await store.approvals(ApprovalSearch(isPending: true), at: second.expiresAt, in: .me).isEmpty)
    #expect(
      try await store.approvals(ApprovalSearch(id: "b"), at: second.expiresAt, in: .me).map(\.state) == [.expired])
  }

  package func whatCameOfCallsIsToldOnceAndSwept() async throws {
    let store = try await make()
    func untold(_ session: String) async throws -> [Approval] {
      try await store.approvals(ApprovalSearch(untoldIn: session), at: Self.noon, in: .me)
    }
    for (place, id) in ["a", "b", "c", "d"].enumerated() {
      try await store.add(Self.approval(id, session: id == "d" ? nil : "s1", at: Double(place)))
    }
    let now = Self.noon.addingTimeInterval(10)
    _ = try await store.decide("b", .running, at: now, in: .me)
    _ = try await store.decide("a", .denied, at: now, in: .me)
    for _ in 0..<2 { #expect(try await untold("s1").map(\.id) == ["a"]) }
    try await store.markTold(["b"], in: try SpaceID("other"))
    _ = try await store.finish("b", .failed, result: "It broke.", in: .me)
    #expect(try await untold("s2").isEmpty)
    #expect(try await untold("s1").map(\.result) == [nil, "It broke."])
    try await store.markTold(["a"], in: .me)
    #expect(try await untold("s1").map(\.id) == ["b"])
    try await store.markTold(["b", "nowhere"], in: .me)
    #expect(try await untold("s1").isEmpty)
    _ = try await store.decide("c", .running, at: now, in: .me)
    try await store.sweep(at: now, removingBefore: .distantPast, isStart: false)
    #expect(try await store.approvals(ApprovalSearch(id: "c"), at: now, in: .me).map(\.state) == [.running])
    try await store.sweep(at: now.addingTimeInterval(3600), removingBefore: Self.noon, isStart: true)
    #expect(
      try await store.approvals(ApprovalSearch(), at: now, in: .me).map(\.state) == [
        .expired, .failed, .failed, .denied,
      ])
    try await store.sweep(at: now, removingBefore: .distantFuture, isStart: false)
    #expect(try await store.approvals(ApprovalSearch(), at: now, in: .me).isEmpty)
  }

  package func callsAreForgottenWithTheirConversation() async throws {
    let store = try await make()
    _ = try await store.append([Self.message("a"), Self.message("c", session: "s2")], channel: "test")
    for (id, session) in [("x", "s1"), ("y", "s2")] { try await store.add(Self.approval(id, session: session)) }
    // Of an agent of each, and of nobody knows whom.
    for (id, origin) in [("agent-x", "s1"), ("agent-y", "s2"), ("nobody", nil)] {
      let waiting = Self.approval(id, session: nil, at: -1, origin: origin, depth: 2)
      try await store.add(waiting)
      #expect(try await store.approvals(ApprovalSearch(id: id), at: Self.noon, in: .me) == [waiting])
    }
    let plan = try await store.forgettingPlan(for: .message("a"), in: .me)
    _ = try await store.forget(plan, in: .me, at: Self.noon)
    #expect(try await store.approvals(ApprovalSearch(), at: Self.noon, in: .me).map(\.id) == ["y", "agent-y"])
    #expect(try await store.integrityFindings() == [])
  }

  package func conversationsThatHoldWordsOfOthersAreKnown() async throws {
    let store = try await make()
    let other = try SpaceID("other")
    for (id, session) in [("a", "s1"), ("b", "s2")] {
      _ = try await store.append([Self.message(id, session: session)], channel: "test")
    }
    _ = try await store.append([Self.message("a", space: other)], channel: "test")
    for session in ["s1", "s2", "s3"] { #expect(try await !store.holdsForeignText(session: session, in: .me)) }
    for _ in 0..<2 { try await store.markForeignText(session: "s1", in: .me) }
    try await store.markForeignText(session: "s3", in: .me)
    #expect(try await store.holdsForeignText(session: "s1", in: .me))
    for session in ["s2", "s3"] { #expect(try await !store.holdsForeignText(session: session, in: .me)) }
    // A session of the same name in another space is another.
    #expect(try await !store.holdsForeignText(session: "s1", in: other))
    let page = NewMessage(
      id: "t", space: .me, session: "s2", role: .user, text: "A page.", trust: .web, createdAt: Self.noon)
    _ = try await store.append([page], channel: "test")
    #expect(try await store.holdsForeignText(session: "s2", in: .me))
  }

  package func callsAreLoggedAndReadBackLatestFirst() async throws {
    let store = try await make()
    let entries = (0..<4).map { number in
      ToolAuditEntry(
        id: "c\(number)", space: .me, at: Self.noon.addingTimeInterval(Double(number)), caller: "model",
        session: number == 0 ? nil : "s1", tool: number == 3 ? "other" : "lamp", decision: .allowed,
        reason: "It reads.",
        outcome: number == 1 ? nil : .timedOut, code: number == 1 ? nil : .timeout, milliseconds: number, digest: "00ff"
      )
    }
    try await store.append(entries)
    #expect(try await store.auditEntries(ToolAuditSearch(), in: .me) == entries.reversed())
    #expect(try await store.auditEntries(ToolAuditSearch(tool: "lamp", limit: 2), in: .me) == [entries[2], entries[1]])
    let middle = ToolAuditSearch(from: Self.noon.addingTimeInterval(1), to: Self.noon.addingTimeInterval(2))
    #expect(try await store.auditEntries(middle, in: .me) == [entries[1]])
    #expect(try await store.auditEntries(ToolAuditSearch(), in: try SpaceID("other")).isEmpty)
    #expect(try await store.removeAuditEntries(before: Self.noon.addingTimeInterval(2)) == 2)
    #expect(try await store.auditEntries(ToolAuditSearch(), in: .me).map(\.id) == ["c3", "c2"])
  }
}
