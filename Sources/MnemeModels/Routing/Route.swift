import MnemeCore

/// One way to an answer: a model at a provider, asked with one of its keys.
struct Route: Sendable {
  let model: any ChatModel
  /// The provider's name.
  let provider: String
  let server: String?
  let health: RouteHealth
  /// What the key may use in a day, if it has a limit.
  var budget: KeyBudget?
  var price = ModelPrice()
}

/// What a million tokens cost, in the owner's currency.
package struct ModelPrice: Sendable, Hashable, Codable {
  package var prompt: Double
  package var completion: Double

  package init(prompt: Double = 0, completion: Double = 0) {
    self.prompt = prompt
    self.completion = completion
  }

  /// In millionths of the currency; a price is per million tokens, so the millions cancel.
  func millionths(_ usage: TokenUsage) -> Int {
    let sum = Double(usage.prompt) * prompt + Double(usage.completion) * completion
    return sum < 1e15 ? Int(sum.rounded(.up)) : Int(1e15)
  }
}
