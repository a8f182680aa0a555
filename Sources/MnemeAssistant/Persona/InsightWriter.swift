package import MnemeCore

/// Finds insights with a language model.
package protocol InsightWriter: Sendable {
  /// - Parameters:
  ///   - memories: of one space, newest first; may be told to any model.
  ///   - known: insights that need not be found again.
  /// - Returns: at most three; none where no model may do this, or its answer was no good.
  func proposals(from memories: [Memory], known: [String]) async -> [InsightProposal]
}
