import Foundation
import MnemeCore
import MnemeVectors

/// One recall from scores to hits: collects candidates of both sources, then weighs, parts equals and explains.
struct RecallCandidates {
  /// A candidate with everything that decides its place.
  struct Candidate {
    var id: String
    var source: ItemSource
    var ordinal: Int64
    var score: Double
    var time: Date
    var message: Message?
    var memory: Memory?
    /// Of the message, or of the one that a memory speaks for.
    var externalID: String?
    /// A memory of the same words speaks for the message.
    var isSpokenFor = false
    /// When the last message was said that a memory speaks for.
    var said: Date?
    var parts: [Explanation.Part] = []
    var verdict = ""
  }

  let query: RecallQuery
  private let limit: Int
  let view: SpaceView
  private let reading: QueryReading
  let ranking: MessageRanking
  private let best: [MessageRanking.Candidate]
  private let isLexicalOnly: Bool
  let time: TemporalReading
  private let hot: HotBoost
  /// Of memories; of messages they are with the ranking, and here only where the answer is to be explained.
  private var lexicalScores: [ItemKey: Double] = [:]
  private var lexicalRanks: [ItemKey: Int] = [:]
  var memoryCosines: [Int64: Float] = [:]
  private var denseRanks: [ItemKey: Int] = [:]
  var items: [Candidate] = []

  /// Nearest messages by their vectors that become candidates.
  static let denseLimit = 320
  /// Nearest memories, and memories with lexical matches, that are fetched beyond the number of hits.
  static let memoryLimit = 24

  init(
    query: RecallQuery, limit: Int, view: SpaceView, reading: QueryReading, time: TemporalReading,
    nearest: NearestVectors?, matches: [LexicalMatch], graph: [MessageScore] = [], hot: HotBoost = .none,
    weights: RecallWeights
  ) {
    self.query = query
    self.limit = limit
    self.view = view
    self.reading = reading
    isLexicalOnly = nearest == nil
    self.time = time
    self.hot = hot
    var slots: [(slot: Int, score: Double)] = []
    for (rank, match) in matches.enumerated() {
      if match.key.source == .memory || query.explain {
        lexicalScores[match.key] = match.score
        lexicalRanks[match.key] = rank + 1
      }
      if match.key.source == .message, let slot = view.table.slot(of: match.key.ordinal) {
        slots.append((slot, match.score))
      }
    }
    // Room for those that are excluded or said twice.
    let room = limit + limit / 2 + 16 + query.excluding.count
    ranking = MessageRanking(
      view: view, dense: nearest?.messages ?? .none,
      evidence: .init(
        lexical: slots, lexicalScale: matches.first?.score ?? 1, graph: Self.slots(of: graph, in: view.table),
        voices: reading.voices, time: time),
      count: room, weights: weights)
    best = query.sources.contains(.message) ? ranking.best(room, in: view.table) : []
    for match in nearest?.memories ?? [] { memoryCosines[match.key] = match.score }
    if query.explain { rankDense() }
  }

  /// Graph scores with the best one at 1.
  private static func slots(of scores: [MessageScore], in table: MessageTable) -> [(slot: Int, score: Float)] {
    guard let best = scores.first?.score, best > 0 else { return [] }
    return scores.compactMap { found in
      table.slot(of: found.message).map { ($0, Float(found.score / best)) }
    }
  }

  // MARK: What to fetch

  var messageOrdinals: [Int64] { best.map { view.table.ordinal(of: $0.slot) } }

  /// Memories that the words or the vectors name; those of one kind that are no better than the last are left out.
  static func memoryOrdinals(
    of query: RecallQuery, limit: Int, nearest: NearestVectors?, matches: [LexicalMatch]
  ) -> [Int64] {
    guard query.sources.contains(.memory) else { return [] }
    let lexical = matches.lazy.filter { $0.key.source == .memory }.prefix(memoryLimit + limit).map(\.key.ordinal)
    return Set(lexical).union((nearest?.memories ?? []).map(\.key)).sorted()
  }

