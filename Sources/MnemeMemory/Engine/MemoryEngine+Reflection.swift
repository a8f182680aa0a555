import Foundation
package import MnemeCore
import MnemeVectors

/// From messages to memories: rules, comparison with what is known, one transaction per message.
extension MemoryEngine {
  /// Nearest memories that a candidate is compared with.
  private static let neighbours = 8

  /// Distils memories from the messages of these jobs, oldest first; messages that state nothing cost no transaction of their
  /// own.
  func reflect(on jobs: [Job], in space: SpaceID) async throws(MnemeError) {
    let messages = try await stores.messages.messages(ids: jobs.map(\.subject), in: space)
    var jobIDs = Dictionary(jobs.map { ($0.subject, $0.id) }) { first, _ in first }
    let found = messages.sorted { $0.ordinal < $1.ordinal }.map { ($0, worthKeeping(in: $0)) }
      .filter { !$0.1.isEmpty }

    try await record(Self.readable(messages).map(extractor.extraction), in: space, finishing: [])

    // One encoder call for the whole batch; without vectors only equal slots and equal words are found again.
    if embedder.state == .ready {
      _ = try await documentVectors(found.flatMap { $0.1.map(\.text) })
    }
    for (message, candidates) in found {
      let job = jobIDs.removeValue(forKey: message.id)
      _ = try await planning.withLock { () async throws(MnemeError) -> [Memory] in
        // One that has been forgotten since it was read leaves nothing behind.
        guard try await !stores.messages.messages(ids: [message.id], in: space).isEmpty else { return [] }
        return try await keep(candidates, of: message, finishing: job.map { [$0] } ?? [])
      }
    }
    let rest = Array(jobIDs.values)
    if !rest.isEmpty { try await stores.jobs.finish(rest) }
  }

  /// Most memories of one message; a longer one keeps the most important.
  private static let candidatesPerMessage = 64

  /// What a message states, without what must not become a memory: passwords, keys and numbers of cards stay in the message
  /// they were said in.
  private func worthKeeping(in message: Message) -> [MemoryCandidate] {
    let candidates = reflector.candidates(
      in: message.text, role: message.role, speaker: message.speaker, trust: message.trust, at: message.createdAt)
    let kept = candidates.filter { SecretScanner.scan($0.text).isEmpty }
    guard kept.count > Self.candidatesPerMessage else { return kept }
    let chosen = kept.indices.sorted { (kept[$1].importance, $0) < (kept[$0].importance, $1) }
      .prefix(Self.candidatesPerMessage).sorted()
    return chosen.map { kept[$0] }
  }

  /// The same changes, with the sensitive topics that new memories touch.
  private static func labelled(_ changes: [MemoryChange]) -> [MemoryChange] {
    changes.map { change in
      guard case .add(var memory, let reason) = change else { return change }
      memory.labels = SensitivityLabeler.labels(in: memory.text).map(\.rawValue).sorted()
      return .add(memory, reason: reason)
    }
  }

  /// Applies what the candidates of one message change; the caller holds `planning`.
  /// - Parameter first: number of the first candidate among those of its message.
  func keep(_ candidates: [MemoryCandidate], of message: Message, from first: Int = 0, finishing jobs: [Int64])
    async throws(MnemeError) -> [Memory]
  {
    let origin = ReflectionPlanner.Origin(
      message: message.id, session: message.session, space: message.space, trust: message.trust)
    var touched: [Memory] = []
    for (position, candidate) in candidates.enumerated() {
      var changes = planner.changes(
        for: candidate, at: first + position, of: origin,
        among: try await surroundings(of: candidate, said: message), now: clock.now())
      if settings.asksFirst { changes = try await asking(changes, of: message) }
      guard !changes.isEmpty else { continue }
      touched += try await apply(changes, in: message.space, finishing: [])
    }
    if !jobs.isEmpty { try await stores.jobs.finish(jobs) }
    return touched
  }

