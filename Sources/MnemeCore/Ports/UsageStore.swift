/// What each key of a provider has used on a day: of the installation, not of a space.
package protocol UsageStore: Sendable {
  /// - Parameter day: a day in UTC, `2026-01-31`.
  func usage(of key: String, on day: String) async throws(MnemeError) -> KeyUsage
  /// Adds to what is there. Days before `day` by more than 400 are dropped.
  func add(_ usage: KeyUsage, to key: String, on day: String) async throws(MnemeError)
}

/// Of one key on one day.
package struct KeyUsage: Sendable, Hashable, Codable {
  package var promptTokens: Int
  package var completionTokens: Int
  /// In millionths of the currency that the prices are given in.
  package var spentMillionths: Int

  package init(promptTokens: Int = 0, completionTokens: Int = 0, spentMillionths: Int = 0) {
    self.promptTokens = promptTokens
    self.completionTokens = completionTokens
    self.spentMillionths = spentMillionths
  }

  package static func + (a: KeyUsage, b: KeyUsage) -> KeyUsage {
    KeyUsage(
      promptTokens: a.promptTokens + b.promptTokens, completionTokens: a.completionTokens + b.completionTokens,
      spentMillionths: a.spentMillionths + b.spentMillionths)
  }
}