  /// What replaced the statements found, and answers in their place.
  var successors: [Int64] {
    guard query.sources.contains(.memory), !view.outdated.replaced.isEmpty else { return [] }
    return Set(best.compactMap { view.outdated.replaced[view.table.ordinal(of: $0.slot)] }).sorted()
  }

  // MARK: Weighing

  mutating func add(_ messages: [Message]) {
    for message in messages {
      guard let slot = view.table.slot(of: message.ordinal) else { continue }
      let weights = ranking.weights
      let key = ItemKey(.message, message.ordinal)
      var candidate = Candidate(
        id: message.id, source: .message, ordinal: message.ordinal, score: Double(ranking.score(of: slot)),
        time: message.createdAt, message: message, externalID: message.externalID)
      let isAsking = Self.asks(message.text)
      if isAsking { candidate.score = max(0, candidate.score - Double(weights.asking)) }
      let boost = hot.factor(of: key)
      candidate.score *= message.trust.weight * boost
      if query.explain {
        let base = Double(ranking.base(of: slot))
        let voice = reading.voices.contains(view.table.voices[slot]) ? Double(weights.voice) : 0
        let time = self.time.weight(of: message.createdAt) * Double(weights.time)
        candidate.parts = [
          .init("cosine", Double(ranking.cosine(of: slot))),
          .init("bm25", lexicalScores[key] ?? 0),
          .init("blend", base),
          .init("context", Double(ranking.score(of: slot)) - base - voice - time),
          .init("voice", voice),
          .init("time", time),
          .init("asking", isAsking ? -Double(weights.asking) : 0),
          .init("trust", message.trust.weight),
          .init("hot", boost),
        ]
      }
      items.append(candidate)
    }
  }

  /// It ends in a question.
  static func asks(_ text: String) -> Bool {
    let last = text.unicodeScalars.last { !$0.properties.isWhitespace }
    return last == "?" || last == "？"
  }

  /// - Parameter usage: of each memory, in their order.
  mutating func add(_ memories: [Memory], usage: [MemoryUsage], decay: Decay) {
    var slots: [String: Int] = [:]
    for item in items where item.source == .message { slots[item.id] = view.table.slot(of: item.ordinal) }
    for (memory, usage) in zip(memories, usage) {
      let key = ItemKey(.memory, memory.ordinal)
      let cosine = memoryCosines[memory.ordinal]
      let dense = cosine.map { ranking.dense($0) } ?? 0
      let blend = Double(ranking.blend(dense: dense, lexical: Float(lexicalScores[key] ?? 0)))
      // The context of the message it came from is its context too.
      let context =
        memory.sources.lazy.compactMap { slots[$0] }.first
        .map { Double(ranking.score(of: $0) - ranking.base(of: $0)) } ?? voiceBonus(of: memory)
      let retained = decay.weight(of: memory, usage: usage)
      let boost = hot.factor(of: key)
      let weight = retained * memory.trust.weight * Self.certainty(of: memory) * boost
      var candidate = Candidate(
        id: memory.id, source: .memory, ordinal: memory.ordinal, score: (blend + context) * weight,
        time: memory.recordedAt, memory: memory)
      if query.explain {
        candidate.parts = [
          .init("cosine", Double(cosine ?? 0)), .init("bm25", lexicalScores[key] ?? 0), .init("blend", blend),
          .init("context", context), .init("decay", retained), .init("trust", memory.trust.weight),
          .init("confidence", memory.confidence), .init("hot", boost),
        ]
      }
      items.append(candidate)
    }
  }

  /// 0.5…1.
  static func certainty(of memory: Memory) -> Double { 0.5 + 0.5 * memory.confidence }

  private func voiceBonus(of memory: Memory) -> Double {
    let isNamed =
      if let subject = memory.subject {
        reading.names.contains(subject)
      } else {
        reading.voices.contains(SpeakerTable.owner)
      }
    return isNamed ? Double(ranking.weights.voice) : 0
  }

  // MARK: Choosing

