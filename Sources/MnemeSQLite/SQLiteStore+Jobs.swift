package import Foundation
import GRDB
package import MnemeCore
import Synchronization

extension SQLiteStore: JobQueue {
  /// Most jobs of one claim.
  private static let claimLimit = 65_536

  package func claim(_ kind: JobKind, limit: Int, at: Date) async throws(MnemeError) -> [Job] {
    if limit <= 0 { return [] }
    let limit = min(limit, Self.claimLimit)
    try await wakeDeferredJobs(at: at)
    while true {
      let (held, last) = claims.withLock { ($0.held(of: kind), $0.lastSpace[kind] ?? 0) }
      let found = try await read { db in try db.readyJobs(kind, limit: limit, besides: held, after: last) }
      let jobs = claims.withLock { $0.take(found) }
      // Another caller may have been quicker.
      if !jobs.isEmpty || found.isEmpty { return jobs }
    }
  }

  package func finish(_ ids: [Int64]) async throws(MnemeError) {
    if ids.isEmpty { return }
    let finishing = claims(of: ids)
    try await writer.write(rows: ids.count) { db in try db.finishJobs(finishing) }
    release(ids)
  }

  package func fail(_ ids: [Int64], retryAt: Date?, reason: String) async throws(MnemeError) {
    if ids.isEmpty { return }
    let failing = claims(of: ids)
    // Failed or not, the jobs are nobody's any more: if this cannot be written, they are ready as they were.
    defer { release(ids) }
    try await writer.write(rows: ids.count) { db in
      for claim in failing {
        // One that was queued again meanwhile is not deferred: what it is about has changed.
        try db.run(
          """
          INSERT OR REPLACE INTO deferred_jobs (kind, space, subject, attempts, queued_at, due_at, reason)
          SELECT kind, space, subject, attempts + 1, queued_at, ?5, ?6 FROM jobs
          WHERE kind = ?1 AND space = ?2 AND subject = ?3 AND revision = ?4
          """,
          [
            claim.key.kind.rawValue, claim.key.space, claim.key.subject, claim.revision, retryAt?.milliseconds, reason,
          ])
      }
      try db.finishJobs(failing)
    }
  }

  package func recover() async throws(MnemeError) {
    claims.withLock { $0.releaseAll() }
  }

  package func status(of space: SpaceID?, at: Date) async throws(MnemeError) -> QueueStatus {
    try await read { db in
      let row = try db.firstRow(
        """
        WITH all_jobs AS (
          SELECT space, queued_at, false AS failed FROM jobs
          UNION ALL SELECT space, queued_at, due_at IS NULL FROM deferred_jobs)
        SELECT count(*) FILTER (WHERE NOT failed), min(queued_at) FILTER (WHERE NOT failed),
          count(*) FILTER (WHERE failed)
        FROM all_jobs WHERE ?1 IS NULL OR space = (SELECT key FROM spaces WHERE id = ?1)
        """, [space?.rawValue])
      guard let row else { return QueueStatus(depth: 0, oldestAge: nil, failed: 0) }
      let oldest: Int64? = row[1]
      return QueueStatus(
        depth: row[0], oldestAge: oldest.map { max(0, Double(at.milliseconds - $0) / 1000) },
        failed: row[2])
    }
  }

  /// The keys of claimed jobs, to be handed to `finishJobs` inside a write; unknown ids are left out.
  func claims(of ids: [Int64]) -> [JobClaims.Claim] { claims.withLock { $0.claims(ids) } }

  /// The write that finished them is durable.
  func release(_ ids: [Int64]) { claims.withLock { $0.release(ids) } }

  private func wakeDeferredJobs(at: Date) async throws(MnemeError) {
    let isDue = try await read { db in
      try db.integer("SELECT 1 FROM deferred_jobs WHERE due_at <= ? LIMIT 1", [at.milliseconds]) != nil
    }
    guard isDue else { return }
    try await writer.write(rows: 1) { db in
      // One that was queued again while it waited is ready already.
      try db.run(
        """
        INSERT OR IGNORE INTO jobs (kind, space, subject, attempts, queued_at)
        SELECT kind, space, subject, attempts, queued_at FROM deferred_jobs WHERE due_at <= ?
        """, [at.milliseconds])
      try db.run("DELETE FROM deferred_jobs WHERE due_at <= ?", [at.milliseconds])
    }
  }
}

