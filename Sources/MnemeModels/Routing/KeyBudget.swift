import Foundation
import MnemeCore
import Synchronization

/// What one key may use in a day (UTC). Counted in the store, so that a restart does not begin anew.
final class KeyBudget: Sendable {
  private struct State {
    var day = ""
    var used = KeyUsage()
    /// Of calls whose end nobody waited for.
    var unsaved = KeyUsage()
  }

  /// `provider/key`, as messages and the store name it.
  let key: String
  private let limits: KeyLimits
  private let store: any UsageStore
  private let clock: any WallClock
  private let state = Mutex(State())

  init(key: String, limits: KeyLimits, store: any UsageStore, clock: any WallClock) {
    self.key = key
    self.limits = limits
    self.store = store
    self.clock = clock
  }

  /// - Throws: `overloaded` when the day's tokens or money are used up, with the seconds until the next day; `storage`.
  func check() async throws(MnemeError) {
    let now = clock.now()
    let day = Self.day(of: now)
    await save()
    if state.withLock({ $0.day != day }) {
      let used = try await store.usage(of: key, on: day)
      state.withLock { state in
        // Another call may have read it meanwhile and spent since.
        if state.day != day { (state.day, state.used) = (day, used) }
      }
    }
    let used = state.withLock { $0.used + $0.unsaved }
    let rest = 86_400 - Int(now.timeIntervalSince1970) % 86_400
    if let tokens = limits.tokensPerDay, used.promptTokens + used.completionTokens >= tokens {
      throw MnemeError(
        .overloaded,
        "The key \(key) has used its \(tokens) tokens of today; raise its tokens_per_day, or wait for the next day (UTC).",
        retryAfter: rest)
    }
    if let spend = limits.spendPerDay, Double(used.spentMillionths) >= spend * 1_000_000 {
      throw MnemeError(
        .overloaded,
        "The key \(key) has spent its \(spend) of today; raise its spend_per_day, or wait for the next day (UTC).",
        retryAfter: rest)
    }
  }

  /// Counts at once and writes later; for ends that nobody waits for.
  func note(_ usage: TokenUsage, price: ModelPrice) {
    let used = Self.usage(usage, price)
    state.withLock { $0.unsaved = $0.unsaved + used }
  }

  /// Counts and writes. What cannot be written is counted here and tried again at the next call.
  func spend(_ usage: TokenUsage, price: ModelPrice) async {
    note(usage, price: price)
    await save()
  }

  /// Writes what was counted, on the day on which it is written.
  private func save() async {
    let (day, amount) = state.withLock { state -> (String, KeyUsage) in
      defer {
        state.used = state.used + state.unsaved
        state.unsaved = KeyUsage()
      }
      return (Self.day(of: clock.now()), state.unsaved)
    }
    guard amount != KeyUsage() else { return }
    do throws(MnemeError) {
      try await store.add(amount, to: key, on: day)
    } catch {
      state.withLock { state in
        state.used = KeyUsage(
          promptTokens: state.used.promptTokens - amount.promptTokens,
          completionTokens: state.used.completionTokens - amount.completionTokens,
          spentMillionths: state.used.spentMillionths - amount.spentMillionths)
        state.unsaved = state.unsaved + amount
      }
    }
  }

  private static func usage(_ usage: TokenUsage, _ price: ModelPrice) -> KeyUsage {
    KeyUsage(
      promptTokens: usage.prompt, completionTokens: usage.completion, spentMillionths: price.millionths(usage))
  }

  private static func day(of date: Date) -> String {
    date.formatted(Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day())
  }
}

/// Nil is no limit.
package struct KeyLimits: Sendable, Hashable {
  package var tokensPerDay: Int?
  /// In the currency of the prices.
  package var spendPerDay: Double?

  package init(tokensPerDay: Int? = nil, spendPerDay: Double? = nil) {
    self.tokensPerDay = tokensPerDay
    self.spendPerDay = spendPerDay
  }

  package var areNone: Bool { tokensPerDay == nil && spendPerDay == nil }
}
