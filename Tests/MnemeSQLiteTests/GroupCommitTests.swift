import Foundation
import MnemeCore
import MnemeSQLite
import Synchronization
import Testing

/// Counts statements by their text.
final class StatementCounter: Sendable {
  private let statements = Mutex<[String]>([])

  /// What ran since the last call. Left out are the statements of SQLite's own modules (they start with `--`) and the
  /// look at the file header with which GRDB begins every read.
  func take() -> [String] {
    statements.withLock { list in
      defer { list = [] }
      return list.filter { !$0.hasPrefix("--") && $0 != "PRAGMA schema_version" }
    }
  }

  var options: SQLiteOptions {
    SQLiteOptions(trace: { [self] sql in statements.withLock { $0.append(sql) } })
  }
}

@Test func concurrentAppendsShareCommits() async throws {
  let directory = TemporaryDirectory()
  let counter = StatementCounter()
  let store = try SQLiteStore.open(directory: directory.path, options: counter.options)
  _ = counter.take()
  try await withThrowingTaskGroup(of: Void.self) { group in
    for number in 0..<100 {
      group.addTask { _ = try await store.append([message("m\(number)")], channel: "test") }
    }
    try await group.waitForAll()
  }
  let commits = counter.take().filter { $0 == "COMMIT" }.count
  #expect((1...40).contains(commits))
  #expect(try await store.statistics().messages == 100)
  try store.close()
}

@Test func anAppendIsOneCommitAndCostsTheSameInAFullStore() async throws {
  let directory = TemporaryDirectory()
  let disk = try FaultDisk(directory.path)
  let counter = StatementCounter()
  let store = try SQLiteStore.open(directory: directory.path, options: counter.options)
  _ = try await store.append([message("first")], channel: "test")
  var counts: [Int] = []
  for round in 0..<3 {
    _ = try await store.append((0..<200).map { message("r\(round)-\($0)") }, channel: "test")
    _ = counter.take()
    let syncs = disk.syncs
    _ = try await store.append([message("single-\(round)")], channel: "test")
    let statements = counter.take()
    #expect(statements.filter { $0 == "COMMIT" }.count == 1)
    #expect(disk.syncs == syncs + 1)
    counts.append(statements.count)
  }
  #expect(Set(counts).count == 1)
  #expect(counts[0] <= 10)
  _ = try await store.statistics()
  // The first one opens a connection to read with.
  _ = counter.take()
  _ = try await store.statistics()
  let statements = counter.take()
  #expect(statements.count == 1, "\(statements)")
  try store.close()
}

@Test func aFailingCallDoesNotFailItsNeighbours() async throws {
  let directory = TemporaryDirectory()
  let store = try SQLiteStore.open(directory: directory.path)
  let failures = await withTaskGroup(of: Bool.self) { group in
    for number in 0..<60 {
      group.addTask {
        do {
          if number % 3 == 0 {
            _ = try await store.apply(
              [.retire(id: "missing", reason: "r")], in: .me, at: Date(), finishing: [])
          } else {
            _ = try await store.append([message("m\(number)")], channel: "test")
          }
          return false
        } catch {
          return true
        }
      }
    }
    return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
  }
  #expect(failures == 20)
  #expect(try await store.statistics().messages == 40)
  #expect(try await store.verifyIndexes() == [])
  try store.close()
}

@Test func aCancelledCallerIsStoredAndAnswered() async throws {
  let directory = TemporaryDirectory()
  let store = try SQLiteStore.open(directory: directory.path)
  await withTaskGroup(of: Void.self) { group in
    for number in 0..<50 {
      group.addTask {
        // A refusal because of the cancellation would be a missing message below.
        _ = try? await store.append([message("m\(number)")], channel: "test")
      }
    }
    group.cancelAll()
  }
  #expect(try await store.statistics().messages == 50)
  try store.close()
  await #expect(throws: MnemeError.self) { try await store.append([message("late")], channel: "test") }
}
