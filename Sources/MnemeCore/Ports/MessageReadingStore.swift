/// What was read from messages. Derived: forgotten with its message, and can be made again.
package protocol MessageReadingStore: Sendable {
  /// Stores or replaces, in one transaction; readings of messages that are gone are dropped.
  func put(_ readings: [MessageReading], in space: SpaceID) async throws(MnemeError)
  /// Those there are, in the order asked.
  func readings(of messages: [String], in space: SpaceID) async throws(MnemeError) -> [MessageReading]
}
