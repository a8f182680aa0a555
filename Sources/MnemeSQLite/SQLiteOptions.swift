package import MnemeCore

/// How a store opens its file. The defaults are what the application runs with.
package struct SQLiteOptions: Sendable {
  /// Whether an acknowledged write survives power loss.
  package enum Durability: String, Sendable {
    /// Every commit waits until the write-ahead log is on the medium.
    case full = "FULL"
    /// Nothing waits: for throw-away stores and for the control experiment of the power-loss tests.
    case off = "OFF"
  }

  package var durability: Durability
  /// Connections that read at the same time, 1…16.
  package var readers: Int
  /// Dates the jobs that an append queues.
  package var clock: any WallClock
  /// Sees the text of every statement of every connection (without its values); for tests that count.
  package var trace: (@Sendable (String) -> Void)?

  /// Called with the database's path before an existing store is brought to a newer schema, which does not begin when it throws.
  /// Blocks the opening.
  package var beforeMigration: (@Sendable (_ path: String, _ from: Int, _ to: Int) throws(MnemeError) -> Void)?

  package init(
    durability: Durability = .full, readers: Int = 4, clock: any WallClock = SystemClock(),
    trace: (@Sendable (String) -> Void)? = nil
  ) {
    self.durability = durability
    self.readers = readers
    self.clock = clock
    self.trace = trace
  }
}
