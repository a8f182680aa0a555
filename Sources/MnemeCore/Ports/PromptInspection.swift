/// A look at how prompts are made. Leaves no trace.
package protocol PromptInspection: Sendable {
  /// What the prompt of a question that begins a conversation would hold of memory, and why.
  /// - Parameter model: nil or "mneme" means the default.
  /// - Throws: `notFound` for a model that is not there.
  func explainPrompt(of question: String, model: String?, in space: SpaceID) async throws(MnemeError)
    -> PromptExplanation
  /// How well each model's tokens are estimated, by model name.
  func tokenEstimates() async throws(MnemeError) -> [TokenEstimateQuality]
}

/// How the room of a prompt was shared out. Tokens are the estimator's; see `factor`.
package struct PromptExplanation: Sendable, Hashable, Codable {
  package struct Layer: Sendable, Hashable, Codable {
    /// `memories`, `graph`, `messages` or `times`.
    package let layer: String
    /// Its own share of the notes' room.
    package let budget: Int
    /// What it could spend when its turn came.
    package let available: Int
    /// What it spent, heading and line ends included.
    package let tokens: Int
    package let kept: Int
    package let dropped: Int

    package init(layer: String, budget: Int, available: Int, tokens: Int, kept: Int, dropped: Int) {
      self.layer = layer
      self.budget = budget
      self.available = available
      self.tokens = tokens
      self.kept = kept
      self.dropped = dropped
    }
  }

  package struct Candidate: Sendable, Hashable, Codable {
    package let id: String
    package let layer: String
    package let tokens: Int
    /// 0…1, comparable inside one explanation.
    package let score: Double
    package let kept: Bool
    /// What became of it, in words.
    package let verdict: String

    package init(id: String, layer: String, tokens: Int, score: Double, kept: Bool, verdict: String) {
      self.id = id
      self.layer = layer
      self.tokens = tokens
      self.score = score
      self.kept = kept
      self.verdict = verdict
    }
  }

  package let model: String
  /// The model runs elsewhere: what is local only is withheld.
  package let leavesHome: Bool
  /// The model's window, in tokens as it counts them.
  package let window: Int
  /// Tokens that the model counts for one of the estimator's.
  package let factor: Double
  /// Estimated tokens for conversation and notes together, most that notes may take, and what they took.
  package let room: Int
  package let noteRoom: Int
  package let noteTokens: Int
  package let layers: [Layer]
  /// By layer, best first.
  package let candidates: [Candidate]

  package init(
    model: String, leavesHome: Bool, window: Int, factor: Double, room: Int, noteRoom: Int, noteTokens: Int,
    layers: [Layer], candidates: [Candidate]
  ) {
    self.model = model
    self.leavesHome = leavesHome
    self.window = window
    self.factor = factor
    self.room = room
    self.noteRoom = noteRoom
    self.noteTokens = noteTokens
    self.layers = layers
    self.candidates = candidates
  }
}

/// How far the estimates of one model's tokens were off. Errors are estimate over count, less 1, each judged with what was
/// known before it.
package struct TokenEstimateQuality: Sendable, Hashable, Codable {
  package let model: String
  /// Factor on estimates.
  package let factor: Double
  /// Counts that were judged.
  package let samples: Int
  package let meanError: Double
  /// Mean error of the estimates without the factor.
  package let meanUncorrected: Double
  /// 0 or less.
  package let worstUnder: Double
  /// Samples that were under by more than 5 %.
  package let under: Int
  /// The model's own tokenizer was asked.
  package let counted: Bool

  package init(_ calibration: TokenCalibration) {
    model = calibration.model
    factor = calibration.correction
    samples = calibration.error.count
    meanError = calibration.error.mean
    meanUncorrected = calibration.error.meanUncorrected
    worstUnder = calibration.error.worstUnder
    under = calibration.error.under
    counted = calibration.isCounted
  }
}
