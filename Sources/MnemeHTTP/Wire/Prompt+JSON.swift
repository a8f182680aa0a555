import MnemeCore

extension PromptExplanation {
  var json: JSON {
    [
      "model": .string(model), "leaves_home": .bool(leavesHome), "window": .number(window), "factor": .double(factor),
      "room": .number(room), "note_room": .number(noteRoom), "note_tokens": .number(noteTokens),
      "layers": .array(
        layers.map {
          [
            "layer": .string($0.layer), "budget": .number($0.budget), "available": .number($0.available),
            "tokens": .number($0.tokens), "kept": .number($0.kept), "dropped": .number($0.dropped),
          ]
        }),
      "candidates": .array(
        candidates.map {
          [
            "id": .string($0.id), "layer": .string($0.layer), "tokens": .number($0.tokens), "score": .double($0.score),
            "kept": .bool($0.kept), "verdict": .string($0.verdict),
          ]
        }),
    ]
  }
}

extension TokenEstimateQuality {
  var json: JSON {
    [
      "model": .string(model), "factor": .double(factor), "samples": .number(samples), "mean_error": .double(meanError),
      "mean_uncorrected": .double(meanUncorrected), "worst_under": .double(worstUnder), "under": .number(under),
      "counted": .bool(counted),
    ]
  }
}
