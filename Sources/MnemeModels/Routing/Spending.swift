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

  /// Reasoning and calls of tools are paid for like text.
  func count(_ event: ModelEvent) {
    let bytes =
      switch event {
      case .text(let text), .reasoning(let text): text.utf8.count
      case .toolCall(let call): call.name.utf8.count + call.arguments.utf8.count
      case .thinking(let block): block.text.utf8.count
      case .answering, .logprobs, .finished: 0
      }
    state.withLock { $0.bytes += bytes }
  }

  func settle(_ usage: TokenUsage) async {
    state.withLock { $0.isSettled = true }
    await budget.spend(usage, price: price)
  }
}
