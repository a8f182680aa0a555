import MnemeCore

/// A space at one moment; a value that any number of recalls may read while the index goes on.
struct SpaceView: Sendable {
  let table: MessageTable
  let messages: VectorView
  let memories: VectorView
  /// Words of messages and memories.
  let lexical: InvertedIndex
  /// Messages that must not be believed as they stand.
  let outdated: OutdatedMessages

  /// Number of chunks of messages that have vectors.
  var messageRows: Int { messages.count }
}
