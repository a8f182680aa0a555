/// Records of the surfaces that speak other programs' protocols. They are no source of memory: what is to be recalled is
/// stored as messages and memories.
package protocol RecordStore: Sendable {
  /// Stores them in one transaction; one with the same collection and id is replaced and keeps its position. Durable on return.
  func put(_ records: [SurfaceRecord], in space: SpaceID) async throws(MnemeError)
  /// Those that exist, in the order asked.
  func records(_ ids: [String], of collection: String, in space: SpaceID) async throws(MnemeError) -> [SurfaceRecord]
  func records(_ query: RecordQuery, in space: SpaceID) async throws(MnemeError) -> [SurfaceRecord]
  /// - Returns: how many there were.
  func removeRecords(_ ids: [String], of collection: String, in space: SpaceID) async throws(MnemeError) -> Int
  /// Removes all of one owner; with nil all of the collection.
  /// - Returns: how many there were.
  func removeRecords(ownedBy owner: String?, of collection: String, in space: SpaceID) async throws(MnemeError) -> Int
}
