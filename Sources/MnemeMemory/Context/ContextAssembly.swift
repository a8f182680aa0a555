import Foundation
import MnemeCore

/// Chooses what of the conversation and of what was recalled enters a prompt.
///
/// The newest turns come first and whole, older ones shortened; what notes may take is kept free for them as far as there
/// are candidates. Notes are what is not yet said in the turns sent, made diverse, and packed by layer to the token.
/// Deterministic; nothing is read or written.
struct ContextAssembly {
  let request: ContextRequest
  let notes: NoteWriter
  let style: TranscriptStyle
  /// Newest turns kept whole.
  let fullTurns: Int

  /// Relevance against novelty of notes; near 1, since a repeated note costs room but a missing one costs the answer.
  static let relevance = MarginalRelevance(lambda: 0.85)
  /// Shares of the notes' room; what a layer leaves goes to the next.
  static let shares: [ContextLayer: Double] = [.longTerm: 0.45, .graph: 0.1, .archive: 0.35, .time: 0.1]
  /// Least part of a long note that is worth telling.
  static let minimalShare = 0.25
  /// Newest turns that notes do not push out.
  private static let surestTurns = 2
  /// Unicode scalars of a note that are compared with others.
  private static let comparedScalars = 1_000
  /// Weight of a relation's note against a recalled item's.
  private static let relationWeight = 0.5

  /// - Parameters:
  ///   - recalled: best first, more than there may be notes.
  ///   - relations: lines about what the question names, with weights 0…1.
  ///   - vectors: of the recalled items in their order, nil for one without; empty when there are none.
  ///   - withheld: ids of messages and memories that must not be told.
  func assemble(
    _ earlier: EarlierTurns, recalled: RecallEngine.Answer?, vectors: [[Float]?] = [],
    relations: [(id: String, text: String, weight: Double)], withheld: Set<String>
  ) -> (AssembledContext, usedPlaces: [Int]) {
    var context = AssembledContext()
    context.pause = earlier.stored?.pause ?? .none
    let hits = recalled?.result.hits ?? []
    let open = hits.indices.filter { index in
      let hit = hits[index]
      return !withheld.contains(hit.id) && !hit.sources.contains(where: withheld.contains)
    }
    let best = open.first.map { hits[$0].score } ?? 0
    let lines = hits.indices.map { place in
      notes.line(hits[place], isPast: recalled.map { isPast(place, in: $0) } ?? false)
    }
    let costs = lines.map(request.estimator.tokens)
    let frame = headingTokens
    let wanted =
      open.reduce(0) { $0 + costs[$1] + 1 } + relations.reduce(0) { $0 + request.estimator.tokens(in: $1.text) + 1 }
    let reserved = min(max(0, request.noteRoom), wanted == 0 ? 0 : wanted + frame * ContextLayer.allCases.count)
    let told = tell(earlier, withheld, reserving: reserved, in: &context)

    let abandoned = Set(earlier.stored?.abandoned ?? [])
    let news = open.filter { index in
      let hit = hits[index]
      return !told.contains(hit.id) && !abandoned.contains(hit.id) && !hit.sources.contains(where: told.contains)
    }
    let similarity = CandidateSimilarity(
      vectors: news.map { vectors.indices.contains($0) ? vectors[$0] : nil },
      terms: news.map { TextAnalyzer.terms(Self.beginning(hits[$0].content)) })
    let picks = Self.relevance.select(
      request.limit, relevance: news.map { best > 0 ? hits[$0].score / best : 0 }, similarity: similarity)
    let chosen = Set(picks.map { news[$0.index] })
    let times = recalled?.times ?? .none
    var candidates = news.filter(chosen.contains).map { index in
      PackCandidate(
        id: hits[index].id, text: lines[index], score: best > 0 ? hits[index].score / best : 0,
        layer: layer(of: hits[index], times), minimalShare: Self.minimalShare)
    }
    let places = news.filter(chosen.contains)
    candidates += relations.map {
      PackCandidate(id: $0.id, text: $0.text, score: Self.relationWeight * $0.weight, layer: .graph)
    }
    let budget = ContextBudget(
      tokens: min(request.noteRoom, request.room - context.conversationTokens), shares: Self.shares, heading: frame)
    let packed = ContextPacker(estimator: request.estimator).pack(candidates, into: budget)
    context.noteTokens = packed.items.isEmpty ? 0 : packed.tokens
    for layer in ContextLayer.allCases {
      let items = packed.items.filter { $0.layer == layer }
      if items.isEmpty { continue }
      context.notes.append(
        NoteSection(layer: layer, heading: NoteWriter.heading(of: layer), lines: items.map(\.text)))
    }
    let used = packed.items.map(\.index).filter { $0 < places.count }.sorted()
    context.used = used.map { hits[places[$0]] }
    context.layers = use(of: budget, packed)
    context.considered = considered(candidates, packed)
    for index in hits.indices where !chosen.contains(index) {
      let why =
        if !open.contains(index) {
          "withheld: it must not leave this machine"
        } else if abandoned.contains(hits[index].id) {
          "a turn that was tried again"
        } else if let rank = news.firstIndex(of: index) {
          rank < picks.count ? "too like another one" : "below the best \(request.limit)"
        } else {
          "the conversation tells it"
        }
      context.considered.append(
        ConsideredNote(
          id: hits[index].id, layer: layer(of: hits[index], times), score: best > 0 ? hits[index].score / best : 0,
          tokens: costs[index], isKept: false, verdict: "dropped: \(why)"))
    }
    return (context, used.map { places[$0] })
  }

