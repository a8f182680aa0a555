import Foundation
package import MnemeCore

/// The context of a turn: all layers, chosen and packed.
extension MemoryEngine {
  /// Relations of the graph that may become notes.
  private static let relationLimit = 8
  /// Recalled items looked at for each that may become a note, so that alike ones can give way.
  private static let overfetch = 2

  /// The conversation that a turn continues: as the client sent it, else as it is stored; one snapshot.
  package func earlierTurns(before message: Message?, resent: [ModelMessage], in space: SpaceID, channel: String)
    async throws(MnemeError) -> EarlierTurns
  {
    let stored: WorkingContext? =
      if let message { try await working.context(before: message) } else { nil }
    if let message, stored?.opensSession == true {
      events.publish(.sessionStarted(session: message.session, channel: channel), in: space)
    }
    let now = clock.now()
    guard let message, resent.isEmpty else {
      return EarlierTurns(turns: WorkingContext(resent: resent, in: space, now: now), stored: stored)
    }
    // The first message of a conversation follows nothing, even where an earlier version of it was answered.
    guard message.parent != nil, let stored else {
      return EarlierTurns(turns: WorkingContext(messages: [], pause: .none, now: now), stored: stored)
    }
    return EarlierTurns(turns: stored, stored: stored)
  }

  /// Counters of the recent turns kept in memory.
  package var workingStatistics: WorkingMemoryStatistics { working.statistics }

  /// Recalls, and packs the best of it with the conversation into the room there is.
  ///
  /// Statements: those of one recall, one for what is local only when the model runs elsewhere, and for a session's first
  /// turn since the start its messages.
  package func context(for request: ContextRequest) async throws(MnemeError) -> (AssembledContext, EarlierTurns) {
    async let earlier = turns(of: request)
    var query = RecallQuery(
      space: request.space, text: request.question, limit: Self.overfetch * request.limit,
      excluding: request.message.map { [$0.id] } ?? [], observe: request.observe, channel: request.channel)
    query.vector = request.vector
    let asked = query
    let recalled: RecallEngine.Answer? =
      request.recalls
      ? try await observingRecall { () async throws(MnemeError) in try await recallEngine.answer(asked) } : nil
    let withheld = request.leavesHome ? try await stores.archive.localOnlyItems(in: request.space) : []
    let relations =
      // A relation does not tell which of its messages may leave, so none does where some may not.
      withheld.isEmpty
      ? await relations(
        of: recalled?.entities ?? [], in: request.space, silenced: recalled?.outdated.silenced ?? []) : []
    let turns = try await earlier.get()
    let assembly = ContextAssembly(
      request: request, notes: NoteWriter(timeZone: settings.timeZone),
      style: TranscriptStyle(timeZone: settings.timeZone, isBare: true), fullTurns: WorkingMemorySettings().fullTurns)
    var (context, used) = assembly.assemble(
      turns, recalled: recalled, vectors: recalled?.vectors ?? [], relations: relations, withheld: withheld)
    context.question = recalled?.question ?? []
    if let recalled, !recalled.isBlank { recallEngine.publish(asked, recalled, used) }
    return (context, turns)
  }

  /// The vector that recall would make of a question, for who needs it before; empty where there is none.
  package func vector(of question: String, in space: SpaceID) async -> [Float] {
    await recallEngine.vector(ofQuestion: question, in: space)
  }

  /// `async let` knows no typed errors.
  private func turns(of request: ContextRequest) async -> Result<EarlierTurns, MnemeError> {
    do throws(MnemeError) {
      return .success(
        try await earlierTurns(
          before: request.message, resent: request.resent, in: request.space, channel: request.channel))
    } catch {
      return .failure(error)
    }
  }

  /// Newest messages of an entity that are looked at for who states a relation.
  private static let statements = 512

  /// What binds the things that a question names, heaviest first; being spoken of together says nothing, and what only
  /// messages tell that must not speak is left out.
  private func relations(of entities: [Int64], in space: SpaceID, silenced: Set<Int64>) async -> [(
    id: String, text: String, weight: Double
  )] {
    // A graph that cannot be read leaves its notes out.
    guard !entities.isEmpty, let graph = try? await graphs.graph(of: space) else { return [] }
    var found = graph.relations(among: entities, limit: Self.relationLimit)
    for entity in entities where entity != graph.ownerOrdinal {
      found += graph.relations(of: entity, limit: Self.relationLimit)
    }
    var seen: Set<Int64> = []
    let chosen = found.filter { link in
      link.relation.type != .relatedTo && seen.insert(link.relation.ordinal).inserted
        && isTold(link.relation, in: graph, besides: silenced)
    }.prefix(Self.relationLimit)
    return chosen.compactMap { link in
      graph.lines(relations: [link.relation.ordinal]) { isTold($0, in: graph, besides: silenced) }.first.map {
        ("relation:\(link.relation.ordinal)", "- " + NoteWriter.plain($0), link.weight)
      }
    }
  }

  /// Some message that may speak mentions both ends.
  func isTold(_ relation: Relation, in graph: KnowledgeGraph, besides silenced: Set<Int64>) -> Bool {
    if silenced.isEmpty { return true }
    let sources = Set(graph.messages(of: relation.source, limit: Self.statements))
    let both = graph.messages(of: relation.target, limit: Self.statements).filter(sources.contains)
    return both.isEmpty || both.contains { !silenced.contains($0) }
  }
}

extension WorkingContext {
  /// Turns that a client sent, without times of their own.
  init(resent: [ModelMessage], in space: SpaceID, now: Date) {
    self.init(
      messages: resent.enumerated().map { place, turn in
        Message(
          id: "", ordinal: Int64(place), space: space, session: "", role: turn.role, speaker: nil, text: turn.content,
          trust: turn.role == .user ? .user : .assistant, createdAt: now, externalID: nil, parent: nil, pathHash: nil)
      }, pause: .none, now: now)
  }
}
