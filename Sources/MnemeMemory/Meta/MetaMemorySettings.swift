/// What can be tuned in meta memory.
package struct MetaMemorySettings: Sendable, Hashable {
  /// Seconds until the count of an item has halved. More than 0.
  package var itemHalfLife = 7.0 * 86_400
  /// Seconds until the count of an hour of the day has halved: habits change more slowly than interests. More than 0.
  package var hourHalfLife = 30.0 * 86_400
  /// Changed items from which they are written.
  package var flushCount = 50
  /// Seconds after the last write from which anything pending is written.
  package var flushSeconds = 300.0
  /// Items of the hot set, of which recall prefers some. 1 or more.
  package var hotItems = 20
  /// Items of one space kept in memory, the coldest left to the store. At least twice `hotItems`.
  package var itemsPerSpace = 50_000
  /// Spaces kept in memory, the least recently used left to the store. 1 or more.
  package var loadedSpaces = 64
  /// Items that may wait to be written while the store fails; accesses to more are not counted.
  package var pendingItems = 100_000

  package init() {}
}
