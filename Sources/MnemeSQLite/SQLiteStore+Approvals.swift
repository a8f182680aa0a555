package import Foundation
import GRDB
package import MnemeCore

extension SQLiteStore: ApprovalStore {
  private static let columns = """
    id, session, channel, caller, tool, arguments, reason, token, leaves_home, created_at, expires_at, state, decided_at,
    result, origin, depth
    """

  package func add(_ approval: Approval) async throws(MnemeError) {
    try await writer.write(rows: 1) { db in
      try db.run(
        """
        INSERT INTO approvals (space, \(Self.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          try db.makeKey(of: approval.space), approval.id, approval.session, approval.channel, approval.caller,
          approval.tool, approval.arguments.text, approval.reason, approval.token, approval.leavesHome,
          approval.createdAt.milliseconds, approval.expiresAt.milliseconds, approval.state.rawValue,
          approval.decidedAt?.milliseconds, approval.result, approval.origin, approval.depth,
        ])
    }
  }

  package func approvals(_ search: ApprovalSearch, at now: Date, in space: SpaceID) async throws(MnemeError)
    -> [Approval]
  {
    if let session = search.untoldIn { return try await untold(session, search.limit, in: space) }
    let found = try await read { db in
      try Self.approvals(
        db,
        """
        SELECT \(Self.columns) FROM approvals WHERE space = (SELECT key FROM spaces WHERE id = ?1)
          AND (?2 IS NULL OR id = ?2) AND (?3 = 0 OR (state = 'pending' AND expires_at > ?4))
        ORDER BY created_at DESC, id DESC LIMIT ?5
        """, [space.rawValue, search.id, search.isPending, now.milliseconds, max(0, search.limit)], space)
    }
    // One that is over is so at once, not when it is swept.
    return found.map { approval in
      var approval = approval
      if approval.state == .pending, approval.expiresAt <= now { approval.state = .expired }
      return approval
    }
  }

  package func decide(_ id: String, _ state: Approval.State, at now: Date, in space: SpaceID) async throws(MnemeError)
    -> Approval?
  {
    try await writer.write(rows: 1) { db in
      try Self.approvals(
        db,
        """
        UPDATE approvals SET state = ?3, decided_at = ?4 WHERE space = (SELECT key FROM spaces WHERE id = ?1) AND id = ?2
          AND state = 'pending' AND expires_at > ?4
        RETURNING \(Self.columns)
        """, [space.rawValue, id, state.rawValue, now.milliseconds], space
      ).first
    }
  }

  package func finish(_ id: String, _ state: Approval.State, result: String, in space: SpaceID)
    async throws(MnemeError) -> Approval?
  {
    try await writer.write(rows: 1) { db in
      try Self.approvals(
        db,
        """
        UPDATE approvals SET state = ?3, result = ?4 WHERE space = (SELECT key FROM spaces WHERE id = ?1) AND id = ?2
          AND state = 'running'
        RETURNING \(Self.columns)
        """, [space.rawValue, id, state.rawValue, result], space
      ).first
    }
  }

  private func untold(_ session: String, _ limit: Int, in space: SpaceID) async throws(MnemeError) -> [Approval] {
    try await read { db in
      try Self.approvals(
        db,
        """
        SELECT \(Self.columns) FROM approvals WHERE space = (SELECT key FROM spaces WHERE id = ?1) AND session = ?2
          AND told = 0 AND state IN ('done', 'failed', 'denied') ORDER BY created_at, id LIMIT ?3
        """, [space.rawValue, session, max(0, limit)], space)
    }
  }

  package func markTold(_ ids: [String], in space: SpaceID) async throws(MnemeError) {
    guard !ids.isEmpty else { return }
    try await writer.write(rows: ids.count) { db in
      try db.run(
        """
        UPDATE approvals SET told = 1 WHERE space = (SELECT key FROM spaces WHERE id = ?1)
          AND id IN (SELECT value FROM json_each(?2))
        """, [space.rawValue, try JSONList.encode(ids)])
    }
  }

  package func sweep(at now: Date, removingBefore: Date, isStart: Bool) async throws(MnemeError) {
    try await writer.write(rows: 1) { db in
      try db.run(
        "UPDATE approvals SET state = 'expired' WHERE state = 'pending' AND expires_at <= ?", [now.milliseconds])
      if isStart {
        try db.run(
          """
          UPDATE approvals SET state = 'failed', result = 'The program ended while it ran; what it did is not known.'
          WHERE state = 'running'
          """)
      }
      try db.run(
        "DELETE FROM approvals WHERE state NOT IN ('pending', 'running') AND expires_at < ?",
        [removingBefore.milliseconds])
    }
  }

  private static func approvals(_ db: Database, _ sql: String, _ arguments: StatementArguments, _ space: SpaceID)
    throws -> [Approval]
  {
    let rows = try db.rows(sql, arguments)
    var result: [Approval] = []
    while let row = try rows.next() {
      result.append(
        Approval(
          id: row[0], space: space, session: row[1], channel: row[2], caller: row[3], tool: row[4],
          arguments: try JSONValue(parsing: row[5]), reason: row[6], token: row[7], leavesHome: row[8],
          createdAt: Date(milliseconds: row[9]), expiresAt: Date(milliseconds: row[10]),
          state: try Columns.value(row[11], Approval.State.init(rawValue:)),
          decidedAt: (row[12] as Int64?).map { Date(milliseconds: $0) }, result: row[13], origin: row[14],
          depth: row[15]))
    }
    return result
  }
}
