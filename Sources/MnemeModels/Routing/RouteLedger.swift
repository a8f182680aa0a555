package import MnemeCore
import Synchronization

/// Health and budgets by provider and key, and what each server offered when it was last seen. They outlive a new look, so that
/// one look that fails takes no model away.
package final class RouteLedger: Sendable {
  private struct State {
    var healths: [String: RouteHealth] = [:]
    var budgets: [String: KeyBudget] = [:]
    var lists: [String: RemoteModelList] = [:]
    /// Servers found on this machine, with the looks in a row that missed them.
    var found: [(server: ModelProbe.Found, misses: Int)] = []
  }

  private let usage: (any UsageStore)?
  private let clock: any WallClock
  private let state = Mutex(State())

  /// - Parameter usage: counts what keys with a daily limit use; they have none without it.
  package init(usage: (any UsageStore)? = nil, clock: any WallClock = SystemClock()) {
    self.usage = usage
    self.clock = clock
  }

  func health(of place: String, requestsPerMinute: Int? = nil, isNear: Bool) -> RouteHealth {
    state.withLock { state in
      if let known = state.healths[place] { return known }
      let health = RouteHealth(requestsPerMinute: requestsPerMinute, isNear: isNear)
      state.healths[place] = health
      return health
    }
  }

  /// Looks in a row that may miss a server before it counts as gone.
  private static let patience = 1

  /// The list that a server gave last; nil when it never gave one.
  func list(of base: String) -> RemoteModelList? { state.withLock { $0.lists[base] } }

  func remember(_ list: RemoteModelList, of base: String) { state.withLock { $0.lists[base] = list } }

  /// What was found now, and behind it what only this look missed.
  func found(_ now: [ModelProbe.Found]) -> [ModelProbe.Found] {
    state.withLock { state in
      let missed = state.found.filter { old in !now.contains { $0.endpoint == old.server.endpoint } }
        .map { (server: $0.server, misses: $0.misses + 1) }.filter { $0.misses <= Self.patience }
      // In the order of before, so that a look that misses the first one makes no other the first.
      let known = state.found.map(\.server.endpoint)
      let all = now.map { (server: $0, misses: 0) } + missed
      state.found = all.enumerated().sorted { a, b in
        let places = [a, b].map { entry in known.firstIndex(of: entry.element.server.endpoint) ?? .max }
        return (places[0], a.offset) < (places[1], b.offset)
      }.map(\.element)
      return state.found.map(\.server)
    }
  }

  func budget(of key: String, limits: KeyLimits) -> KeyBudget? {
    guard !limits.areNone, let usage else { return nil }
    return state.withLock { state in
      if let known = state.budgets[key] { return known }
      let budget = KeyBudget(key: key, limits: limits, store: usage, clock: clock)
      state.budgets[key] = budget
      return budget
    }
  }
}
