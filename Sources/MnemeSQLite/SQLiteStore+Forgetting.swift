package import Foundation
import GRDB
package import MnemeCore
import Synchronization

extension SQLiteStore: ForgettingStore {
  package func forgettingPlan(for selection: ForgetSelection, in space: SpaceID) async throws(MnemeError)
    -> ForgetPlan
  {
    // A person is also looked for by words.
    if case .person = selection { try await catchUpLexicon() }
    return try await readSnapshot { db in
      guard let key = try db.key(of: space) else { return ForgetPlan() }
      return try ForgetPlanner(db: db, space: space, spaceKey: key).plan(selection)
    }
  }

  package func forgettingPlan(outlived before: Date, in space: SpaceID) async throws(MnemeError) -> ForgetPlan {
    try await readSnapshot { db in
      guard let key = try db.key(of: space) else { return ForgetPlan() }
      return try ForgetPlanner(db: db, space: space, spaceKey: key).plan(outlived: before)
    }
  }

  package func forget(_ plan: ForgetPlan, in space: SpaceID, at: Date) async throws(MnemeError) -> Erasure {
    if plan.isEmpty { return Erasure() }
    let queuedAt = clock.now().milliseconds
    let rows = plan.messages.count + plan.memories.count
    let done = try await writer.write(rows: rows) { db -> (Erasure, Generations)? in
      guard let key = try db.key(of: space) else { return nil }
      var run = ErasureRun(db: db, space: space, spaceKey: key, at: at.milliseconds, queuedAt: queuedAt)
      return (try run.erase(plan), try Generations(beginningIn: db))
    }
    guard let (erasure, begun) = done else { return Erasure() }
    generations.withLock { $0 = begun }
    try await scrub()
    return erasure
  }

  private func scrub() async throws(MnemeError) {
    let request = try await writer.write(rows: GroupCommit.rowLimit) { db in try Scrub.optimize(db) }
    guard let request else { return }
    do {
      try await pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
    } catch {
      throw StoreErrors.translate(error)
    }
    try await writer.write(rows: 1) { db in try Scrub.finish(request, db) }
  }

  /// At start, before anyone else can write: an erasure that was cut off after its transaction.
  func scrubIfNeeded() throws {
    try pool.writeWithoutTransaction { db in
      var request: String?
      guard try Scrub.pending(db) != nil else { return }
      try db.inTransaction(.immediate) {
        request = try Scrub.optimize(db)
        return .commit
      }
      _ = try db.checkpoint(.truncate)
      if let request { try Scrub.finish(request, db) }
    }
  }
}

/// Rewriting what an erasing transaction cannot: the segments of the full-text index, which keep deleted entries until they
/// are merged, and the write-ahead log. Freed space inside the database is overwritten as it is freed (`secure_delete`).
///
/// The transaction leaves a request, which goes when all is done: an erasure that was cut off is finished at the next start.
enum Scrub {
  static func pending(_ db: Database) throws -> String? {
    let rows = try db.rows("SELECT value FROM properties WHERE name = 'scrub'", [])
    return try rows.next().map { $0[0] }
  }

  /// Each request has a number of its own, so that finishing one does not take away a later one.
  static func request(_ db: Database) throws {
    let number = (try pending(db).flatMap(Int.init) ?? 0) + 1
    try db.run("INSERT OR REPLACE INTO properties (name, value) VALUES ('scrub', ?)", ["\(number)"])
  }

  /// The request that the optimised index satisfies; nil when another caller has finished it.
  static func optimize(_ db: Database) throws -> String? {
    guard let request = try pending(db) else { return nil }
    try db.run("INSERT INTO lexicon (lexicon) VALUES ('optimize')")
    return request
  }

  static func finish(_ request: String, _ db: Database) throws {
    try db.run("DELETE FROM properties WHERE name = 'scrub' AND value = ?", [request])
  }
}

/// Finds the rows that an erasure concerns. Reads only.
private struct ForgetPlanner {
  let db: Database
  let space: SpaceID
  let spaceKey: Int64

