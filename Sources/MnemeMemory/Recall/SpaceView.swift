/// A space at one moment; a value that any number of recalls may read while the index goes on.
struct SpaceView: Sendable {
  let table: MessageTable
  let messages: VectorView
  let memories: VectorView
  /// Words of messages and memories.
  let lexical: InvertedIndex
  /// Ordinals of messages that must not speak for the retired memories made of them.
  let silenced: Set<Int64>

  /// Number of chunks of messages that have vectors.
  var messageRows: Int { messages.count }
}
