import CFaultVFS
import MnemeCore

/// A disk under test: every file that SQLite opens below one folder.
///
/// `@unchecked`: the pointer is never changed, and each C function takes the file system's own lock.
final class FaultDisk: @unchecked Sendable {
  private let disk: OpaquePointer

  /// - Throws: `internal` when there is no memory.
  init(_ directory: String) throws {
    guard let disk = fault_disk_create(directory) else {
      throw MnemeError(.internal, "The fault-injecting file system cannot be installed.")
    }
    self.disk = disk
  }

  deinit { fault_disk_destroy(disk) }

  var syncs: Int { Int(fault_disk_syncs(disk)) }

  /// Writes, syncs, truncations and deletions so far.
  var effects: Int { Int(fault_disk_effects(disk)) }

  /// The power goes once so many more of them have been done.
  func powerOff(after effects: Int) { fault_disk_power_off_after(disk, Int64(effects)) }

  func powerOff() { fault_disk_power_off(disk) }

  /// Takes back what was not synced, all of it or some sectors, and returns how many writes that were.
  func lose(everything: Bool, seed: UInt64) -> Int {
    Int(fault_disk_lose(disk, everything ? FAULT_LOSE_ALL : FAULT_LOSE_SOME, seed))
  }

  /// Bytes left to write; nil: no limit.
  func setSpace(_ bytes: Int?) { fault_disk_set_space(disk, Int64(bytes ?? -1)) }
}
