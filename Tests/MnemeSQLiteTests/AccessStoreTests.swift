import Foundation
import GRDB
import MnemeCore
import MnemeTestSupport
import Testing

@testable import MnemeSQLite

struct AccessConformanceTests {
  static let names = AccessConformance({ throw MnemeError(.internal, "Not made.") }).all.map(\.name)

  @Test(arguments: names)
  func sqliteKeepsTheContractOfAccesses(_ name: String) async throws {
    let stores = TemporaryStores()
    let suite = AccessConformance({ try stores.access() })
    try await #require(suite.all.first { $0.name == name }).run()
    try stores.close()
  }
}

private let noon = Date(milliseconds: 1_750_000_000_000)

private func batch(_ items: [ItemAccessDelta], _ hours: [HourAccessDelta] = []) -> AccessBatch {
  AccessBatch(at: noon, itemHalfLife: 3600, hourHalfLife: 3600, items: items, hours: hours)
}

private func delta(_ key: ItemKey, _ count: Double = 1, in space: SpaceID = .me, channels: [String] = ["chat"])
  -> ItemAccessDelta
{
  ItemAccessDelta(space: space, key: key, count: count, total: 1, lastAccess: noon, channels: channels)
}

@Test func aBatchIsOneStatementForEachOfItsListsHoweverLong() async throws {
  let directory = TemporaryDirectory()
  let counter = StatementCounter()
  let store = try SQLiteStore.open(directory: directory.path, options: counter.options)
  let spaces = [SpaceID.me, try SpaceID("other")]
  var deltas: [ItemAccessDelta] = []
  for space in spaces {
    let new = (0..<250).map { message("m\($0)", space: space) }
    let messages = try await store.append(new, channel: "t").map { ItemKey(.message, $0.message.ordinal) }
    let memories = try await store.addMemories(250, in: space).map { ItemKey(.memory, $0.ordinal) }
    deltas += (messages + memories).map { delta($0, in: space, channels: ["chat", "web"]) }
  }
  let hours = spaces.flatMap { space in (0..<24).map { HourAccessDelta(space: space, hour: $0, count: 1) } }
  for (items, hours) in [(Array(deltas.prefix(1)), Array(hours.prefix(1))), (deltas, hours), (deltas, hours)] {
    _ = counter.take()
    try await store.add(batch(items, hours))
    let statements = counter.take()
    #expect(statements.filter { $0.hasPrefix("INSERT") }.count == 3)
    // Beginning and end of the transaction besides.
    #expect(statements.count == 5, "\(statements)")
  }
  try await store.add(batch(deltas.map { delta($0.key, in: $0.space, channels: []) }))
  #expect(counter.take().filter { $0.hasPrefix("INSERT") }.count == 1)
  _ = try await store.accesses(in: .me, limit: 1, halfLife: 1)
  _ = counter.take()
  #expect(try await store.accesses(in: .me, limit: 1000, halfLife: 3600).items.count == 500)
  #expect(counter.take().filter { $0.contains("FROM access_") }.count == 2)
  try await store.removeAccesses(of: deltas.map(\.key), in: .me)
  // What cascades runs inside the one statement, and is reported under its text.
  #expect(Set(counter.take().filter { $0.hasPrefix("DELETE") }).count == 1)
  #expect(try await store.accesses(in: .me, limit: 1000, halfLife: 3600).items.isEmpty)
  #expect(try await store.accesses(in: spaces[1], limit: 1000, halfLife: 3600).items.count == 500)
  try store.close()
}

