import Foundation
import GRDB
import MnemeCore
import MnemeTestSupport
import Testing

@testable import MnemeSQLite

extension SQLiteStore {
  /// Erases messages as forgetting does: what they say is taken back first, in the same transaction.
  func erase(_ messages: [Message], takingBack: Bool = true) async throws(MnemeError) -> GraphChange {
    guard let space = messages.first?.space else { return GraphChange() }
    return try await writer.write(rows: messages.count) { db in
      var change = GraphChange()
      if takingBack, let key = try db.key(of: space) {
        change = try db.removeGraph(ofMessages: messages.map(\.ordinal), space: key)
      }
      try db.execute(sql: "INSERT INTO properties (name, value) VALUES ('erasing', '')")
      try db.execute(
        sql: "DELETE FROM messages WHERE ordinal IN (SELECT value FROM json_each(?))",
        arguments: [JSONList.encode(messages.map(\.ordinal))])
      try db.execute(sql: "DELETE FROM properties WHERE name = 'erasing'")
      return change
    }
  }

  func graphFindings() async throws(MnemeError) -> [String] {
    try await readSnapshot { db in
      try Self.graphFindings(db) + (try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map { "Dangling: \($0)" })
    }
  }

  /// What the planner knows after `ANALYZE` of tables of one row, until the next one.
  func pretendTablesAreTiny() async throws(MnemeError) {
    try await writer.write(rows: 1) { db in
      try db.execute(sql: "ANALYZE")
      try db.execute(
        sql: """
          DELETE FROM sqlite_stat1;
          INSERT INTO sqlite_stat1 (tbl, idx, stat)
            SELECT tbl_name, name, '1 1 1 1 1' FROM sqlite_schema WHERE type = 'index' UNION ALL
            SELECT name, iif(sql LIKE '%WITHOUT ROWID', name, NULL), '1 1 1 1 1' FROM sqlite_schema
            WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'lexicon%';
          ANALYZE sqlite_schema;
          """)
    }
  }

  fileprivate func execute(_ sql: String) async throws(MnemeError) {
    try await writer.write(rows: 1) { db in try db.execute(sql: sql) }
  }
}

struct GraphConformanceTests {
  static let names = GraphConformance({ throw MnemeError(.internal, "Not made.") }).all.map(\.name)