  /// The same changes as questions to the owner: what is new waits in the inbox and replaces nothing yet; what waits there
  /// already is said again.
  private func asking(_ changes: [MemoryChange], of message: Message) async throws(MnemeError) -> [MemoryChange] {
    let waiting = try await inbox(in: message.space, limit: Self.inboxLimit)
    return changes.compactMap { change in
      switch change {
      case .add(var memory, let reason):
        if waiting.contains(where: { $0.id == memory.id }) { return nil }
        if let twin = waiting.first(where: { StatementMeaning.sameWords($0.text, memory.text) }) {
          return .merge(id: twin.id, text: memory.text, source: message.id, reason: "said again")
        }
        memory.awaitsApproval = true
        return .add(memory, reason: reason)
      case .supersede: return nil
      default: return change
      }
    }
  }

  /// Memories of the inbox that a new one is compared with.
  private static let inboxLimit = 200

  private func apply(_ changes: [MemoryChange], in space: SpaceID, finishing: [Int64])
    async throws(MnemeError) -> [Memory]
  {
    let stored = try await stores.memories.apply(
      Self.labelled(changes), in: space, at: clock.now(), finishing: finishing)
    await index.changed(stored, mayOutdate: !changes.allSatisfy(\.onlyAddsWhatSpeaks))
    tell(changes, in: space)
    await reviewInsights(changes.filter { !$0.onlyAddsWhatSpeaks }.map(\.memory), in: space)
    // The next candidate must see this one before the queue has stored its vector.
    let rows = stored.compactMap { memory -> VectorRow? in
      guard memory.isActive, let values = embeddings[memory.text] else { return nil }
      return VectorRow(
        key: ItemKey(.memory, memory.ordinal), dimension: embedder.info.dimension, values: values)
    }
    if !rows.isEmpty { await index.insert(rows, in: space) }
    signal.signal()
    return stored
  }

  private func surroundings(of candidate: MemoryCandidate, said message: Message)
    async throws(MnemeError) -> ReflectionPlanner.Surroundings
  {
    let space = message.space
    var nearest: [ReflectionPlanner.Neighbour] = []
    if let vectors = embeddings[candidate.text] {
      let query = Array(vectors.prefix(embedder.info.dimension))
      let view = try await index.view(of: space)
      // A vector of another dimension cannot come from this embedder.
      let matches = (try? view.memories.topK(query, k: Self.neighbours)) ?? []
      let similarity = Dictionary(matches.map { ($0.key, Double($0.score)) }) { best, _ in best }
      let known = try await stores.memories.memories(ordinals: matches.map(\.key), in: space)
      nearest = known.filter(\.isActive).map {
        .init(memory: $0, similarity: similarity[$0.ordinal] ?? 0)
      }
    }
    var same: [Memory] = []
    if let attribute = candidate.attribute {
      same = try await stores.memories.memories(
        subject: candidate.subject, attribute: attribute, in: space)
    }
    return .init(
      nearest: nearest, sameAttribute: same, related: try await related(to: candidate, in: space),
      mentions: try await mentions(of: candidate, said: message))
  }

  /// Memories that are looked at for what a candidate says is over.
  private static let relatedLimit = 8

  /// Active memories of the slots that a candidate ends, and those that hold most of what it says.
  private func related(to candidate: MemoryCandidate, in space: SpaceID) async throws(MnemeError) -> [Memory] {
    var found: [Memory] = []
    for slot in candidate.ends {
      found += try await stores.memories.memories(subject: candidate.subject, attribute: slot, in: space)
    }
    // A correction without a name of what ended is compared by its own words.
    let named = candidate.replaced.isEmpty ? candidate.text : candidate.replaced.joined(separator: " ")
    let matches = try await index.view(of: space).lexical.search(
      TextAnalyzer.queryTerms(named), sources: [.memory], limit: Self.relatedLimit)
    found += try await stores.memories.memories(ordinals: matches.map(\.key.ordinal), in: space)
    return found.filter { $0.isActive && $0.subject == candidate.subject }
  }