extension Database {
  /// Ready jobs that nobody holds, of the next space that has some: spaces take turns, so that one with a long queue does
  /// not hold up the others.
  fileprivate func readyJobs(_ kind: JobKind, limit: Int, besides held: Set<JobClaims.Key>, after last: Int64) throws
    -> [JobClaims.Found]
  {
    var space = last
    var isSecondRound = false
    while true {
      let next = try integer("SELECT min(space) FROM jobs WHERE kind = ? AND space > ?", [kind.rawValue, space])
      if let next, !isSecondRound || next <= last {
        let jobs = try readyJobs(kind, space: next, limit: limit, besides: held)
        if !jobs.isEmpty { return jobs }
        space = next
      } else if isSecondRound || last == 0 {
        return []
      } else {
        isSecondRound = true
        space = 0
      }
    }
  }

  /// In the order of their subjects, which is that of time. Of a queue longer than one claim a quarter are the newest: what
  /// is said now does not wait behind a long import. What messages state is taken in strictly as it was said.
  private func readyJobs(_ kind: JobKind, space: Int64, limit: Int, besides held: Set<JobClaims.Key>) throws
    -> [JobClaims.Found]
  {
    let oldest = try readyJobs(kind, space: space, limit: limit, besides: held, newestFirst: false)
    let share = kind == .reflectMessage ? 0 : limit / 4
    guard oldest.count == limit, share > 0 else { return oldest }
    let newest = try readyJobs(kind, space: space, limit: share, besides: held, newestFirst: true)
    let known = Set(oldest.map(\.claim.key))
    let more = newest.filter { !known.contains($0.claim.key) }
    return Array(oldest.dropLast(more.count)) + more.reversed()
  }

  private func readyJobs(
    _ kind: JobKind, space: Int64, limit: Int, besides held: Set<JobClaims.Key>, newestFirst: Bool
  ) throws -> [JobClaims.Found] {
    let rows = try rows(
      """
      SELECT j.subject, j.revision, j.attempts, j.queued_at, s.id FROM jobs j JOIN spaces s ON s.key = j.space
      WHERE j.kind = ? AND j.space = ? ORDER BY j.subject \(newestFirst ? "DESC" : "") LIMIT ?
      """, [kind.rawValue, space, limit + held.count])
    var result: [JobClaims.Found] = []
    while result.count < limit, let row = try rows.next() {
      let key = JobClaims.Key(kind: kind, space: space, subject: row[0])
      if held.contains(key) { continue }
      result.append(
        JobClaims.Found(
          claim: JobClaims.Claim(key: key, revision: row[1]), space: try SpaceID(row[4] as String), attempts: row[2],
          queuedAt: Date(milliseconds: row[3])))
    }
    return result
  }

  /// Queues jobs about something that is new, so that no job of these kinds can be there.
  func queueFresh(_ kinds: [JobKind], subject: String, space: Int64, at: Int64) throws {
    if kinds.isEmpty { return }
    let rows = Array(repeating: "(?, ?, ?, ?)", count: kinds.count).joined(separator: ", ")
    try run(
      "INSERT OR IGNORE INTO jobs (kind, space, subject, queued_at) VALUES \(rows)",
      kinds.reduce(into: StatementArguments()) { $0 += [$1.rawValue, space, subject, at] })
  }

  /// Queues a job. One that is ready or waiting already stays as it is; one that is running runs once more afterwards,
  /// because what it is about has changed since it began; one that failed for good gets a new chance.
  func queue(_ kind: JobKind, subject: String, space: Int64, at: Int64) throws {
    try run(
      "DELETE FROM deferred_jobs WHERE kind = ? AND space = ? AND subject = ? AND due_at IS NULL",
      [kind.rawValue, space, subject])
    try run(
      """
      INSERT INTO jobs (kind, space, subject, queued_at)
      SELECT ?1, ?2, ?3, ?4
      WHERE NOT EXISTS (SELECT 1 FROM deferred_jobs WHERE kind = ?1 AND space = ?2 AND subject = ?3)
      ON CONFLICT DO UPDATE SET revision = revision + 1
      """, [kind.rawValue, space, subject, at])
  }

  /// Removes finished jobs; those queued again while they ran stay.
  func finishJobs(_ claims: [JobClaims.Claim]) throws {
    let alike = Dictionary(grouping: claims) { [$0.key.space, $0.revision] }
      .flatMap { of, claims in Dictionary(grouping: claims, by: \.key.kind).map { (of, $0, $1.map(\.key.subject)) } }
    for (of, kind, subjects) in alike {
      try run(
        """
        DELETE FROM jobs WHERE kind = ? AND space = ? AND revision = ? AND subject IN (SELECT value FROM json_each(?))
        """, [kind.rawValue, of[0], of[1], try JSONList.encode(subjects)])
    }
  }
}