  func plan(_ selection: ForgetSelection) throws -> ForgetPlan {
    switch selection {
    case .message(let id):
      return try closure(messages: ordinals("m.id = ?2", [space.rawValue, id]), memories: [])
    case .session(let id):
      var plan = try closure(messages: ordinals("m.session = ?2", [space.rawValue, id]), memories: [])
      let isEmpty =
        try db.firstRow("SELECT 1 FROM sessions WHERE space = ? AND id = ? AND message_count = 0", [spaceKey, id])
        != nil
      if isEmpty { plan.emptySessions = [id] }
      return plan
    case .time(let from, let to):
      let bounds: StatementArguments = [space.rawValue, from.milliseconds, to.milliseconds]
      let unsourced = try db.memories(
        space,
        """
        m.recorded_at >= ?2 AND m.recorded_at < ?3
        AND NOT EXISTS (SELECT 1 FROM memory_sources s WHERE s.memory = m.ordinal)
        """, bounds)
      return try closure(
        messages: ordinals("m.created_at >= ?2 AND m.created_at < ?3", bounds), memories: unsourced.map(\.ordinal))
    case .everything:
      return ForgetPlan(
        messages: try ordinals("true", [space.rawValue]),
        memories: try db.memories(space, "true", [space.rawValue]).map(\.ordinal).sorted())
    case .person(let name): return try plan(person: name)
    case .memory(let id, let withSources): return try plan(memory: id, withSources: withSources)
    }
  }

  func plan(outlived before: Date) throws -> ForgetPlan {
    let old = try ordinals(
      """
      m.created_at < ?2 AND NOT EXISTS (
        SELECT 1 FROM memory_sources s JOIN memories k ON k.ordinal = s.memory
        WHERE s.message = m.id AND k.space = m.space AND k.retired_at IS NULL AND k.superseded_by IS NULL)
      """, [space.rawValue, before.milliseconds])
    return try closure(messages: old, memories: [])
  }

  private func plan(memory id: String, withSources: Bool) throws -> ForgetPlan {
    guard let memory = try db.memories(space, "m.id = ?2", [space.rawValue, id]).first else { return ForgetPlan() }
    let messages = try db.messages(
      space, "m.id IN (SELECT value FROM json_each(?2))", [space.rawValue, JSONList.encode(memory.sources)])
    var erased: [Int64] = []
    var kept: [String] = []
    for message in messages {
      let others = try db.memories(
        space, "m.ordinal IN (SELECT memory FROM memory_sources WHERE message = ?2) AND m.ordinal <> ?3",
        [space.rawValue, message.id, memory.ordinal])
      if withSources || others.isEmpty { erased.append(message.ordinal) } else { kept.append(message.id) }
    }
    var plan = try closure(messages: erased.sorted(), memories: [memory.ordinal])
    plan.keptSources = kept
    return plan
  }

  /// What the person said, what is about the person, and what names the person.
  private func plan(person name: String) throws -> ForgetPlan {
    var messages = Set(try ordinals("m.speaker = ?2 COLLATE NOCASE", [space.rawValue, name]))
    let terms = TextAnalyzer.terms(name).map(LexicalTerms.clean)
    var memories: Set<Int64> = []
    if !terms.isEmpty {
      let prefix = LexicalTerms.prefix(space: spaceKey)
      let phrase = "\"" + terms.map { prefix + $0 }.joined(separator: " ") + "\""
      let rows = try db.rows("SELECT rowid FROM lexicon WHERE lexicon MATCH ?", [phrase])
      while let row = try rows.next() { messages.insert(row[0]) }
    }
    for memory in try db.memories(space, "true", [space.rawValue]) {
      let isAbout = memory.subject?.caseInsensitiveCompare(name) == .orderedSame
      if isAbout || Self.contains(TextAnalyzer.terms(memory.text).map(LexicalTerms.clean), terms) {
        memories.insert(memory.ordinal)
      }
    }
    return try closure(messages: messages.sorted(), memories: memories.sorted())
  }

  private static func contains(_ text: [String], _ phrase: [String]) -> Bool {
    guard !phrase.isEmpty, text.count >= phrase.count else { return false }
    return (0...(text.count - phrase.count)).contains { text[$0...].starts(with: phrase) }
  }