  /// How often the same words were said, this message included. Looked up only where it decides.
  private func mentions(of candidate: MemoryCandidate, said message: Message) async throws(MnemeError) -> Int {
    let undecided = ReflectionPlanner.repeatedImportance..<ReflectionPlanner.promotionImportance
    guard undecided.contains(candidate.importance) else { return 1 }
    let terms = TextAnalyzer.queryTerms(candidate.text)
    let wanted = Set(terms)
    let matches = try await index.view(of: message.space).lexical.search(terms, sources: [.message], limit: 8)
    let others = try await stores.messages.messages(ordinals: matches.map(\.key.ordinal), in: message.space)
    return 1
      + others.count { other in
        other.ordinal < message.ordinal && other.role == message.role && other.speaker == message.speaker
          && wanted.isSubset(of: TextAnalyzer.terms(other.text))
      }
  }

  // MARK: Statements

  /// Keeps the statement as a message, the record of who said it and when, and as the memory it states.
  package func remember(_ statement: Statement, in space: SpaceID) async throws(MnemeError) -> Memory {
    let text = statement.text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !text.isEmpty else { throw MnemeError(.unprocessable, "There is no text to remember.") }
    guard text.unicodeScalars.count <= Limits.memoryCharacters else {
      throw MnemeError(.tooLarge, "A memory has at most \(Limits.memoryCharacters) characters.")
    }
    guard SecretScanner.scan(text).isEmpty else {
      throw MnemeError(
        .unprocessable,
        "The statement holds what looks like a password, a key or the number of a card; Mneme does not remember those. Keep it in a password manager."
      )
    }
    if let importance = statement.importance, !(0...1).contains(importance) {
      throw MnemeError(.unprocessable, "importance must be between 0 and 1.")
    }
    let outcome = try await append(
      [
        NewMessage(
          id: identifiers.next(), space: space, session: statement.session ?? "notes", role: .user, text: text,
          trust: .user, createdAt: statement.saidAt ?? clock.now(), jobs: [.embedMessage, .linkMessage])
      ], channel: "notes")
    guard let message = outcome.first?.message else {
      throw MnemeError(.internal, "The store returned no outcome for an append.")
    }
    // A loading encoder is not waited for: the memory is durable now and its vector follows from the queue.
    if embedder.state == .ready { _ = try? await documentVectors([text]) }
    let candidate = candidate(for: text, statement: statement, said: message)
    return try await planning.withLock { () async throws(MnemeError) -> Memory in
      let known =
        statement.isAsGiven
        ? ReflectionPlanner.Surroundings() : try await surroundings(of: candidate, said: message)
      let origin = ReflectionPlanner.Origin(
        message: message.id, session: message.session, space: space, trust: .user)
      let changes = planner.changes(for: candidate, at: 0, of: origin, among: known, now: clock.now())
        .map { change in
          guard case .add(var memory, let reason) = change, let importance = statement.importance else { return change }
          memory.importance = importance
          return .add(memory, reason: reason)
        }
      let stored = try await apply(changes, in: space, finishing: [])
      guard let memory = stored.first(where: \.isActive) ?? stored.first else {
        throw MnemeError(.internal, "The statement led to no memory.")
      }
      return memory
    }
  }

  /// The whole statement as one memory; kind, importance and slot from the rules where the caller names none.
  private func candidate(for text: String, statement: Statement, said message: Message) -> MemoryCandidate {
    let found = reflector.candidates(
      in: text, role: .user, speaker: nil, trust: .user, at: message.createdAt)
    // A slot belongs to the statement only when it states one thing.
    let only = found.count == 1 ? found[0] : nil
    return MemoryCandidate(
      text: text, kind: statement.kind ?? only?.kind ?? .fact,
      // Asked to be kept, so it passes the promotion gate; the importance that was asked for is set afterwards.
      importance: max(only?.importance ?? 0, 0.7),
      subject: nil, attribute: only?.attribute, isCorrection: only?.isCorrection ?? false,
      validFrom: only?.validFrom ?? message.createdAt, saidAt: message.createdAt,
      value: only?.value ?? [])
  }
}
