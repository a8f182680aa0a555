import MnemeCore
import Synchronization

/// What one answer costs its key. Of an answer that nobody reads to its end nothing is reported: it is estimated when it is
/// dropped.
final class Spending: Sendable {
  private let budget: KeyBudget
  private let price: ModelPrice
  private let promptTokens: Int
  private let state = Mutex((bytes: 0, isSettled: false))

  init(_ budget: KeyBudget, price: ModelPrice, messages: [ModelMessage]) {
    self.budget = budget
    self.price = price
    promptTokens = TokenEstimate.tokens(in: messages)
  }

  deinit {
    let (bytes, isSettled) = state.withLock { $0 }
    // An answer that never began costs nothing.
    guard !isSettled, bytes > 0 else { return }
    budget.note(TokenUsage(prompt: promptTokens, completion: bytes / 4, reported: false), price: price)
  }

  func count(_ text: String) { state.withLock { $0.bytes += text.utf8.count } }

  func settle(_ usage: TokenUsage) async {
    state.withLock { $0.isSettled = true }
    await budget.spend(usage, price: price)
  }
}
