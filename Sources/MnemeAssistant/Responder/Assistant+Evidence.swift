import Foundation
import MnemeCore
import MnemeMemory

/// What the `recall` responder answers from: recall's hits, and for questions that ranking cannot serve what the store
/// itself knows. A question for a slot ("Where do I live?") adds one statement for each of its slots, an overview one.
extension Assistant {
  /// Memories that an overview is made from: the most important ones of the newest.
  private static let overview = (considered: 400, kept: 80, replaced: 40)
  /// Messages that are looked at for a time.
  private static let told = 160
  /// Recall looks so many times further where echoes are in the way.
  private static let widening = 5
  /// Memories of one message that are looked at for what replaced them, and how often that was replaced again.
  private static let replacements = (perMessage: 2, steps: 4)
  /// Bytes of a text that may be nothing but a question.
  private static let short = 400
  /// Bytes of a text that may tell who is who.
  private static let introduction = 2_000

  func evidence(for question: String, of request: ChatRequest, excluding message: Message?)
    async throws(MnemeError) -> [RecallHit]
  {
    let now = clock.now()
    let inquiries = RecallResponder.inquiries(question, time: TemporalParser(timeZone: settings.timeZone), now: now)
    var hits: [RecallHit] = []
    var known: Set<String> = []
    func add(_ more: [RecallHit]) {
      for hit in more where known.insert(hit.id).inserted { hits.append(hit) }
    }
    // What only states something is answered without evidence.
    var needsRecall = false
    for inquiry in inquiries {
      switch inquiry {
      case .identity: break
      case .overview(let topic):
        add(try await overview(of: topic, in: request.space))
        needsRecall = true
      case .planned:
        add(try await planned(in: request.space))
        needsRecall = true
      case .told(let times):
        add(try await told(in: times, question, of: request, excluding: message))
      case .fact(let whole):
        needsRecall = true
        for reading in whole.parts(antecedent: nil) where reading.people.isEmpty {
          for slot in reading.slots.all { add(try await statements(of: slot, in: request.space)) }
          if reading.asksPast, !reading.slots.isEmpty {
            add(try await replaced(of: reading.slots.all, in: request.space))
          }
        }
      }
    }
    if needsRecall {
      let found = try await testimony(on: question, of: request, excluding: message)
      add(found)
      add(try await successors(of: found, in: request.space))
    }
    let people = Self.acquaintances(in: hits)
    for case .fact(let whole) in inquiries {
      for reading in whole.parts(antecedent: nil) where reading.people.count == 1 {
        for name in people.names(of: reading.people[0]) {
          for slot in reading.slots.all { add(try await statements(of: "\(name):\(slot)", in: request.space)) }
        }
      }
    }
    return hits
  }

  /// What recall finds without its echoes: earlier questions, and what was answered to them, are near every question of
  /// their kind and take the places of what was said. Where there are some, a wider recall, of which nobody is told,
  /// gives the places back.
  private func testimony(on question: String, of request: ChatRequest, excluding message: Message?)
    async throws(MnemeError) -> [RecallHit]
  {
    let found = try await recall(for: question, of: request, excluding: message)
    let kept = found.filter(Self.isTestimony)
    guard kept.count < found.count else { return kept }
    let wider = try await memory.recall(
      RecallQuery(
        space: request.space, text: Self.query(question), limit: settings.recallLimit * Self.widening,
        excluding: message.map { [$0.id] } ?? [], observe: false, channel: request.channel)
    ).hits.filter(Self.isTestimony)
    return wider.count > kept.count ? Array(wider.prefix(settings.recallLimit)) : kept
  }

  private static func isTestimony(_ hit: RecallHit) -> Bool {
    if hit.role == .assistant || hit.role == .tool || hit.role == .system || hit.trust == .assistant { return false }
    guard hit.source == .message, hit.content.utf8.count <= short else { return true }
    return !StatementText.sentences(in: hit.content).allSatisfy(QuestionReading.isQuestion)
  }