  @Test(arguments: names)
  func sqliteKeepsTheContractOfTheGraph(_ name: String) async throws {
    let stores = TemporaryStores()
    let suite = GraphConformance({ try stores.graph() })
    try await #require(suite.all.first { $0.name == name }).run()
    for store in stores.all { #expect(try await store.graphFindings() == []) }
    try stores.close()
  }
}

private func said(
  _ message: Message, _ names: [String], _ statements: [GraphExtraction.Statement] = [],
  reader: GraphExtraction.Reader = .rules
) -> GraphExtraction {
  GraphExtraction(
    message: message.id, messageOrdinal: message.ordinal, at: message.createdAt, reader: reader,
    mentions: names.map { .init(surface: $0, key: EntityKey.normalized($0), kind: .person) }, statements: statements)
}

private func friends(_ a: String, _ b: String, until end: Date? = nil) -> GraphExtraction.Statement {
  .init(source: a, type: .friendOf, target: b, validTo: end)
}

private func messages(_ count: Int, _ store: SQLiteStore, prefix: String = "m") async throws -> [Message] {
  try await store.append((0..<count).map { message("\(prefix)\($0)", at: 1_750_000_000_000 + Int64($0)) }, channel: "t")
    .map(\.message)
}

@Test func aRecordTakesAsManyStatementsForManyMessagesAsForOne() async throws {
  let directory = TemporaryDirectory()
  let counter = StatementCounter()
  let store = try SQLiteStore.open(directory: directory.path, options: counter.options)
  let m = try await messages(600, store)
  func extraction(_ index: Int, _ round: Int) -> GraphExtraction {
    said(
      m[index], ["Ada", "Person \(index)", "Round \(round) \(index)"],
      [friends("ada", "person \(index)"), friends("ada", "round \(round) \(index)", until: m[index].createdAt)])
  }
  // The first call makes entities alone; the second one changes, makes and removes of everything.
  var counts: [[Int]] = []
  for range in [0..<1, 10..<40, 100..<600] {
    counts.append([])
    for round in 0..<2 {
      _ = counter.take()
      let change = try await store.record(range.map { extraction($0, round) }, in: .me, finishing: [])
      #expect(change.entities.count >= range.count && (round == 0 || change.removedRelations.count == range.count))
      let statements = counter.take()
      #expect(statements.filter { $0 == "COMMIT" }.count == 1)
      counts[counts.count - 1].append(statements.count)
    }
  }
  // In a store that holds a graph already; "Ada" alone is known there.
  #expect(counts[1] == counts[2], "\(counts)")
  #expect(counts[2][0] <= 16 && counts[2][1] <= 25, "\(counts)")
  _ = counter.take()
  let gone = try await store.erase(Array(m[100..<600]))
  #expect(gone.removedEntities.count == 1000 && gone.entities.map(\.key) == ["ada"])
  // What cascades runs inside a statement and is reported under its text.
  #expect(Set(counter.take()).count <= 25)
  #expect(try await store.graphFindings() == [])
  try store.close()
}

@Test func aPageIsOneStatement() async throws {
  let directory = TemporaryDirectory()
  let counter = StatementCounter()
  let store = try SQLiteStore.open(directory: directory.path, options: counter.options)
  let m = try await messages(300, store)
  _ = try await store.record(
    m.map { said($0, ["Ada", "ADA", "Person \($0.ordinal)"], [friends("ada", "person \($0.ordinal)")]) }, in: .me,
    finishing: [])
  _ = try await store.entities(in: .me, after: 0, limit: 1)
  _ = counter.take()
  #expect(try await store.entities(in: .me, after: 0, limit: 1000).count == 301)
  #expect(counter.take().count == 1)
  #expect(try await store.relations(in: .me, after: 0, limit: 1000).count == 300)
  #expect(counter.take().count == 1)
  #expect(try await store.mentions(in: .me, after: nil, limit: 1000).count == 600)
  #expect(counter.take().count == 1)
  let ada = try #require(try await store.entities(in: .me, after: 0, limit: 1).first)
  _ = counter.take()
  #expect(try await store.provenance(of: .entity(ada.ordinal), in: .me, limit: 1000).count == 300)
  #expect(counter.take().count == 1)
  try store.close()
}

/// No statement of the graph may read a table from end to end, nor sort what an index has in order; nor when the planner
/// was told that the tables are tiny, before they grew.
@Test(arguments: [false, true])
func everyGraphStatementSeeksWhatItNeeds(analyzedWhenTiny: Bool) async throws {
  let directory = TemporaryDirectory()
  let counter = StatementCounter()
  let store = try SQLiteStore.open(directory: directory.path, options: counter.options)
  let m = try await messages(40, store)
  let says = m.map { said($0, ["Ada", "Bo", "Cleo \($0.ordinal)"], [friends("ada", "bo")]) }
  if analyzedWhenTiny { try await store.pretendTablesAreTiny() }
  _ = counter.take()
  var change = try await store.record(Array(says[..<20]), in: .me, finishing: [])
  let ada = try #require(change.entities.first).ordinal
  let relation = try #require(change.relations.first).ordinal
  change = try await store.record(Array(says[10...]), in: .me, finishing: [])
  change = try await store.record(
    [said(m[0], ["Bo", "Dan"], [friends("bo", "dan", until: m[1].createdAt)])], in: .me, finishing: [])
  #expect(change.removedEntities.count == 1 && change.relations.count == 2)
  let writes = Set(counter.take())
  #expect(writes.count > 20)
  _ = try await store.entities(in: .me, after: 0, limit: 5)
  _ = try await store.relations(in: .me, after: 0, limit: 5)
  _ = try await store.mentions(in: .me, after: nil, limit: 5)
  _ = try await store.provenance(of: .entity(ada), in: .me, limit: 5)
  _ = try await store.provenance(of: .relation(relation), in: .me, limit: 5)
  let reads = Set(counter.take())
  #expect(reads.count == 5)
  try store.close()

  let queue = try DatabaseQueue(path: directory.database)
  let plans = try await queue.read { db in try (writes.union(reads)).map { ($0, try plan($0, db)) } }
  for (statement, plan) in plans {
    #expect(fullScans(plan).isEmpty, "\(statement): \(plan)")
    // Only pages and provenances, already cut to their length, are put in order.
    #expect(reads.contains(statement) || !plan.contains { $0.contains("TEMP B-TREE") }, "\(statement): \(plan)")
  }
  let update = try #require(plans.first { $0.0.contains("UPDATE SET mentions") && $0.0.contains("SELECT max") }?.1)
  #expect(update.contains { $0.contains("entity_mentions_by_spelling (spelling=? AND kind=?)") })
  let mentions = try #require(plans.first { $0.0.contains("DISTINCT entity") }?.1)
  #expect(mentions[0].contains("entity_mentions_by_entity (space=? AND (entity,message)>(?,?))"))
  try queue.close()
}

/// The plan of a statement; unbound parameters do not change it. Empty for one that has none.
func plan(_ sql: String, _ db: Database) throws -> [String] {
  let verbs = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"]
  guard verbs.contains(where: sql.hasPrefix) else { return [] }
  let explained = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
  explained.setUncheckedArguments(StatementArguments())
  return try Row.fetchAll(explained).map { $0["detail"] as String }
}

/// Lines of a plan that read a table from end to end; lists and pages already cut to their length are none.
func fullScans(_ plan: [String]) -> [String] {
  let bounded = ["SCAN d", "SCAN e", "SCAN p", "SCAN h", "SCAN i", "SCAN (subquery"]
  return plan.filter { line in
    line.contains("AUTOMATIC")
      || line.hasPrefix("SCAN") && !line.contains("VIRTUAL TABLE") && !line.contains("CONSTANT ROWS")
        && !bounded.contains { line == $0 || $0.hasSuffix("subquery") && line.hasPrefix($0) }
  }
}

@Test func aMessageOfWhichSomethingIsSaidCannotBeDeleted() async throws {
  let directory = TemporaryDirectory()
  let store = try SQLiteStore.open(directory: directory.path)
  let m = try await messages(2, store)
  _ = try await store.record([said(m[0], ["Ada"])], in: .me, finishing: [])
  await #expect(throws: MnemeError.self) { try await store.erase([m[0]], takingBack: false) }
  #expect(try await store.messages(ids: ["m0"], in: .me).count == 1)
  #expect(try await store.erase([m[1]], takingBack: false).isEmpty)
  #expect(try await store.erase([m[0]]).removedMentions.count == 1)
  #expect(try await store.messages(ids: ["m0"], in: .me).isEmpty)
  // Erasing what is gone is no error.
  #expect(try await store.erase(m).isEmpty)
  try store.close()
}

@Test func takingBackInOneSpaceLeavesTheMessagesOfAnotherAlone() async throws {
  let directory = TemporaryDirectory()
  let store = try SQLiteStore.open(directory: directory.path)
  let m = try await messages(1, store)
  let other = try SpaceID("other")
  _ = try await store.append([message("o", space: other)], channel: "t")
  _ = try await store.record([said(m[0], ["Ada", "Bo"], [friends("ada", "bo")])], in: .me, finishing: [])
  let change = try await store.writer.write(rows: 1) { db in
    let key = try db.key(of: other) ?? 0
    return (try db.removeGraph(ofMessages: [m[0].ordinal], space: key), try db.removeGraph(ofMessages: [1], space: 99))
  }
  #expect(change.0.isEmpty && change.1.isEmpty)
  #expect(try await store.mentions(in: .me, after: nil, limit: 9).count == 2)
  #expect(try await store.graphFindings() == [])
  try store.close()
}

@Test func anExtractionOfAMessageThatWasErasedAndCameAgainIsSkipped() async throws {
  let directory = TemporaryDirectory()
  let store = try SQLiteStore.open(directory: directory.path)
  let m = try await messages(1, store)
  _ = try await store.erase(m)
  let again = try await messages(1, store)
  #expect(again[0].id == m[0].id && again[0].ordinal > m[0].ordinal)
  #expect(try await store.record([said(m[0], ["Ada"])], in: .me, finishing: []).isEmpty)
  #expect(try await store.record([said(again[0], ["Ada"])], in: .me, finishing: []).entities.count == 1)
  try store.close()
}

@Test func ordinalsAreNotUsedAgainAfterOpeningAnew() async throws {
  let directory = TemporaryDirectory()
  var store = try SQLiteStore.open(directory: directory.path)
  let m = try await messages(2, store)
  let statements = [friends("ada", "bo")]
  let first = try await store.record([said(m[0], ["Ada", "Bo"], statements)], in: .me, finishing: [])
  _ = try await store.erase([m[0]])
  try store.close()
  store = try SQLiteStore.open(directory: directory.path)
  let second = try await store.record([said(m[1], ["Ada", "Bo"], statements)], in: .me, finishing: [])
  #expect(second.entities[0].ordinal > first.entities[1].ordinal)
  #expect(second.relations[0].ordinal > first.relations[0].ordinal)
  try store.close()
}

@Test func recordsThatRunAtOnceGiveTheSumOfAll() async throws {
  let directory = TemporaryDirectory()
  let store = try SQLiteStore.open(directory: directory.path)
  let m = try await messages(60, store)
  try await withThrowingTaskGroup(of: Void.self) { group in
    for message in m {
      for reader in GraphExtraction.Reader.allCases {
        group.addTask {
          let names = ["Ada", reader == .rules ? "Bo" : "Cleo"]
          let statement = friends("ada", reader == .rules ? "bo" : "cleo")
          _ = try await store.record([said(message, names, [statement], reader: reader)], in: .me, finishing: [])
        }
      }
    }
    try await group.waitForAll()
  }
  #expect(try await store.entities(in: .me, after: 0, limit: 9).map(\.mentions) == [60, 60, 60])
  #expect(try await store.relations(in: .me, after: 0, limit: 9).map(\.occurrences) == [60, 60])
  #expect(try await store.graphFindings() == [])
  try store.close()
}

@Test(arguments: [
  "UPDATE entities SET mentions = mentions + 1 WHERE key = 'ada'",
  "UPDATE entities SET kind = 0 WHERE key = 'ada'",
  "UPDATE entities SET last_seen = last_seen + 1 WHERE key = 'bo'",
  "UPDATE entity_spellings SET messages = 7 WHERE surface = 'ADA'",
  "UPDATE entity_mentions SET at = at - 5 WHERE reader = 0",
  "UPDATE relations SET occurrences = 9",
  "UPDATE relations SET valid_from = 5",
  "UPDATE relations SET last_held = last_held + 1",
  "UPDATE relation_statements SET holds = 1",
  "INSERT INTO entity_spellings (entity, surface, messages) SELECT ordinal, 'stray', 1 FROM entities LIMIT 1",
  """
  INSERT INTO entities (space, key, kind, mentions, first_seen, last_seen)
  SELECT space, 'stray', 0, 1, 0, 0 FROM entities LIMIT 1
  """,
])
func verificationSeesADamagedGraphAndRebuildingMendsIt(_ damage: String) async throws {
  let directory = TemporaryDirectory()
  let store = try SQLiteStore.open(directory: directory.path)
  let m = try await messages(3, store)
  let end = m[0].createdAt
  _ = try await store.record(
    [
      said(m[0], ["Ada", "Bo"], [friends("ada", "bo")]), said(m[1], ["ADA", "Bo"], [friends("ada", "bo", until: end)]),
      said(m[2], ["Ada", "Bo"], reader: .model),
    ], in: .me, finishing: [])
  let entities = try await store.entities(in: .me, after: 0, limit: 9)
  let relations = try await store.relations(in: .me, after: 0, limit: 9)
  #expect(try await store.graphFindings() == [])
  try await store.execute(damage)
  let findings = try await store.graphFindings()
  #expect(!findings.isEmpty && findings.allSatisfy { $0.hasPrefix("Knowledge graph: ") })
  #expect(!findings.contains { $0.lowercased().contains("ada") || $0.contains("stray") })
  try await store.rebuildGraphAggregates()
  #expect(try await store.graphFindings() == [])
  #expect(try await store.entities(in: .me, after: 0, limit: 9) == entities)
  #expect(try await store.relations(in: .me, after: 0, limit: 9) == relations)
  try store.close()
}
