package import MnemeCore
import MnemeMemory

extension Assistant: PromptInspection {
  package func explainPrompt(of question: String, model name: String?, in space: SpaceID) async throws(MnemeError)
    -> PromptExplanation
  {
    let model = try await model(named: name)
    await measure.load()
    let estimator = measure.estimator(for: model.name)
    let factor = measure.correction(for: model.name)
    let room = prompts.room(
      in: windows.window(of: model), system: [], lead: await lead(in: space, on: "explain", memory: .read, for: model),
      question: question,
      maxAnswerTokens: nil, estimator: estimator, correction: factor)
    let (context, _) = try await memory.context(
      for: ContextRequest(
        space: space, channel: "explain", question: question, room: room.all, noteRoom: room.notes,
        estimator: estimator, leavesHome: !model.isLocal, limit: settings.recallLimit, observe: false))
    return PromptExplanation(
      model: model.name, leavesHome: !model.isLocal, window: windows.window(of: model), factor: factor, room: room.all,
      noteRoom: room.notes, noteTokens: context.noteTokens,
      layers: context.layers.map { use in
        let considered = context.considered.filter { $0.layer == use.layer }
        let kept = considered.count { $0.isKept }
        return PromptExplanation.Layer(
          layer: use.layer.name, budget: use.budget, available: use.available, tokens: use.tokens, kept: kept,
          dropped: considered.count - kept)
      },
      candidates: context.considered.map {
        PromptExplanation.Candidate(
          id: $0.id, layer: $0.layer.name, tokens: $0.tokens, score: $0.score, kept: $0.isKept, verdict: $0.verdict)
      })
  }

  package func tokenEstimates() async throws(MnemeError) -> [TokenEstimateQuality] {
    await measure.load()
    return measure.all.map(TokenEstimateQuality.init)
  }
}
