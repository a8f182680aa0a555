import Foundation
import MnemeCore
import MnemeSQLite
import Synchronization
import Testing

/// What the store said it had stored.
private final class Acknowledged: Sendable {
  private let list = Mutex<[String]>([])

  var ids: [String] { list.withLock { $0 } }

  /// Returns how many there are.
  func add(_ id: String) -> Int {
    list.withLock {
      $0.append(id)
      return $0.count
    }
  }
}

/// Power fails in the middle of concurrent appends; then the medium is read as it was left.
struct PowerLossTests {
  private struct Outcome {
    var missing = 0
    var findings: [String] = []
    var lost = 0
    var acknowledged = 0
  }

  @Test(arguments: [true, false], [1, 2, 3, 4] as [UInt64])
  func everyAcknowledgedAppendSurvives(losingEverything: Bool, seed: UInt64) async throws {
    let outcome = try await fail(durability: .full, everything: losingEverything, seed: seed)
    #expect(outcome.acknowledged > 0)
    #expect(outcome.missing == 0)
    #expect(outcome.findings == [])
  }

  /// The control: without waiting for the medium the same failure does lose appends.
  @Test func withoutSyncingAppendsAreLost() async throws {
    let outcome = try await fail(durability: .off, everything: true, seed: 1)
    #expect(outcome.acknowledged > 0)
    #expect(outcome.lost > 0)
    #expect(outcome.missing > 0)
  }

  private func fail(durability: SQLiteOptions.Durability, everything: Bool, seed: UInt64) async throws -> Outcome {
    let directory = TemporaryDirectory()
    let disk = try FaultDisk(directory.path)
    // The schema stands before the experiment begins.
    try SQLiteStore.open(directory: directory.path).close()
    let store = try SQLiteStore.open(directory: directory.path, options: SQLiteOptions(durability: durability))
    let acknowledged = Acknowledged()
    let target = 30 + Int(seed) * 17
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<6 {
        group.addTask {
          for number in 0..<60 {
            let id = "w\(writer)-\(number)"
            do {
              _ = try await store.append([message(id, "power \(id) 전기", externalID: id)], channel: "test")
            } catch {
              return
            }
            if acknowledged.add(id) == target { disk.powerOff() }
          }
        }
      }
    }
    // Closing fails as everything does without power; what matters is that the files are let go.
    try? store.close()
    var outcome = Outcome()
    outcome.lost = disk.lose(everything: everything, seed: seed)
    let ids = acknowledged.ids
    outcome.acknowledged = ids.count
    let again = try SQLiteStore.open(directory: directory.path)
    outcome.missing = ids.count - (try await again.messages(ids: ids, in: .me).count)
    outcome.findings = try await again.verifyIndexes()
    let after = try await again.append([message("after")], channel: "test")
    #expect(after.map(\.appended) == [true])
    try again.close()
    return outcome
  }
}
