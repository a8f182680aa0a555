import Foundation
import Logging
package import MnemeCore

/// Letting a language model read what the rules may have missed, when nothing else is to be done.
extension MemoryEngine {
  /// Messages of one call.
  package static let distilledAtOnce = 24
  /// Seconds after the last message of a space before a model reads it: an idle space, a whole batch.
  static let distillingIdleSeconds = 60.0
  private static let distillingCheckSeconds = 20.0
  /// Numbers of a message's candidates that a model found: apart from those of the rules.
  private static let distilledOffset = 1_000

  /// Looks for idle spaces until the task is cancelled.
  func runDistilling() async {
    guard distiller != nil else { return }
    var pauses = DistillingPauses()
    while !Task.isCancelled {
      // Ends at once with the task.
      try? await Task.sleep(for: .seconds(Self.distillingCheckSeconds))
      if Task.isCancelled { return }
      await distilIdleSpaces(&pauses)
    }
  }

  /// One call at most for each space; what fails in one keeps no other waiting.
  package func distilIdleSpaces(_ pauses: inout DistillingPauses) async {
    do throws(MnemeError) {
      for space in try await stores.upkeep.spaces() where pauses.isOver(for: space, at: clock.now()) {
        do throws(MnemeError) {
          let outcome = try await distil(space, atMost: pauses.limit(for: space))
          if outcome.calls > 0 { pauses.worked(for: space) }
        } catch {
          if Task.isCancelled { return }
          let verdict = pauses.failed(for: space, with: error, at: clock.now())
          logger.warning("distilling.failed", metadata: ["error.code": "\(error.code.rawValue)"])
          if verdict == .skip { try await skipBatch(of: space, atMost: pauses.limit(for: space)) }
        }
      }
    } catch {
      logger.warning("distilling.failed", metadata: ["error.code": "\(error.code.rawValue)"])
    }
  }

  /// The next batch is left to the rules.
  private func skipBatch(of space: SpaceID, atMost limit: Int) async throws(MnemeError) {
    guard let last = try await stores.extraction.distilledThrough(in: space) else { return }
    let page = try await stores.messages.outline(of: space, after: last, limit: limit)
    guard let end = page.last else { return }
    try await stores.extraction.markDistilled(through: end.ordinal, in: space)
    logger.warning("distilling.skipped", metadata: ["messages.count": "\(page.count)"])
    events.publish(.maintenanceFinished(name: "distillation", counts: ["skipped": page.count]), in: space)
  }

  /// Has a model read the next batch of a space that is idle: one call at most, none where nothing new was said or no model may
  /// do this. An answer that is no good is dropped whole; what a model could not be asked is asked again.
  /// - Parameter limit: messages of the batch.
  package func distil(_ space: SpaceID, atMost limit: Int = MemoryEngine.distilledAtOnce) async throws(MnemeError)
    -> DistillationOutcome
  {
    var outcome = DistillationOutcome()
    guard let distiller, let readiness = await distiller.readiness() else { return outcome }
    guard let last = try await stores.extraction.distilledThrough(in: space) else {
      // What was said before a model was there is left to the rules.
      let newest = try await newestOrdinal(in: space)
      try await stores.extraction.markDistilled(through: newest, in: space)
      return outcome
    }
    let page = try await stores.messages.outline(of: space, after: last, limit: limit)
    // The time of an imported message may lie ahead.
    guard let end = page.last, abs(clock.now().timeIntervalSince(end.createdAt)) >= Self.distillingIdleSeconds else {
      return outcome
    }
    let messages = try await readable(page, in: space, to: readiness)
    outcome.messages = messages.count
    if !messages.isEmpty {
      outcome.calls = 1
      if let found = try await distiller.distil(messages) {
        try await keep(found, of: messages, by: readiness, &outcome)
      } else {
        outcome.invalid = 1
      }
    }
    try await stores.extraction.markDistilled(through: end.ordinal, in: space)
    if outcome.calls > 0 {
      events.publish(
        .maintenanceFinished(
          name: "distillation",
          counts: [
            "messages": outcome.messages, "calls": outcome.calls, "invalid": outcome.invalid,
            "refused": outcome.refused,
            "memories": outcome.memories,
          ]), in: space)
    }
    return outcome
  }

  private func newestOrdinal(in space: SpaceID) async throws(MnemeError) -> Int64 {
    var newest: Int64 = 0
    for session in try await stores.sessions.sessions(in: space, limit: 8) {
      let last = try await stores.messages.messages(session: session.id, in: space, before: nil, limit: 1).last
      newest = max(newest, last?.ordinal ?? 0)
    }
    return newest
  }

  /// The owner's own words, with secrets replaced; without what must not leave, and what others wrote.
  private func readable(_ page: [MessageOutline], in space: SpaceID, to readiness: DistillerReadiness)
    async throws(MnemeError) -> [Message]
  {
    let wanted = page.filter { $0.role == .user && $0.speaker == nil }.map(\.ordinal)
    if wanted.isEmpty { return [] }
    let withheld = readiness.leavesHome ? try await stores.archive.localOnlyItems(in: space) : []
    return try await stores.messages.messages(ordinals: wanted, in: space)
      .filter { $0.trust == .user && !withheld.contains($0.id) }
      .map { $0.saying(StatementText.sentences(in: SecretScanner.redact($0.text)).joined(separator: "\n")) }
      .filter { !$0.text.isEmpty }
  }

