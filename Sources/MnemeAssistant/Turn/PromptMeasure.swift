import Logging
import MnemeCore
import Synchronization

/// Counts tokens for each model as its family counts them, corrected by what its server counted: of a sample, where it has
/// a tokenizer that can be asked, and of the prompts it got. What was learnt is kept in the store.
final class PromptMeasure: Sendable {
  private struct State {
    var calibrations: [String: TokenCalibration] = [:]
    /// Reports that are not in the store yet, by model.
    var unsaved: [String: Int] = [:]
    /// Models whose tokenizer was asked for, whether there is one or not.
    var asked: Set<String> = []
    /// Of the models that were asked for: reading a model's name takes longer than counting a short text.
    var estimators: [String: TokenEstimator] = [:]
    var isLoaded = false
  }

  private let store: any CalibrationStore
  private let logger: Logger
  private let state = Mutex(State())
  /// What a chat template puts around each message.
  private static let framing = 4
  /// Reports from which on not each is written, and how many then go together.
  private static let fewReports = 16
  /// Models whose estimators are kept at once.
  private static let knownModels = 256

  init(store: any CalibrationStore, logger: Logger) {
    self.store = store
    self.logger = logger
  }

  /// Reads what was learnt before, once. A store that cannot be read is asked again at the next turn; until then nothing
  /// is known.
  func load() async {
    if state.withLock({ $0.isLoaded }) { return }
    do throws(MnemeError) {
      let known = try await store.tokenCalibrations()
      state.withLock { state in
        for calibration in known where state.calibrations[calibration.model] == nil {
          state.calibrations[calibration.model] = calibration
        }
        state.isLoaded = true
      }
    } catch {
      logger.warning("tokens.unread", metadata: ["error.code": "\(error.code.rawValue)"])
    }
  }

  func estimator(for model: String) -> TokenEstimator {
    if let known = state.withLock({ $0.estimators[model] }) { return known }
    let estimator = TokenEstimator(model: model)
    state.withLock { state in
      if state.estimators.count >= Self.knownModels { state.estimators = [:] }
      state.estimators[model] = estimator
    }
    return estimator
  }

  /// How many tokens the model counts for one of the estimator's; 1 before anything was reported.
  func correction(for model: String) -> Double { state.withLock { $0.calibrations[model]?.correction ?? 1 } }

  /// Learns from the usage that a server reported for a prompt; of images nobody knows the tokens.
  func observe(_ usage: TokenUsage, for request: ModelRequest, of model: String) {
    guard usage.reported, request.messages.allSatisfy(\.images.isEmpty) else { return }
    let estimator = estimator(for: model)
    let estimated = Self.tokens(of: request.messages, estimator) + Self.tokens(of: request.tools, estimator)
    learn(of: model) { $0.observe(estimated: estimated, reported: usage.prompt) }
  }

  static func tokens(of messages: [ModelMessage], _ estimator: TokenEstimator) -> Int {
    messages.reduce(0) { sum, message in
      message.toolCalls.reduce(sum + estimator.tokens(in: message.content) + framing) {
        $0 + estimator.tokens(in: $1.name) + estimator.tokens(in: $1.arguments) + framing
      }
    }
  }

  static func tokens(of tools: [ToolDescription], _ estimator: TokenEstimator) -> Int {
    tools.reduce(0) { sum, tool in
      sum + estimator.tokens(in: tool.name) + estimator.tokens(in: tool.summary)
        + estimator.tokens(in: tool.parameters.text) + framing
    }
  }

  /// By model name.
  var all: [TokenCalibration] {
    state.withLock { $0.calibrations.values.sorted { $0.model < $1.model } }
  }

  // MARK: After a turn

  /// What need not be done before an answer: asks the model's tokenizer, once in a model's life, and writes what was learnt.
  func settle(_ model: any ChatModel) async {
    await count(with: model)
    await save { $0.calibration.error.count <= Self.fewReports || $0.unsaved >= Self.fewReports }
  }

  /// Writes what is not written yet.
  func flush() async { await save { _ in true } }

  private func count(with model: any ChatModel) async {
    let isNew = state.withLock { state in
      state.calibrations[model.name]?.isCounted != true && state.asked.insert(model.name).inserted
    }
    guard isNew, let counted = await model.tokenCount(of: TokenSample.text) else { return }
    let estimated = estimator(for: model.name).tokens(in: TokenSample.text)
    learn(of: model.name) { $0.count(estimated: estimated, counted: counted) }
  }

  private func learn(of model: String, _ body: (inout TokenCalibration) -> Void) {
    state.withLock { state in
      body(&state.calibrations[model, default: TokenCalibration(model: model)])
      state.unsaved[model, default: 0] += 1
    }
  }

  private func save(where isDue: @Sendable ((calibration: TokenCalibration, unsaved: Int)) -> Bool) async {
    let due = state.withLock { state -> [TokenCalibration] in
      let due = state.unsaved.compactMap { model, count in
        state.calibrations[model].flatMap { isDue(($0, count)) ? $0 : nil }
      }
      for calibration in due { state.unsaved[calibration.model] = nil }
      return due
    }
    for calibration in due {
      do throws(MnemeError) {
        try await store.put(calibration)
      } catch {
        state.withLock { $0.unsaved[calibration.model, default: 0] += 1 }
        logger.warning("tokens.unwritten", metadata: ["error.code": "\(error.code.rawValue)"])
      }
    }
  }
}
