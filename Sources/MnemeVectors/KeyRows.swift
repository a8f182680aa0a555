import Synchronization

/// The rows of every key of a graph index, behind a lock of its own: held for look-ups and single changes only, so that
/// nobody who asks waits for an insert or a save.
final class KeyRows: Sendable {
  private let storage: GraphStorage
  private let table: Mutex<KeyTable>

  init(storage: GraphStorage) {
    self.storage = storage
    table = Mutex(KeyTable(storage: storage))
  }

  var byteCount: Int { table.withLock { $0.byteCount } }

  /// Makes a row, whose key is written, the newest of its key.
  func insert(row: Int) {
    table.withLock { storage.previous(row).initialize(to: $0.insert(row: row)) }
  }

  /// Forgets a key.
  /// - Returns: its newest row.
  func remove(_ key: Int64) -> Int? {
    table.withLock { table in
      guard let newest = table.row(of: key) else { return nil }
      table.remove(key)
      return newest
    }
  }

  /// Calls `body` with the place of a key among `keys` and each of its rows, newest first.
  func forEachRow(of keys: [Int64], _ body: (_ place: Int, _ row: Int) -> Void) {
    table.withLock { table in
      for (place, key) in keys.enumerated() {
        var row = table.row(of: key).map { UInt32($0) } ?? GraphStorage.noLink
        while row != GraphStorage.noLink {
          body(place, Int(row))
          row = storage.previous(Int(row)).pointee
        }
      }
    }
  }
}
