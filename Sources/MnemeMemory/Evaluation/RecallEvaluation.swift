package import Foundation
package import MnemeCore

/// Measures recall on labelled conversations through the same calls that serve it.
///
/// Each conversation becomes one space: its turns are imported in order with the clock at their times, the queue is
/// waited for, then each question is one recall that leaves no trace.
package struct RecallEvaluation: Sendable {
  /// What is measured; closures, so that it may be an engine in process or a server.
  package struct Subject: Sendable {
    package var importBatch: @Sendable ([ImportedMessage], SpaceID) async throws -> Void
    /// Returns when everything imported into the space is embedded and reflected.
    package var waitForQueue: @Sendable (SpaceID) async throws -> Void
    package var recall: @Sendable (RecallQuery) async throws -> RecallResult
    /// External ids of messages, by id; a message that has none is left out.
    package var externalIDs: @Sendable ([String], SpaceID) async throws -> [String: String]
    /// Sets the time of day; called with the time of the last turn before a conversation's questions.
    package var setClock: @Sendable (Date) -> Void

    package init(
      importBatch: @escaping @Sendable ([ImportedMessage], SpaceID) async throws -> Void,
      waitForQueue: @escaping @Sendable (SpaceID) async throws -> Void,
      recall: @escaping @Sendable (RecallQuery) async throws -> RecallResult,
      externalIDs: @escaping @Sendable ([String], SpaceID) async throws -> [String: String],
      setClock: @escaping @Sendable (Date) -> Void
    ) {
      self.importBatch = importBatch
      self.waitForQueue = waitForQueue
      self.recall = recall
      self.externalIDs = externalIDs
      self.setClock = setClock
    }

    package init(
      memory: any MemoryService, imports: any ImportService, messages: any MessageStore,
      setClock: @escaping @Sendable (Date) -> Void
    ) {
      self.init(
        importBatch: { _ = try await imports.importMessages($0, in: $1) },
        waitForQueue: { _ = try await imports.queueStatus(of: $0, wait: true) },
        recall: { try await memory.recall($0) },
        externalIDs: { ids, space in
          let found = try await messages.messages(ids: ids, in: space)
          return Dictionary(found.compactMap { m in m.externalID.map { (m.id, $0) } }) { first, _ in first }
        }, setClock: setClock)
    }
  }

  package let name: String
  package let dataset: RecallDataset
  /// Values of k for recall@k, ascending.
  package let cuts: [Int]
  /// Printed with the result.
  package let settings: [String: String]
  /// Ids of the conversations that were not looked at while recall was built; empty for no split.
  package let checked: Set<String>

  /// - Throws: `invalidInput` when a cut is not in 1…`Limits.recallResults`, when a checked conversation is not in the
  ///   dataset, or when all of them are checked.
  package init(
    name: String, dataset: RecallDataset, cuts: [Int] = [5, 10, 20], settings: [String: String] = [:],
    checked: Set<String> = []
  ) throws(MnemeError) {
    guard !cuts.isEmpty, cuts.allSatisfy({ (1...Limits.recallResults).contains($0) }) else {
      throw MnemeError(.invalidInput, "Each k must be 1 to \(Limits.recallResults).")
    }
    let ids = dataset.conversations.map(\.id)
    if let unknown = checked.subtracting(ids).sorted().first {
      throw MnemeError(
        .invalidInput, "The dataset has no conversation '\(unknown)'; it has \(ids.joined(separator: ", ")).")
    }
    guard checked.count < ids.count else {
      throw MnemeError(.invalidInput, "All conversations are checked on; leave out those that recall was built on.")
    }
    self.name = name
    self.dataset = dataset
    self.cuts = Set(cuts).sorted()
    self.settings = settings
    self.checked = checked
  }

  /// Runs everything; `progress` is called after each conversation with its id.
  package func run(
    _ subject: Subject, progress: @Sendable (String) -> Void = { _ in }
  ) async throws -> RecallReport {
    var report = RecallReport(dataset: name, cuts: cuts, settings: settings, checked: checked)
    for (index, conversation) in dataset.conversations.enumerated() {
      let space = try SpaceID("eval-\(index)")
      for start in stride(from: 0, to: conversation.turns.count, by: 256) {
        let batch = conversation.turns[start..<min(start + 256, conversation.turns.count)]
        if let last = batch.last { subject.setClock(last.time) }
        try await subject.importBatch(batch.map(Self.message), space)
      }
      if let last = conversation.turns.last { subject.setClock(last.time) }
      try await subject.waitForQueue(space)
      try await ask(conversation, in: space, of: subject, report: &report)
      progress(conversation.id)
    }
    return report
  }

  private func ask(
    _ conversation: RecallDataset.Conversation, in space: SpaceID, of subject: Subject, report: inout RecallReport
  ) async throws {
    report.conversations.append(conversation.id)
    var externalIDs: [String: String] = [:]
    for question in conversation.questions where !question.evidence.isEmpty {
      // Twice the turns wanted: a memory and another of the same turn count once.
      let wanted = max(20, cuts.last ?? 20)
      let query = RecallQuery(
        space: space, text: question.question, limit: min(Limits.recallResults, wanted * 2), observe: false)
      let start = ContinuousClock.now
      let result = try await subject.recall(query)
      let elapsed = start.duration(to: .now)
      for hit in result.hits where hit.source == .message {
        if let external = hit.externalID { externalIDs[hit.id] = external }
      }
      let unknown = Set(result.hits.flatMap(\.sources)).subtracting(externalIDs.keys)
      if !unknown.isEmpty {
        externalIDs.merge(try await subject.externalIDs(unknown.sorted(), space)) { first, _ in first }
      }
      let ranked = Self.turns(of: result.hits, externalIDs: externalIDs)
      let metrics = RecallMetrics(ranked: ranked, evidence: question.evidence, cuts: cuts)
      report.add(metrics, category: question.category, conversation: conversation.id, elapsed: elapsed)
    }
  }

  /// Turn ids in order, each once; a memory stands for the turns it came from, first one first.
  static func turns(of hits: [RecallHit], externalIDs: [String: String]) -> [String] {
    var seen: Set<String> = []
    var result: [String] = []
    for hit in hits {
      let ids = hit.source == .message ? [hit.externalID ?? hit.id] : hit.sources.map { externalIDs[$0] ?? $0 }
      for id in ids where seen.insert(id).inserted { result.append(id) }
    }
    return result
  }

  private static func message(_ turn: RecallDataset.Turn) -> ImportedMessage {
    ImportedMessage(
      externalID: turn.id, session: turn.session, time: turn.time, role: .user, speaker: turn.speaker, text: turn.text)
  }
}
