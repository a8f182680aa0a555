package import Foundation

/// Scheduled tasks, kept over restarts.
package protocol ScheduleStore: Sendable {
  /// - Throws: `conflict` where the space has `limit` tasks that are not over.
  func add(_ task: ScheduledTask, limit: Int) async throws(MnemeError)
  /// By next run, those that are over last; one of this id where given.
  func scheduled(in space: SpaceID, id: String?) async throws(MnemeError) -> [ScheduledTask]
  /// - Returns: whether there was one.
  func removeScheduled(_ id: String, in space: SpaceID) async throws(MnemeError) -> Bool
  /// Of all spaces those whose time has come, earliest first; and when the next one's comes.
  /// - Parameter isStart: runs that a stop of the process cut off are noted as such first.
  func due(at now: Date, isStart: Bool) async throws(MnemeError) -> (tasks: [ScheduledTask], next: Date?)
  /// Takes a run for whoever asks first: moves the next run on. Tasks that were over for an hour are removed.
  /// - Returns: false where somebody else took it, or it was cancelled.
  func take(_ task: ScheduledTask, next: Date?, at now: Date) async throws(MnemeError) -> Bool
  /// Notes how a run ended.
  func finish(_ task: ScheduledTask, _ outcome: ScheduledTask.Outcome) async throws(MnemeError)
}
