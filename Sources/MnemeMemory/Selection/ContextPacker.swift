package import MnemeCore

/// Fills a token budget with the best of what was recalled.
///
/// The layers come in their fixed order, each with its own share and what those before it left over; what a layer could
/// not use even if all its candidates were kept is free from the start. Inside a layer the candidates come by descending
/// score (ties in the given order; a score that is no number comes last): one that fits in what is left is kept, one that
/// does not is passed over and smaller ones may follow. What the last layer leaves is offered once more, by descending
/// score over all layers, to what was passed over and to what was cut. So the budget is never exceeded, no candidate is
/// passed over that would fit when it is considered, and in the end no dropped one would fit in what is left.
///
/// A candidate larger than all that its layer can spend is cut after a sentence, if it allows that.
///
/// Packing by value per token, or the best sum of scores by dynamic programming (the 0/1 knapsack), would now and then
/// drop the best memory for two lesser ones: scores order memories, they do not add up. Greedy keeps the order; measured
/// on random cases in which scores say nothing about lengths, it has 92 % of the best sum.
///
/// The sum of the parts' tokens is an upper bound for the parts written one after another, each on its line: to an
/// estimator a line break ends all that came before. Deterministic; O(n log n + text).
package struct ContextPacker: Sendable {
  private let estimator: TokenEstimator

  package init(estimator: TokenEstimator) {
    self.estimator = estimator
  }

  package func pack(_ candidates: [PackCandidate], into budget: ContextBudget) -> PackedContext {
    var packing = Packing(candidates, budget: budget, estimator: estimator)
    packing.fillLayers()
    packing.offerRest()
    return packing.result()
  }
}

private struct Packing {
  private struct Placed {
    var text: String
    var tokens: Int
    var isTruncated: Bool
  }

  private let candidates: [PackCandidate]
  private let budget: ContextBudget
  private let truncation: SentenceTruncation
  /// Estimated tokens of each candidate's whole text.
  private let costs: [Int]
  /// Positions by descending score.
  private let order: [Int]
  private var placed: [Placed?]
  private var verdicts: [PackedContext.Verdict]
  private var used: Set<String> = []
  private var isOpen = [Bool](repeating: false, count: ContextLayer.allCases.count)
  private var available: [Int] = []
  private var left = 0

  init(_ candidates: [PackCandidate], budget: ContextBudget, estimator: TokenEstimator) {
    self.candidates = candidates
    self.budget = budget
    truncation = SentenceTruncation(estimator: estimator)
    costs = candidates.map { estimator.tokens(in: $0.text) }
    let scores = candidates.map { $0.score.isNaN ? -.infinity : $0.score }
    order = candidates.indices.sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
    placed = [Placed?](repeating: nil, count: candidates.count)
    verdicts = [PackedContext.Verdict](repeating: .empty, count: candidates.count)
  }

  mutating func fillLayers() {
    let demand = demands()
    let own = zip(budget.own, demand).map { min($0, $1) }
    left = max(0, budget.tokens) - own.reduce(0, +)
    for layer in ContextLayer.allCases {
      left += own[layer.rawValue]
      available.append(left)
      for index in order where candidates[index].layer == layer {
        consider(index, kept: .kept)
      }
    }
  }

  /// Tokens that each layer would spend if all its candidates were kept.
  private func demands() -> [Int] {
    var result = [Int](repeating: 0, count: ContextLayer.allCases.count)
    for (candidate, cost) in zip(candidates, costs) where cost > 0 {
      let layer = candidate.layer.rawValue
      if result[layer] == 0 { result[layer] = max(0, budget.heading) }
      result[layer] += cost + max(0, budget.separator)
    }
    return result
  }

  /// What was cut may grow and what was passed over may come in.
  mutating func offerRest() {
    for index in order {
      switch verdicts[index] {
      case .noRoom, .tooLarge, .duplicate: consider(index, kept: .keptFromRest)
      case .truncated: grow(index)
      case .kept, .keptFromRest, .empty: break
      }
    }
  }

  private mutating func consider(_ index: Int, kept verdict: PackedContext.Verdict) {
    let candidate = candidates[index]
    guard costs[index] > 0 else { return }
    if used.contains(candidate.id) {
      verdicts[index] = .duplicate
      return
    }
    let cost = costs[index] + frame(of: candidate.layer)
    if cost <= left {
      keep(index, Placed(text: candidate.text, tokens: costs[index], isTruncated: false), verdict)
    } else if cost <= available[candidate.layer.rawValue] {
      verdicts[index] = .noRoom(tokens: cost, left: left)
    } else if let part = part(of: index, room: left - frame(of: candidate.layer)) {
      keep(index, part, .truncated(of: costs[index]))
    } else if candidate.minimalShare != nil {
      verdicts[index] = .tooLarge(tokens: cost, left: left)
    } else {
      verdicts[index] = .noRoom(tokens: cost, left: left)
    }
  }

  private mutating func grow(_ index: Int) {
    guard let old = placed[index] else { return }
    let room = left + old.tokens
    if costs[index] <= room {
      left = room - costs[index]
      placed[index] = Placed(text: candidates[index].text, tokens: costs[index], isTruncated: false)
      verdicts[index] = .keptFromRest
    } else if let part = part(of: index, room: room), part.tokens > old.tokens {
      left = room - part.tokens
      placed[index] = part
    }
  }

  private func part(of index: Int, room: Int) -> Placed? {
    guard let share = candidates[index].minimalShare, room > 0,
      let cut = truncation.shortened(candidates[index].text, to: room),
      Double(cut.tokens) >= share.clamped * Double(costs[index])
    else { return nil }
    return Placed(text: cut.text, tokens: cut.tokens, isTruncated: true)
  }

  /// What comes with an item: its separator, and the heading when it is the layer's first.
  private func frame(of layer: ContextLayer) -> Int {
    max(0, budget.separator) + (isOpen[layer.rawValue] ? 0 : max(0, budget.heading))
  }

  private mutating func keep(_ index: Int, _ item: Placed, _ verdict: PackedContext.Verdict) {
    left -= item.tokens + frame(of: candidates[index].layer)
    isOpen[candidates[index].layer.rawValue] = true
    used.insert(candidates[index].id)
    placed[index] = item
    verdicts[index] = verdict
  }

  func result() -> PackedContext {
    let final = candidates.indices.map { index -> PackedContext.Verdict in
      let isToldOtherwise = costs[index] > 0 && placed[index] == nil && used.contains(candidates[index].id)
      return isToldOtherwise ? .duplicate : verdicts[index]
    }
    var items: [PackedContext.Item] = []
    for layer in ContextLayer.allCases {
      for index in order where candidates[index].layer == layer {
        guard let item = placed[index] else { continue }
        items.append(
          PackedContext.Item(
            index: index, id: candidates[index].id, layer: layer, text: item.text, tokens: item.tokens,
            isTruncated: item.isTruncated))
      }
    }
    return PackedContext(
      items: items, verdicts: final, tokens: max(0, budget.tokens) - left, available: available)
  }
}