  private func ordinals(_ condition: String, _ arguments: StatementArguments) throws -> [Int64] {
    let rows = try db.rows(
      """
      SELECT m.ordinal FROM messages m WHERE m.space = (SELECT key FROM spaces WHERE id = ?1) AND \(condition)
      ORDER BY m.ordinal
      """, arguments)
    var result: [Int64] = []
    while let row = try rows.next() { result.append(row[0]) }
    return result
  }

  /// Adds the answers that the messages got, and the answers from memory alone that quote them or the memories.
  private func withAnswers(_ messages: [Int64], _ memories: [Int64]) throws -> [Int64] {
    var all = Set(messages)
    let answers = try db.rows(
      """
      SELECT r.ordinal FROM json_each(?2) e CROSS JOIN messages q ON q.ordinal = e.value
        CROSS JOIN messages r ON r.space = q.space AND r.session = q.session
      WHERE q.space = ?1 AND r.parent = q.id AND r.role = 'assistant'
      """, [spaceKey, JSONList.encode(messages)])
    while let row = try answers.next() { all.insert(row[0]) }
    let texts =
      try db.messages(
        space, "m.ordinal IN (SELECT value FROM json_each(?2))", [space.rawValue, JSONList.encode(messages)]
      ).map(\.text)
      + db.memories(
        space, "m.ordinal IN (SELECT value FROM json_each(?2))", [space.rawValue, JSONList.encode(memories)]
      ).map(\.text)
    let quotes = Set(texts.flatMap(SentenceSplitter.sentences).map(Self.beginning).filter { $0.count >= 8 })
    if !quotes.isEmpty {
      let echoes = try db.messages(
        space, "m.external_id >= ?2 AND m.external_id < ?3",
        [space.rawValue, Message.echoPrefix, Message.echoPrefix + "\u{10FFFF}"])
      for echo in echoes where !all.contains(echo.ordinal) {
        let text = echo.text.lowercased()
        if quotes.contains(where: text.contains) { all.insert(echo.ordinal) }
      }
    }
    return all.sorted()
  }

  /// As much of a sentence as a quotation holds of it, without its end mark.
  private static func beginning(_ sentence: String) -> String {
    var scalars = sentence.lowercased().unicodeScalars.prefix(48)
    while let last = scalars.last, ".!? ".unicodeScalars.contains(last) { scalars.removeLast() }
    return String(String.UnicodeScalarView(scalars))
  }

  /// Adds the memories that have no source left, and those that generalise a forgotten one.
  private func closure(messages selected: [Int64], memories: [Int64]) throws -> ForgetPlan {
    let messages = try withAnswers(selected, memories)
    let list = JSONList.encode(messages)
    var erased = Set(memories)
    var lessened: Set<Int64> = []
    let rows = try db.rows(
      """
      SELECT s.memory, count(*) FILTER (WHERE m.ordinal IS NULL OR m.ordinal NOT IN (SELECT value FROM json_each(?1)))
      FROM memory_sources s JOIN memories k ON k.ordinal = s.memory AND k.space = ?2
        LEFT JOIN messages m ON m.space = ?2 AND m.id = s.message
      WHERE s.memory IN (
        SELECT x.memory FROM memory_sources x JOIN messages y ON y.space = ?2 AND y.id = x.message
        WHERE y.ordinal IN (SELECT value FROM json_each(?1)))
      GROUP BY s.memory
      """, [list, spaceKey])
    while let row = try rows.next() {
      if row[1] as Int == 0 { erased.insert(row[0]) } else { lessened.insert(row[0]) }
    }
    while true {
      let more = try db.memories(
        space,
        """
        EXISTS (SELECT 1 FROM json_each(m.derived_from) d JOIN memories x ON x.space = m.space AND x.id = d.value
          WHERE x.ordinal IN (SELECT value FROM json_each(?2)))
        """, [space.rawValue, JSONList.encode(erased.sorted())]
      ).map(\.ordinal).filter { !erased.contains($0) }
      if more.isEmpty { break }
      erased.formUnion(more)
    }
    return ForgetPlan(
      messages: messages, memories: erased.sorted(), lessened: lessened.subtracting(erased).sorted())
  }
}