  /// The answer, with the keys of its hits in their order.
  mutating func result() -> (RecallResult, keys: [ItemKey]) {
    speakForMessages()
    preferCurrent()
    let ordered = items.sorted { a, b in
      if a.score != b.score { return a.score > b.score }
      if a.time != b.time { return a.time > b.time }
      return a.id > b.id
    }
    var kept: [RecallHit] = []
    var keys: [ItemKey] = []
    var dropped: [RecallHit] = []
    var texts: Set<String> = []
    var told: [String: String] = [:]
    let asked = TextAnalyzer.terms(query.text)
    for var item in ordered {
      let text = Self.fingerprint(of: item)
      let reason =
        texts.contains(text)
        ? "dropped: same text as a better one" : reasonToDrop(item, asked: asked, told: told)
      if reason == nil, kept.count < limit {
        item.verdict = "kept at rank \(kept.count + 1)"
        kept.append(hit(item))
        keys.append(ItemKey(item.source, item.ordinal))
        texts.insert(text)
        if let memory = item.memory {
          for source in memory.sources where told[source] == nil { told[source] = item.id }
        } else {
          told[item.id] = item.id
        }
        if kept.count == limit, !query.explain { break }
      } else if query.explain {
        item.verdict = reason ?? "dropped: below the best \(limit)"
        dropped.append(hit(item))
      }
    }
    return (RecallResult(hits: kept, dropped: dropped, lexicalOnly: isLexicalOnly), keys)
  }

  private func reasonToDrop(_ item: Candidate, asked: [String], told: [String: String]) -> String? {
    if let memory = item.memory {
      if !memory.isActive { return "dropped: retired or superseded" }
      if memory.sources.contains(where: { query.excluding.contains($0) }), !memory.sources.isEmpty,
        memory.sources.allSatisfy({ query.excluding.contains($0) })
      {
        return "dropped: its messages are excluded"
      }
      if let other = memory.sources.lazy.compactMap({ told[$0] }).first {
        return "dropped: said by \(other)"
      }
    } else {
      if query.excluding.contains(item.id) { return "dropped: excluded by the caller" }
      if item.message?.isEcho == true { return "dropped: it only quotes" }
      if let text = item.message?.text, Self.asks(text), TextAnalyzer.terms(text) == asked {
        return "dropped: the question itself"
      }
      if view.outdated.silenced.contains(item.ordinal) { return "dropped: what it states was retired" }
      if let other = told[item.id] { return "dropped: said by \(other)" }
    }
    return nil
  }

  private func hit(_ item: Candidate) -> RecallHit {
    let key = ItemKey(item.source, item.ordinal)
    var explanation: Explanation?
    if query.explain {
      var ranks: [String: Int] = [:]
      if let rank = denseRanks[key] { ranks["dense"] = rank }
      if let rank = lexicalRanks[key] { ranks["lexical"] = rank }
      explanation = Explanation(ranks: ranks, parts: item.parts, verdict: item.verdict)
    }
    let memory = item.memory
    let message = item.message
    return RecallHit(
      id: item.id, source: item.source, content: memory?.text ?? message?.text ?? "",
      score: min(1, max(0, item.score / Double(ranking.weights.highest))), createdAt: item.time,
      session: memory?.session ?? message?.session, externalID: item.externalID,
      speaker: memory?.subject ?? message?.speaker, role: message?.role, kind: memory?.kind,
      trust: memory?.trust ?? message?.trust ?? .user, validFrom: memory?.validFrom, validTo: memory?.validTo,
      sources: memory?.sources ?? [], explanation: explanation)
  }

  /// Ranks by cosine over both sources; only `explain` needs them.
  private mutating func rankDense() {
    guard !isLexicalOnly else { return }
    var all: [(key: ItemKey, cosine: Float)] = memoryCosines.map { (ItemKey(.memory, $0.key), $0.value) }
    for slot in ranking.nearest {
      all.append((ItemKey(.message, view.table.ordinal(of: slot)), ranking.cosine(of: slot)))
    }
    all.sort { ($0.cosine, $0.key.ordinal) > ($1.cosine, $1.key.ordinal) }
    for (rank, entry) in all.enumerated() { denseRanks[entry.key] = rank + 1 }
  }
}