@Test(arguments: [false, true])
func everyAccessStatementSeeksWhatItNeeds(analyzedWhenTiny: Bool) async throws {
  let directory = TemporaryDirectory()
  let counter = StatementCounter()
  let store = try SQLiteStore.open(directory: directory.path, options: counter.options)
  let message = try await store.append([message("a")], channel: "t").map { ItemKey(.message, $0.message.ordinal) }
  let memory = try await store.addMemories(1, in: .me).map { ItemKey(.memory, $0.ordinal) }
  if analyzedWhenTiny { try await store.pretendTablesAreTiny() }
  _ = counter.take()
  let hours = [HourAccessDelta(space: .me, hour: 1, count: 1)]
  try await store.add(batch((message + memory).map { delta($0) }, hours))
  _ = try await store.accesses(in: .me, limit: 1, halfLife: 3600)
  try await store.removeAccesses(of: message, in: .me)
  try await store.removeAccesses(of: .me)
  let statements = Set(counter.take()).filter { $0.contains("access_") }
  #expect(statements.count == 8)
  try store.close()
  let queue = try DatabaseQueue(path: directory.database)
  for (statement, plan) in try await queue.read({ db in try statements.map { ($0, try plan($0, db)) } }) {
    #expect(fullScans(plan).isEmpty && !plan.isEmpty, "\(statement): \(plan)")
  }
  try queue.close()
}

@Test func anItemOfAnotherSpaceIsNotCounted() async throws {
  let directory = TemporaryDirectory()
  let store = try SQLiteStore.open(directory: directory.path)
  let other = try SpaceID("other")
  let mine = try await store.append([message("a")], channel: "t").map { ItemKey(.message, $0.message.ordinal) }
  let theirs = try await store.addMemories(1, in: other).map { ItemKey(.memory, $0.ordinal) }
  let nobody = try SpaceID("nobody")
  let hours = [HourAccessDelta(space: nobody, hour: 1, count: 1), HourAccessDelta(space: other, hour: 2, count: 1)]
  try await store.add(
    batch(
      [delta(mine[0], in: other), delta(mine[0], in: nobody), delta(theirs[0]), delta(theirs[0], in: other)], hours))
  #expect(try await store.accesses(in: .me, limit: 9, halfLife: 1).items.isEmpty)
  let read = try await store.accesses(in: other, limit: 9, halfLife: 1)
  #expect(read.items.map(\.key) == theirs && read.hours.map(\.hour) == [2])
  // A recall alone makes no space.
  #expect(try await store.statistics().spaces == 2)
  try store.close()
}

@Test func aBatchWithAnImpossibleValueCountsNothing() async throws {
  let directory = TemporaryDirectory()
  let store = try SQLiteStore.open(directory: directory.path)
  let items = try await store.addMemories(2, in: .me).map { ItemKey(.memory, $0.ordinal) }
  let batches =
    [0, -1, .nan, .infinity].map { batch([delta(items[0]), delta(items[1], $0)]) }
    + [batch([delta(items[0])], [HourAccessDelta(space: .me, hour: 24, count: 1)])]
    + [0, -1, .nan].map {
      AccessBatch(at: noon, itemHalfLife: $0, hourHalfLife: 1, items: [delta(items[0])], hours: [])
    }
  for batch in batches {
    let error = await #expect(throws: MnemeError.self) { try await store.add(batch) }
    #expect(error?.code == .invalidInput)
  }
  await #expect(throws: MnemeError.self) { try await store.accesses(in: .me, limit: 1, halfLife: 0) }
  #expect(try await store.accesses(in: .me, limit: 9, halfLife: 1).items.isEmpty)
  try store.close()
}

@Test func concurrentBatchesAreAllCounted() async throws {
  let directory = TemporaryDirectory()
  let store = try SQLiteStore.open(directory: directory.path)
  let items = try await store.addMemories(3, in: .me).map { ItemKey(.memory, $0.ordinal) }
  try await withThrowingTaskGroup(of: Void.self) { group in
    for number in 0..<60 {
      group.addTask { try await store.add(batch(items.map { delta($0, channels: ["channel \(number)"]) })) }
    }
    try await group.waitForAll()
  }
  let read = try await store.accesses(in: .me, limit: 9, halfLife: 1).items
  #expect(read.map(\.count) == [60, 60, 60] && read.map(\.total) == [60, 60, 60])
  #expect(read.allSatisfy { $0.channels.count == AccessLimits.channelsPerItem })
  try store.close()
}
