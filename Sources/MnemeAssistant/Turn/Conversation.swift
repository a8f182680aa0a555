import MnemeCore

/// Where a turn belongs: its session, the message it follows, and what is already stored of it.
struct Conversation: Sendable {
  let session: String
  let channel: String
  /// The user's message when it is stored already (a retry or a regeneration).
  let stored: Message?
  /// The message that the first of `missing` follows, or the user's message when none is missing.
  let parent: String?
  /// The user's earlier messages that the store does not have, each with its path hash.
  let missing: [(text: String, pathHash: String)]
  let pathHash: String
  /// Nothing of it was kept before.
  let isNew: Bool
}
