/// What an owner does with conversations beyond reading them.
package protocol ConversationStore: Sendable {
  /// nil: there is none with this id in this space.
  func message(_ id: String, in space: SpaceID) async throws(MnemeError) -> Message?
  /// The user's first words in each of these conversations, at most 120 characters: what stands for a title until there is
  /// one.
  func openings(of sessions: [String], in space: SpaceID) async throws(MnemeError) -> [String: String]
  /// The owner's own title; nil brings back the one that is made of the messages. - Throws: `notFound`.
  func rename(session: String, to title: String?, in space: SpaceID) async throws(MnemeError) -> Session
  /// Begins the conversation `id`, before which stand the messages of `session` up to `message` (nil: all that there are
  /// now). No message is stored twice. What the conversation holds of others' words holds for the branch.
  /// - Throws: `notFound` without the session, or without such a message in it; `conflict` where `id` is taken, or there is
  ///   nothing to branch from.
  func branch(session: String, after message: String?, as id: String, in space: SpaceID) async throws(MnemeError)
    -> Session
}
