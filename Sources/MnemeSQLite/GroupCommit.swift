import Dispatch
import GRDB
import MnemeCore
import Synchronization

/// The one writer: gathers the writes that wait while a commit is under way and commits them together.
///
/// Each write stands in a savepoint of its own, so that a failing one takes nothing with it. Callers are resumed only
/// after the commit that carries their write is durable. When a commit fails as a whole (disk full), its writes are
/// tried again one by one: each caller learns the fate of its own write. A cancelled caller waits like any other: what
/// it handed in is stored, and it is told so.
///
/// The state machine is the queue and one flag; both change under one lock, so a write handed in while the drain is
/// about to stop either is seen by it or starts the next one.
final class GroupCommit: Sendable {
  /// Calls that may wait; the next one is refused with `overloaded`.
  static let waitingLimit = 16_384
  /// Rows of one transaction, so that the callers at its head do not wait for an endless tail.
  static let rowLimit = 4_096

  /// A write and the caller who waits for it.
  private struct Entry: Sendable {
    let rows: Int
    /// Runs the write; may be called twice, when the first transaction was rolled back.
    let run: @Sendable (Database) throws -> @Sendable () -> Void
    let fail: @Sendable (MnemeError) -> Void
  }

  private struct State {
    var waiting: [Entry] = []
    var draining = false
    var closed = false
  }

  private let pool: DatabasePool
  private let state = Mutex(State())

  init(pool: DatabasePool) {
    self.pool = pool
  }

  /// Runs `body` inside a transaction and returns its result once it is durable.
  ///
  /// - Parameter rows: roughly how many rows it writes.
  /// - Throws: what `body` throws (its changes are undone), `overloaded`, `unavailable` after `close`, `storage`.
  func write<Value: Sendable>(
    rows: Int, _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(MnemeError) -> Value {
    let result: Result<Value, MnemeError> = await withCheckedContinuation { continuation in
      let entry = Entry(
        rows: min(max(0, rows), Self.rowLimit),
        run: { db in
          let value = try body(db)
          return { continuation.resume(returning: .success(value)) }
        },
        fail: { error in continuation.resume(returning: .failure(error)) })
      let refusal: MnemeError? = enqueue(entry)
      if let refusal { entry.fail(refusal) }
    }
    return try result.get()
  }

  /// Refuses new writes and waits for those under way. Idempotent.
  func close() {
    state.withLock { $0.closed = true }
    // The writer's queue is serial: when this block runs, the drain before it has emptied the queue.
    pool.writeWithoutTransaction { _ in }
  }

  private func enqueue(_ entry: Entry) -> MnemeError? {
    let (start, refusal) = state.withLock { state -> (Bool, MnemeError?) in
      if state.closed { return (false, StoreErrors.closed) }
      if state.waiting.count >= Self.waitingLimit {
        return (false, MnemeError(.overloaded, "Too many writes are waiting; try again in a moment."))
      }
      state.waiting.append(entry)
      defer { state.draining = true }
      return (!state.draining, nil)
    }
    if start { pool.asyncWriteWithoutTransaction { [self] db in drain(db) } }
    return refusal
  }

  private func nextBatch() -> [Entry] {
    state.withLock { state in
      var rows = 0
      var count = 0
      for entry in state.waiting {
        if count > 0, rows + entry.rows > Self.rowLimit { break }
        rows += entry.rows
        count += 1
      }
      let batch = Array(state.waiting.prefix(count))
      state.waiting.removeFirst(count)
      if batch.isEmpty { state.draining = false }
      return batch
    }
  }

  private func drain(_ db: Database) {
    while true {
      let batch = nextBatch()
      if batch.isEmpty { return }
      if batch.count == 1 || !commitTogether(batch, db) {
        for entry in batch { commitAlone(entry, db) }
      }
    }
  }

  /// False when the transaction as a whole failed; nobody has been resumed then.
  private func commitTogether(_ batch: [Entry], _ db: Database) -> Bool {
    var done: [@Sendable () -> Void] = []
    var failed: [(Entry, MnemeError)] = []
    do {
      try db.run("BEGIN IMMEDIATE")
      for entry in batch {
        try db.run("SAVEPOINT entry")
        do {
          done.append(try entry.run(db))
        } catch {
          // After a full disk or an I/O error SQLite may have rolled back everything.
          guard db.isInsideTransaction else { return false }
          try db.run("ROLLBACK TO entry")
          failed.append((entry, StoreErrors.translate(error)))
        }
        try db.run("RELEASE entry")
      }
      try db.run("COMMIT")
    } catch {
      rollback(db)
      return false
    }
    for resume in done { resume() }
    for (entry, error) in failed { entry.fail(error) }
    return true
  }

  private func commitAlone(_ entry: Entry, _ db: Database) {
    do {
      try db.run("BEGIN IMMEDIATE")
      let resume = try entry.run(db)
      try db.run("COMMIT")
      resume()
    } catch {
      rollback(db)
      entry.fail(StoreErrors.translate(error))
    }
  }

  private func rollback(_ db: Database) {
    guard db.isInsideTransaction else { return }
    // A rollback that fails has nothing left to undo: SQLite has already ended the transaction.
    try? db.rollback()
  }
}
