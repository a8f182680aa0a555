/// Scheduled tasks in the hands of edges and tools.
package protocol ScheduleService: Sendable {
  /// - Throws: `invalidInput` for a time that cannot be read or is over, `conflict` where there are too many.
  func schedule(_ draft: ScheduleDraft, in space: SpaceID) async throws(MnemeError) -> ScheduledTask
  /// By next run, those that are over last.
  func scheduled(in space: SpaceID) async throws(MnemeError) -> [ScheduledTask]
  /// - Throws: `notFound`.
  func cancel(_ id: String, in space: SpaceID) async throws(MnemeError)
}
