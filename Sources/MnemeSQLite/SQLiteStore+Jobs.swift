package import Foundation
import GRDB
package import MnemeCore

extension SQLiteStore: JobQueue {
  package func claim(_ kind: JobKind, limit: Int, at: Date) async throws(MnemeError) -> [Job] {
    if limit <= 0 { return [] }
    return try await writer.write(rows: limit) { db in
      try db.run(
        "UPDATE jobs SET state = 0, due_at = NULL WHERE state = 2 AND due_at <= ?", [at.milliseconds])
      let rows = try db.rows(
        """
        SELECT j.id, j.subject, j.attempts, j.queued_at, s.id
        FROM jobs j INDEXED BY jobs_ready_by_space JOIN spaces s ON s.key = j.space
        WHERE j.state = 0 AND j.kind = ?1 AND j.space =
          (SELECT space FROM jobs INDEXED BY jobs_ready WHERE state = 0 AND kind = ?1 ORDER BY id LIMIT 1)
        ORDER BY j.id LIMIT ?2
        """, [kind.rawValue, limit])
      var jobs: [Job] = []
      while let row = try rows.next() {
        jobs.append(
          Job(
            id: row[0], kind: kind, space: try SpaceID(row[4] as String), subject: row[1],
            attempts: row[2], queuedAt: Date(milliseconds: row[3])))
      }
      if !jobs.isEmpty {
        try db.run(
          "UPDATE jobs SET state = 1 WHERE id IN (SELECT value FROM json_each(?))",
          [JSONList.encode(jobs.map(\.id))])
      }
      return jobs
    }
  }

  package func finish(_ ids: [Int64]) async throws(MnemeError) {
    if ids.isEmpty { return }
    try await writer.write(rows: ids.count) { db in try db.finishJobs(ids) }
  }

  package func fail(_ ids: [Int64], retryAt: Date?, reason: String) async throws(MnemeError) {
    if ids.isEmpty { return }
    try await writer.write(rows: ids.count) { db in
      try db.run(
        """
        UPDATE jobs SET reason = ?2, again = 0,
          attempts = CASE WHEN again THEN 0 ELSE attempts + 1 END,
          state = CASE WHEN again THEN 0 WHEN ?3 IS NULL THEN 3 ELSE 2 END,
          due_at = CASE WHEN again THEN NULL ELSE ?3 END
        WHERE id IN (SELECT value FROM json_each(?1))
        """, [JSONList.encode(ids), reason, retryAt?.milliseconds])
    }
  }

  package func recover() async throws(MnemeError) {
    try await writer.write(rows: 1) { db in
      try db.run("UPDATE jobs SET state = 0, again = 0 WHERE state = 1")
    }
  }

  package func status(of space: SpaceID?, at: Date) async throws(MnemeError) -> QueueStatus {
    try await read { db in
      let row = try db.firstRow(
        """
        SELECT count(*) FILTER (WHERE state < 3), min(queued_at) FILTER (WHERE state < 3),
          count(*) FILTER (WHERE state = 3)
        FROM jobs WHERE ?1 IS NULL OR space = (SELECT key FROM spaces WHERE id = ?1)
        """, [space?.rawValue])
      guard let row else { return QueueStatus(depth: 0, oldestAge: nil, failed: 0) }
      let oldest: Int64? = row[1]
      return QueueStatus(
        depth: row[0], oldestAge: oldest.map { max(0, Double(at.milliseconds - $0) / 1000) },
        failed: row[2])
    }
  }
}

extension Database {
  /// Queues a job. One that is ready or waiting already stays as it is; one that is running runs once more afterwards,
  /// because what it is about has changed since it began; one that failed for good gets a new chance.
  func queue(_ kind: JobKind, subject: String, space: Int64, at: Int64) throws {
    try run(
      """
      INSERT INTO jobs (kind, space, subject, queued_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (kind, space, subject) DO UPDATE SET
        again = state = 1,
        attempts = CASE WHEN state = 3 THEN 0 ELSE attempts END,
        queued_at = CASE WHEN state = 3 THEN excluded.queued_at ELSE queued_at END,
        state = CASE WHEN state = 3 THEN 0 ELSE state END
      """, [kind.rawValue, space, subject, at])
  }

  /// Removes finished jobs; those queued again while they ran return to the queue.
  func finishJobs(_ ids: [Int64]) throws {
    if ids.isEmpty { return }
    let list = JSONList.encode(ids)
    try run("DELETE FROM jobs WHERE again = 0 AND id IN (SELECT value FROM json_each(?))", [list])
    try run(
      """
      UPDATE jobs SET state = 0, again = 0, attempts = 0, due_at = NULL
      WHERE id IN (SELECT value FROM json_each(?))
      """, [list])
  }
}
