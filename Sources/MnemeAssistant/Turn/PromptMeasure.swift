import MnemeCore
import Synchronization

/// Counts tokens for each model as its family counts them, corrected by what its server reported.
final class PromptMeasure: Sendable {
  private let calibrations = Mutex<[String: TokenCalibration]>([:])
  /// What a chat template puts around each message.
  private static let framing = 4

  func estimator(for model: String) -> TokenEstimator { TokenEstimator(model: model) }

  /// How many tokens the model counts for one of the estimator's; 1 before anything was reported.
  func correction(for model: String) -> Double { calibrations.withLock { $0[model]?.correction ?? 1 } }

  /// Learns from the usage that a server reported for a prompt.
  func observe(_ usage: TokenUsage, for prompt: [ModelMessage], of model: String) {
    guard usage.reported else { return }
    let estimator = estimator(for: model)
    let estimated = prompt.reduce(0) { $0 + estimator.tokens(in: $1.content) + Self.framing }
    calibrations.withLock {
      $0[model, default: TokenCalibration(model: model)].observe(estimated: estimated, reported: usage.prompt)
    }
  }

  /// The factor on a model's estimates, and by what share the last 64 reports were under at worst; for logs.
  func summary(of model: String) -> (correction: Double, worstUnder: Double)? {
    calibrations.withLock { $0[model] }.map { ($0.correction, $0.error.worstUnder) }
  }

  /// By model name.
  var all: [TokenCalibration] { calibrations.withLock { $0.values.sorted { $0.model < $1.model } } }
}