  // MARK: Conversation

  /// Puts the turns that fit into the context.
  /// - Returns: ids of stored messages that need no note, because the turns sent tell them.
  private func tell(
    _ earlier: EarlierTurns, _ withheld: Set<String>, reserving notes: Int, in context: inout AssembledContext
  ) -> Set<String> {
    let isResent = !request.resent.isEmpty
    let source = earlier.turns
    // An answer that quotes may quote what must not be told.
    let mustStay = { (message: Message) in
      withheld.contains(message.id) || (!withheld.isEmpty && message.isEcho)
    }
    let turns =
      isResent || withheld.isEmpty
      ? source
      : WorkingContext(
        messages: source.messages.filter { !mustStay($0) }, pause: source.pause, now: source.now)
    let costs = turns.messages.map { request.estimator.tokens(in: $0.text) + TranscriptStyle.messageFrame }
    // Before any note come the newest turns, as they were said.
    let newest = costs.suffix(2 * Self.surestTurns).reduce(0, +)
    let budget = max(0, request.room - notes, min(request.room, newest))
    let whole = (1...max(1, fullTurns)).last { costs.suffix(2 * $0).reduce(0, +) <= budget } ?? 1
    let transcript = turns.fitted(budget: budget, fullTurns: whole, style: style, estimator: request.estimator)
    var lines = transcript.lines[...]
    // A conversation starts with the user for every chat template.
    while let first = lines.first, first.role != .user { lines.removeFirst() }
    context.conversation = lines.map { ModelMessage(role: $0.role, content: $0.text) }
    context.omittedTurns = turns.messages.count - lines.count
    context.conversationTokens = lines.reduce(0) {
      $0 + request.estimator.tokens(in: $1.text) + TranscriptStyle.messageFrame
    }
    let told = lines.filter { $0.detail <= .abridged }
    // The client's words stand for the newest stored ones.
    if isResent { return Set((earlier.stored?.messages ?? []).suffix(told.count).map(\.id)) }
    return Set(told.map(\.message))
  }

  // MARK: Notes

  private func isPast(_ place: Int, in answer: RecallEngine.Answer) -> Bool {
    guard answer.keys.indices.contains(place), answer.keys[place].source == .message else { return false }
    return answer.outdated.replaced[answer.keys[place].ordinal] != nil
  }

  private func layer(of hit: RecallHit, _ times: TemporalReading) -> ContextLayer {
    if hit.source == .memory { return .longTerm }
    return times.contains(hit.createdAt) ? .time : .archive
  }

  private var headingTokens: Int {
    ContextLayer.allCases.map { request.estimator.tokens(in: NoteWriter.heading(of: $0)) + 1 }.max() ?? 0
  }

  private func considered(_ candidates: [PackCandidate], _ packed: PackedContext) -> [ConsideredNote] {
    candidates.indices.map { index in
      ConsideredNote(
        id: candidates[index].id, layer: candidates[index].layer, score: candidates[index].score,
        tokens: request.estimator.tokens(in: candidates[index].text), isKept: packed.verdicts[index].isKept,
        verdict: "\(packed.verdicts[index])")
    }.sorted { ($0.layer.rawValue, $1.score, $0.id) < ($1.layer.rawValue, $0.score, $1.id) }
  }

  private func use(of budget: ContextBudget, _ packed: PackedContext) -> [LayerUse] {
    ContextLayer.allCases.filter { Self.shares[$0] != nil }.map { layer in
      let items = packed.items.filter { $0.layer == layer }
      let frames = items.isEmpty ? 0 : budget.heading + items.count * budget.separator
      return LayerUse(
        layer: layer, budget: budget.own[layer.rawValue], available: packed.available[layer.rawValue],
        tokens: items.reduce(frames) { $0 + $1.tokens })
    }
  }

  private static func beginning(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(comparedScalars)))
  }
}