  /// Stores what passes the gates; each message's part in one step.
  private func keep(
    _ found: Distillation, of messages: [Message], by readiness: DistillerReadiness,
    _ outcome: inout DistillationOutcome
  ) async throws(MnemeError) {
    let gate = DistillationGate(messages)
    var candidates: [String: [MemoryCandidate]] = [:]
    for statement in found.statements {
      guard gate.admits(statement), let message = messages.first(where: { $0.id == statement.message }) else {
        outcome.refused += 1
        continue
      }
      candidates[message.id, default: []].append(
        candidate(statement, said: message.createdAt))
    }
    if embedder.state == .ready { _ = try await documentVectors(candidates.values.flatMap { $0.map(\.text) }) }
    for message in messages {
      guard let own = candidates[message.id] else { continue }
      let touched = try await planning.withLock { () async throws(MnemeError) -> [Memory] in
        // One that has been forgotten since it was read leaves nothing behind.
        guard try await !stores.messages.messages(ids: [message.id], in: message.space).isEmpty else { return [] }
        return try await keep(own, of: message, from: Self.distilledOffset, finishing: [])
      }
      outcome.memories += touched.count
    }
    try await record(extractions(found, of: messages, gate, &outcome), in: messages[0].space, finishing: [])
    try await refine(found.emotions, of: messages, by: readiness)
    try await describe(found.summary, of: messages)
  }

  /// Kind and importance are the model's; slot and dates are read by the rules, where they understand the words.
  private func candidate(_ statement: Distillation.Statement, said date: Date) -> MemoryCandidate {
    let read = reflector.analyse(statement.text, at: date)
    var candidate = MemoryCandidate(
      text: statement.text, kind: statement.kind, importance: min(max(statement.importance, 0), 0.9), validFrom: date,
      saidAt: date)
    if read.count == 1 {
      candidate.attribute = read[0].attribute
      candidate.value = read[0].value
      candidate.validFrom = read[0].validFrom
      candidate.isCorrection = read[0].isCorrection
    }
    return candidate
  }

  private func extractions(
    _ found: Distillation, of messages: [Message], _ gate: DistillationGate, _ outcome: inout DistillationOutcome
  ) -> [GraphExtraction] {
    var result: [GraphExtraction] = []
    for message in messages {
      let entities = found.entities.filter { $0.message == message.id }
      let named = entities.filter { gate.admits(name: $0.name, in: message.id) }
      outcome.refused += entities.count - named.count
      let mentions = named.map { entity in
        EntityKey.normalized(entity.name) == EntityKey.ownerName
          ? GraphExtraction.Mention.owner
          : GraphExtraction.Mention(surface: entity.name, key: EntityKey.normalized(entity.name), kind: entity.kind)
      }
      let keys = Set(mentions.map(\.key)).union([EntityKey.owner])
      let statements = found.relations.filter { $0.message == message.id }.compactMap { relation in
        let ends = [relation.source, relation.target].map { name in
          let key = EntityKey.normalized(name)
          return key == EntityKey.ownerName ? EntityKey.owner : key
        }
        return ends.allSatisfy(keys.contains)
          ? GraphExtraction.Statement(source: ends[0], type: relation.type, target: ends[1]) : nil
      }
      let extraction = GraphExtraction(
        message: message.id, messageOrdinal: message.ordinal, at: message.createdAt, reader: .model, mentions: mentions,
        statements: statements)
      if !extraction.isEmpty { result.append(extraction) }
    }
    return result
  }

  /// The model's feelings in the place of those that were read first; the intent stays.
  private func refine(_ emotions: [String: Emotion], of messages: [Message], by readiness: DistillerReadiness)
    async throws(MnemeError)
  {
    let known = messages.map(\.id).filter { emotions[$0] != nil }
    guard let space = messages.first?.space, !known.isEmpty else { return }
    let before = Dictionary(
      try await stores.readings.readings(of: known, in: space).map { ($0.message, $0) },
      uniquingKeysWith: { first, _ in first })
    try await stores.readings.put(
      known.compactMap { id in
        emotions[id].map {
          MessageReading(
            message: id, emotion: $0, emotionConfidence: 1, intent: before[id]?.intent, method: readiness.model)
        }
      }, in: space)
  }

  /// The summary of an ended session, if it was made of all that its owner said in it and none of that has gone since.
  private func describe(_ summary: String, of messages: [Message]) async throws(MnemeError) {
    guard let first = messages.first, Set(messages.map(\.session)).count == 1, !summary.isEmpty, summary.count <= 600,
      SecretScanner.scan(summary).isEmpty, !SensitiveText.isSensitive(summary)
    else { return }
    let (space, shown) = (first.space, Set(messages.map(\.id)))
    // Nothing is forgotten or retired in between.
    try await planning.withLock { () async throws(MnemeError) in
      guard let session = try await stores.sessions.session(first.session, in: space), session.endedAt != nil,
        let digest = session.digest
      else { return }
      let all = try await stores.messages.messages(
        session: session.id, in: space, before: nil, limit: SessionDigester.messageLimit)
      guard all.count < SessionDigester.messageLimit else { return }
      let silenced = try await stores.archive.outdatedMessages(in: space).silenced
      let told = all.filter { $0.role == .user && !silenced.contains($0.ordinal) }.map(\.id)
      guard Set(told) == shown else { return }
      try await stores.sessions.put(
        SessionDigest(
          title: digest.title, summary: summary, topics: digest.topics,
          sources: shown.union(digest.sources).sorted()), session: session.id, in: space, finishing: [])
    }
  }
}

extension Message {
  fileprivate func saying(_ text: String) -> Message {
    Message(
      id: id, ordinal: ordinal, space: space, session: session, role: role, speaker: speaker, text: text, trust: trust,
      createdAt: createdAt, externalID: externalID, parent: parent, pathHash: pathHash)
  }
}