  private static func query(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(Limits.queryCharacters)))
  }

  /// What these messages stated and what replaced it, which recall need not have found: it may share no word with the question.
  private func successors(of hits: [RecallHit], in space: SpaceID) async throws(MnemeError) -> [RecallHit] {
    var wanted = hits.filter { $0.source == .message }.flatMap { hit in
      (0..<Self.replacements.perMessage).map { ReflectionPlanner.memoryID(message: hit.id, index: $0) }
    }
    var found: [RecallHit] = []
    for step in 0..<Self.replacements.steps where !wanted.isEmpty {
      let memories = try await stores.memories.memories(ids: wanted, in: space)
        .filter { $0.retiredAt == nil && !$0.awaitsApproval && (step > 0 || Self.isReplaced($0)) }
      found += memories.map(Self.hit)
      wanted = memories.compactMap(\.supersededBy)
    }
    return found
  }

  /// The newest that fill a slot.
  private func statements(of slot: String, in space: SpaceID) async throws(MnemeError) -> [RecallHit] {
    try await stores.memories.memories(subject: nil, attribute: slot, in: space).prefix(2).map(Self.hit)
  }

  /// What filled these slots before, the newest of it.
  private func replaced(of slots: [String], in space: SpaceID) async throws(MnemeError) -> [RecallHit] {
    let memories = try await stores.memories.memories(
      in: space, includeInactive: true, before: nil, limit: Self.overview.considered)
    return memories.filter { memory in
      Self.isReplaced(memory) && memory.subject == nil && memory.attribute.map(slots.contains) ?? false
    }.prefix(4).map(Self.hit)
  }

  private static func isReplaced(_ memory: Memory) -> Bool {
    memory.retiredAt == nil && !memory.awaitsApproval && memory.supersededBy != nil && memory.validTo != nil
  }

  /// Who is who in what the owner said.
  private static func acquaintances(in hits: [RecallHit]) -> Acquaintances {
    var people = Acquaintances()
    for hit in hits where hit.trust == .user && hit.role != .assistant && hit.content.utf8.count <= introduction {
      people.learn(from: hit.content)
    }
    return people
  }

  /// What speaks, and of others than the owner also what was replaced: it may tell a name.
  private func overview(of topic: Inquiry.Topic, in space: SpaceID) async throws(MnemeError) -> [RecallHit] {
    let memories = try await stores.memories.memories(
      in: space, includeInactive: topic != .owner, before: nil, limit: Self.overview.considered
    ).sorted { ($0.importance, $0.ordinal) > ($1.importance, $1.ordinal) }
    let replaced = memories.filter(Self.isReplaced)
    return (memories.filter(\.isActive).prefix(Self.overview.kept) + replaced.prefix(Self.overview.replaced)).map(
      Self.hit)
  }

  /// The newest memories of what happened or is to come.
  private func planned(in space: SpaceID) async throws(MnemeError) -> [RecallHit] {
    try await stores.memories.memories(in: space, includeInactive: false, before: nil, limit: Self.overview.considered)
      .filter { $0.kind == .event && $0.isActive }.prefix(Self.overview.kept).map(Self.hit)
  }

  private func told(in times: [Range<Date>], _ question: String, of request: ChatRequest, excluding message: Message?)
    async throws(MnemeError) -> [RecallHit]
  {
    return try await memory.recall(
      RecallQuery(
        space: request.space, text: Self.query(question), limit: Self.told, sources: [.message],
        excluding: message.map { [$0.id] } ?? [], observe: false)
    ).hits.filter { hit in hit.role == .user && times.contains { $0.contains(hit.createdAt) } }
  }

  private static func hit(_ memory: Memory) -> RecallHit {
    RecallHit(
      id: memory.id, source: .memory, content: memory.text, score: 0.5, createdAt: memory.recordedAt,
      session: memory.session, externalID: nil, speaker: memory.subject, role: nil, kind: memory.kind,
      trust: memory.trust, validFrom: memory.validFrom, validTo: memory.validTo, sources: memory.sources,
      explanation: nil)
  }
}
