import Foundation
import GRDB
import MnemeCore
import MnemeTestSupport
import Synchronization

@testable import MnemeSQLite

/// Something that is done to a store, cut off at every point in turn.
struct CrashOperation: Sendable, CustomStringConvertible {
  let description: String
  /// Several transactions, each of which may stand without the next; done again, it ends where it would have.
  var isStepwise = false
  let run: @Sendable (SQLiteStore) async throws -> Void
}

/// A prepared store, copied for each crash.
final class CrashStage {
  static let clock = ManualClock()
  static let at = Date(milliseconds: 1_750_000_000_000)

  private let base = TemporaryDirectory()

  init(_ prepare: (SQLiteStore) async throws -> Void) async throws {
    let store = try open(base)
    try await prepare(store)
    try store.close()
  }

  private func open(_ directory: TemporaryDirectory, trace: (@Sendable (String) -> Void)? = nil) throws -> SQLiteStore {
    try SQLiteStore.open(directory: directory.path, options: SQLiteOptions(readers: 1, clock: Self.clock, trace: trace))
  }

  private func copy() throws -> TemporaryDirectory {
    let directory = TemporaryDirectory()
    try FileManager.default.copyItem(atPath: base.path, toPath: directory.path)
    return directory
  }

  /// What is there before, and after the operation was done whole.
  func states(_ operation: CrashOperation) async throws -> (
    before: StoreDump, after: StoreDump, statements: Int, effects: Int
  ) {
    let directory = try copy()
    let disk = try FaultDisk(directory.path)
    let counter = Countdown()
    let store = try open(directory, trace: { _ in counter.count() })
    let before = try await store.dump()
    let first = counter.counted
    let effects = disk.effects
    try await operation.run(store)
    let statements = counter.counted - first
    let done = disk.effects - effects
    let after = try await store.dump()
    try store.close()
    return (before, after, statements, done)
  }

  enum Point: Sendable {
    /// Before the n-th statement.
    case statement(Int)
    /// After so many writes, syncs, truncations and deletions of files.
    case effect(Int)
  }

  struct Outcome {
    /// What the next start finds.
    var found: StoreDump
    /// After the operation was done again.
    var again: StoreDump
    var findings: [String]
    /// Files that hold `CrashStage.rareWord` when the next start is done.
    var traces: [String]
  }

  /// Stands in one message of the stage.
  static let rareWord = "quillonda"

  /// Cuts the operation off, starts again and does it once more.
  func crash(_ operation: CrashOperation, at point: Point, everything: Bool, seed: UInt64) async throws -> Outcome {
    let directory = try copy()
    let disk = try FaultDisk(directory.path)
    let counter = Countdown { disk.powerOff() }
    let store = try open(directory, trace: { _ in counter.count() })
    switch point {
    case .statement(let number): counter.start(at: number)
    case .effect(let number): disk.powerOff(after: number)
    }
    // It fails, or is done when the power goes; both may be.
    try? await operation.run(store)
    disk.powerOff()
    // Closing fails without power; what matters is that the files are let go.
    try? store.close()
    _ = disk.lose(everything: everything, seed: seed)
    let next = try open(directory)
    let found = try await next.dump()
    let traces = try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted().filter { name in
      let data = FileManager.default.contents(atPath: directory.path + "/" + name) ?? Data()
      return data.range(of: Data(Self.rareWord.utf8)) != nil
    }
    let findings = try await next.verifyIndexes()
    try await operation.run(next)
    let again = try await next.dump()
    let rest = try await next.verifyIndexes()
    try next.close()
    return Outcome(found: found, again: again, findings: findings + rest, traces: traces)
  }

  /// Counts statements, and does something before the n-th from the start of the countdown.
  private final class Countdown: Sendable {
    private let state = Mutex((counted: 0, left: 0))
    private let action: @Sendable () -> Void

    init(_ action: @escaping @Sendable () -> Void = {}) { self.action = action }

    var counted: Int { state.withLock { $0.counted } }

    func start(at number: Int) { state.withLock { $0.left = number } }

    func count() {
      let isNow = state.withLock { state in
        state.counted += 1
        guard state.left > 0 else { return false }
        state.left -= 1
        return state.left == 0
      }
      if isNow { action() }
    }
  }
}

extension SQLiteStore {
  func dump() async throws -> StoreDump {
    try await pool.read { db in try StoreDump { try String.fetchAll(db, sql: $0) } }
  }
}
