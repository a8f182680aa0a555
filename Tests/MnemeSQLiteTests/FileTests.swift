import Foundation
import GRDB
import MnemeCore
import MnemeSQLite
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

private func mode(_ path: String) throws -> Int {
  let value = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
  return (value as? NSNumber)?.intValue ?? -1
}

private func opening(_ directory: TemporaryDirectory) -> MnemeError? {
  do {
    try SQLiteStore.open(directory: directory.path).close()
    return nil
  } catch {
    return error
  }
}

@Test func filesBelongToTheirOwnerAlone() async throws {
  let directory = TemporaryDirectory()
  try FileManager.default.createDirectory(
    atPath: directory.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
  let store = try SQLiteStore.open(directory: directory.path)
  _ = try await store.append([message("a")], channel: "test")
  #expect(try mode(directory.path) == 0o700)
  for suffix in ["", "-wal", "-shm"] { #expect(try mode(directory.database + suffix) == 0o600, "\(suffix)") }
  try store.close()
  #expect(chmod(directory.database, 0o644) == 0)
  try SQLiteStore.open(directory: directory.path).close()
  #expect(try mode(directory.database) == 0o600)
}

@Test(arguments: ["This is a letter, not a database. " + String(repeating: "x", count: 200), "short"])
func aFileThatIsNoDatabaseIsLeftAlone(_ content: String) throws {
  let directory = TemporaryDirectory()
  try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
  try content.write(toFile: directory.database, atomically: true, encoding: .utf8)
  let error = try #require(opening(directory))
  #expect(error.code == .storage && error.message.contains("not a Mneme database"))
  #expect(try String(contentsOfFile: directory.database, encoding: .utf8) == content)
  #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).count == 1)
}

@Test func aDatabaseOfAnotherProgramIsLeftAlone() throws {
  let directory = TemporaryDirectory()
  try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
  let other = try DatabaseQueue(path: directory.database)
  try other.write { try $0.execute(sql: "CREATE TABLE notes (text TEXT); PRAGMA user_version = 1") }
  try other.close()
  let before = try Data(contentsOf: URL(fileURLWithPath: directory.database))
  #expect(opening(directory)?.message.contains("not a Mneme database") == true)
  #expect(try Data(contentsOf: URL(fileURLWithPath: directory.database)) == before)
}

@Test func aNewerDatabaseIsRefusedUntouched() throws {
  let directory = TemporaryDirectory()
  try SQLiteStore.open(directory: directory.path).close()
  let newer = try DatabaseQueue(path: directory.database)
  try newer.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 99") }
  try newer.close()
  let before = try Data(contentsOf: URL(fileURLWithPath: directory.database))
  let error = try #require(opening(directory))
  #expect(error.code == .storage && error.message.contains("99") && error.message.contains("newer Mneme"))
  #expect(try Data(contentsOf: URL(fileURLWithPath: directory.database)) == before)
}

@Test func aFullDiskStoresNothingAndHarmsNothing() async throws {
  let directory = TemporaryDirectory()
  let disk = try FaultDisk(directory.path)
  let store = try SQLiteStore.open(directory: directory.path)
  _ = try await store.append([message("before")], channel: "test")
  disk.setSpace(20_000)
  let large = (0..<200).map { message("big\($0)", String(repeating: "word\($0) ", count: 200)) }
  let error = await #expect(throws: MnemeError.self) { try await store.append(large, channel: "test") }
  #expect(error?.code == .storage && error?.message.contains("disk is full") == true)
  #expect(try await store.messages(ids: large.map(\.id), in: .me).isEmpty)
  disk.setSpace(nil)
  #expect(try await store.append([message("after")], channel: "test").map(\.appended) == [true])
  #expect(try await store.messages(ids: ["before", "after"], in: .me).count == 2)
  #expect(try await store.verifyIndexes() == [])
  try store.close()
}

@Test func anIndexOfAnotherAnalysisIsRebuiltAtOpening() async throws {
  let directory = TemporaryDirectory()
  let store = try SQLiteStore.open(directory: directory.path)
  _ = try await store.append([message("a", "copper kettle"), message("b", "구리 주전자")], channel: "test")
  try store.close()
  let queue = try DatabaseQueue(path: directory.database)
  try await queue.write { db in
    try db.execute(sql: "UPDATE properties SET value = 'old' WHERE name = 'lexicon'")
    try db.execute(sql: "INSERT INTO lexicon (lexicon) VALUES ('delete-all')")
  }
  try queue.close()
  let again = try SQLiteStore.open(directory: directory.path)
  #expect(try await again.verifyIndexes() == [])
  #expect(try await again.searchMessages(ArchiveSearch(terms: ["copper"]), in: .me).count == 1)
  try again.close()
}

@Test func verificationSeesADamagedIndexAndRebuildingMendsIt() async throws {
  let directory = TemporaryDirectory()
  let store = try SQLiteStore.open(directory: directory.path)
  _ = try await store.append([message("a", "copper kettle"), message("b", "tin box")], channel: "test")
  try store.close()
  let queue = try DatabaseQueue(path: directory.database)
  try await queue.write { try $0.execute(sql: "INSERT INTO lexicon (rowid, terms) VALUES (77777, '1|stray')") }
  try queue.close()
  let again = try SQLiteStore.open(directory: directory.path)
  #expect(try await again.verifyIndexes().count == 1)
  try await again.rebuildLexicon()
  #expect(try await again.verifyIndexes() == [])
  try again.close()
}

@Test func messagesAndTheLedgerCannotBeChanged() async throws {
  let directory = TemporaryDirectory()
  let store = try SQLiteStore.open(directory: directory.path)
  _ = try await store.append([message("a")], channel: "test")
  try store.close()
  let queue = try DatabaseQueue(path: directory.database)
  for sql in ["UPDATE messages SET text = 'x'", "DELETE FROM messages"] {
    #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: sql) } }
  }
  try queue.close()
}
