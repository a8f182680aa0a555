import MnemeCore

/// One layer with one note kept and one dropped; one model of which two counts were judged.
struct FakePrompts: PromptInspection {
  func explainPrompt(of question: String, model: String?, in space: SpaceID) async throws(MnemeError)
    -> PromptExplanation
  {
    if model == "absent" { throw MnemeError(.notFound, "There is no model with this name.") }
    return PromptExplanation(
      model: model ?? "story", leavesHome: false, window: 4_096, factor: 1.25, room: 2_000, noteRoom: 800,
      noteTokens: 30,
      layers: [.init(layer: "memories", budget: 360, available: 40, tokens: 30, kept: 1, dropped: 1)],
      candidates: [
        .init(id: "m-1", layer: "memories", tokens: 20, score: 1, kept: true, verdict: "kept"),
        .init(id: "m-2", layer: "memories", tokens: 50, score: 0.5, kept: false, verdict: "dropped: \(question)"),
      ])
  }

  func tokenEstimates() async throws(MnemeError) -> [TokenEstimateQuality] {
    var calibration = TokenCalibration(model: "story")
    calibration.count(estimated: 100, counted: 110)
    calibration.observe(estimated: 200, reported: 220)
    return [TokenEstimateQuality(calibration)]
  }
}
