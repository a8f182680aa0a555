/// Hard limits on input, the same at every edge.
package enum Limits {
  /// Unicode scalars of one message.
  package static let messageCharacters = 100_000
  /// Unicode scalars of a memory given to `remember`.
  package static let memoryCharacters = 10_000
  /// Unicode scalars of a recall query that are looked at.
  package static let queryCharacters = 8_000
  /// Results of one recall.
  package static let recallResults = 200
  /// Characters of a session name, an external id, a speaker's name.
  package static let nameCharacters = 200
  /// Tokens that a client may ask an answer to have at most.
  package static let answerTokens = 10_000_000
  /// Tools of the client in one request.
  package static let clientTools = 128
  /// Characters of the task of a schedule or of an agent.
  package static let taskCharacters = 4_000
  /// Characters of the text that says when a task is due.
  package static let scheduleCharacters = 200
  /// Scheduled tasks of a space that are not over.
  package static let scheduledTasks = 50
  /// Characters that are kept of what came of a scheduled task.
  package static let scheduledResultCharacters = 4_000
}
