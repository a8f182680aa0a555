import Foundation
package import MnemeCore

/// Calls that wait for the owner's word.
package struct PendingCalls: Sendable {
  let store: any ApprovalStore
  let clock: any WallClock
  let identifiers: any IdentifierSource
  let minutes: Int
  /// Must not be foreseeable.
  let random: @Sendable () -> UInt64

  /// Calls that may wait in a space at once.
  static let limit = 50
  /// How long a decided call is kept, in seconds: its arguments are the user's business.
  static let keptSeconds = 86_400.0

  package init(
    store: any ApprovalStore, clock: any WallClock, identifiers: any IdentifierSource, minutes: Int,
    random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
  ) {
    self.store = store
    self.clock = clock
    self.identifiers = identifiers
    self.minutes = minutes
    self.random = random
  }

  /// Durable on return.
  /// - Throws: `overloaded` when too many wait already.
  func ask(_ tool: String, _ arguments: JSONValue, in turn: ToolTurn, reason: String) async throws(MnemeError)
    -> Approval
  {
    let now = clock.now()
    let waiting = try await store.approvals(ApprovalSearch(isPending: true, limit: Self.limit), at: now, in: turn.space)
    guard waiting.count < Self.limit else {
      throw MnemeError(.overloaded, "Too many calls wait for approval already.")
    }
    // A model that asks again is shown the same question.
    if let same = waiting.first(where: {
      $0.tool == tool && $0.arguments == arguments && $0.session == turn.session && $0.origin == turn.origin
        && $0.depth == turn.depth && $0.caller == turn.caller.name && $0.leavesHome == turn.leavesHome
    }) {
      return same
    }
    let approval = Approval(
      id: identifiers.next(), space: turn.space, session: turn.session, channel: turn.channel,
      caller: turn.caller.name, tool: tool, arguments: arguments, reason: reason, token: token(),
      leavesHome: turn.leavesHome, createdAt: now, expiresAt: now.addingTimeInterval(Double(minutes) * 60),
      origin: turn.origin, depth: turn.depth)
    try await store.add(approval)
    return approval
  }

  /// 192 random bits.
  private func token() -> String {
    (0..<3).map { _ in
      let digits = String(random(), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
