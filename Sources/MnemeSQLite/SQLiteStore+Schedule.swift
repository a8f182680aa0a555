package import Foundation
import GRDB
package import MnemeCore

extension SQLiteStore: ScheduleStore {
  private static let columns = """
    s.id, t.id, t.kind, t.schedule, t.time_zone, t.task, t.action, t.session, t.created_at, t.next_run, t.runs, t.last_at,
    t.last_succeeded, t.last_text
    """
  /// How long a task that is over can still be read, in milliseconds.
  private static let kept: Int64 = 3_600_000

  package func add(_ task: ScheduledTask, limit: Int) async throws(MnemeError) {
    let isTaken = try await writer.write(rows: 1) { db in
      let space = try db.makeKey(of: task.space)
      let open = try db.integer(
        "SELECT count(*) FROM scheduled_tasks WHERE space = ? AND next_run IS NOT NULL", [space])
      if open ?? 0 >= Int64(limit) { return false }
      try db.run(
        """
        INSERT INTO scheduled_tasks
          (space, id, kind, schedule, time_zone, task, action, session, created_at, next_run, runs)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          space, task.id, task.when.kind.rawValue, task.when.text, task.when.timeZone.identifier,
          StoredText.encode(task.task), task.action.rawValue, task.session, task.createdAt.milliseconds,
          task.nextRun?.milliseconds, task.runs,
        ])
      return true
    }
    guard isTaken else {
      throw MnemeError(
        .conflict, "There are \(limit) scheduled tasks already; cancel one of them first.")
    }
  }

  package func scheduled(in space: SpaceID, id: String?) async throws(MnemeError) -> [ScheduledTask] {
    try await read { db in
      try Self.tasks(
        db,
        """
        SELECT \(Self.columns) FROM scheduled_tasks t JOIN spaces s ON s.key = t.space
        WHERE t.space = (SELECT key FROM spaces WHERE id = ?1) AND (?2 IS NULL OR t.id = ?2)
        ORDER BY t.next_run IS NULL, t.next_run, t.id
        """, [space.rawValue, id])
    }
  }

  package func removeScheduled(_ id: String, in space: SpaceID) async throws(MnemeError) -> Bool {
    try await writer.write(rows: 1) { db in
      try db.run(
        "DELETE FROM scheduled_tasks WHERE space = (SELECT key FROM spaces WHERE id = ?) AND id = ?",
        [space.rawValue, id])
      return db.changesCount > 0
    }
  }

  package func due(at now: Date, isStart: Bool) async throws(MnemeError) -> (tasks: [ScheduledTask], next: Date?) {
    if isStart {
      try await writer.write(rows: 1) { db in
        try db.run(
          """
          UPDATE scheduled_tasks SET last_at = running_since, last_succeeded = 0, running_since = NULL,
            last_text = 'The server stopped while it ran.' WHERE running_since IS NOT NULL
          """)
      }
    }
    return try await read { db in
      let tasks = try Self.tasks(
        db,
        """
        SELECT \(Self.columns) FROM scheduled_tasks t JOIN spaces s ON s.key = t.space
        WHERE t.next_run <= ? ORDER BY t.next_run, t.id
        """, [now.milliseconds])
      let next = try db.integer("SELECT min(next_run) FROM scheduled_tasks WHERE next_run > ?", [now.milliseconds])
      return (tasks, next.map(Date.init(milliseconds:)))
    }
  }

  package func take(_ task: ScheduledTask, next: Date?, at now: Date) async throws(MnemeError) -> Bool {
    try await writer.write(rows: 1) { db in
      try db.run(
        "DELETE FROM scheduled_tasks WHERE next_run IS NULL AND running_since IS NULL AND last_at < ?",
        [now.milliseconds - Self.kept])
      try db.run(
        """
        UPDATE scheduled_tasks SET next_run = ?4, running_since = ?5, runs = runs + 1
        WHERE space = (SELECT key FROM spaces WHERE id = ?1) AND id = ?2 AND next_run = ?3
        """,
        [
          task.space.rawValue, task.id, task.nextRun?.milliseconds, next?.milliseconds, now.milliseconds,
        ])
      return db.changesCount > 0
    }
  }

  package func finish(_ task: ScheduledTask, _ outcome: ScheduledTask.Outcome) async throws(MnemeError) {
    try await writer.write(rows: 1) { db in
      try db.run(
        """
        UPDATE scheduled_tasks SET running_since = NULL, last_at = ?3, last_succeeded = ?4, last_text = ?5
        WHERE space = (SELECT key FROM spaces WHERE id = ?1) AND id = ?2
        """,
        [
          task.space.rawValue, task.id, outcome.at.milliseconds, outcome.succeeded, StoredText.encode(outcome.text),
        ])
    }
  }

  private static func tasks(_ db: Database, _ sql: String, _ arguments: StatementArguments) throws -> [ScheduledTask] {
    var tasks: [ScheduledTask] = []
    let rows = try db.rows(sql, arguments)
    while let row = try rows.next() {
      let created = Date(milliseconds: row[8])
      guard let kind = Timetable.Kind(rawValue: row[2]), let zone = TimeZone(identifier: row[4]),
        let action = ScheduledTask.Action(rawValue: row[6])
      else { throw MnemeError(.storage, "A scheduled task cannot be read; restore a backup.") }
      let last: Date? = (row[11] as Int64?).map(Date.init(milliseconds:))
      tasks.append(
        ScheduledTask(
          id: row[1], space: try SpaceID(row[0] as String),
          when: try Timetable(kind: kind, text: row[3], timeZone: zone, start: created),
          task: StoredText.decode(row, 5), action: action, session: row[7], createdAt: created,
          nextRun: (row[9] as Int64?).map(Date.init(milliseconds:)), runs: row[10],
          last: last.map {
            ScheduledTask.Outcome(at: $0, succeeded: row[12] ?? false, text: StoredText.decode(row, 13))
          }))
    }
    return tasks
  }
}
