package import MnemeCore
import Synchronization

/// Health and budgets by provider and key. They outlive a new look at what the providers offer.
package final class RouteLedger: Sendable {
  private struct State {
    var healths: [String: RouteHealth] = [:]
    var budgets: [String: KeyBudget] = [:]
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
