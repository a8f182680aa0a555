import GRDB
import MnemeCore

extension Database {
  /// Takes away the digests that were made of these messages and queues new ones of the ended sessions in which they were said.
  func redigest(sessionsOf messages: [String], space: Int64, at: Int64) throws {
    if messages.isEmpty { return }
    let ids = try JSONList.encode(messages)
    try run(
      """
      UPDATE sessions SET digest = NULL WHERE space = ?1 AND digest IS NOT NULL
        AND id IN (SELECT session FROM messages WHERE space = ?1 AND id IN (SELECT value FROM json_each(?2)))
        AND EXISTS (SELECT 1 FROM json_each(digest ->> 'sources') d WHERE d.value IN (SELECT value FROM json_each(?2)))
      """, [space, ids])
    let rows = try rows(
      """
      SELECT DISTINCT s.id FROM messages m CROSS JOIN sessions s ON s.space = m.space AND s.id = m.session
      WHERE m.space = ?1 AND m.id IN (SELECT value FROM json_each(?2)) AND s.ended_at IS NOT NULL ORDER BY s.id
      """, [space, ids])
    var ended: [String] = []
    while let row = try rows.next() { ended.append(row[0]) }
    for session in ended { try queue(.digestSession, subject: session, space: space, at: at) }
  }
}
