package import Foundation
import GRDB
package import MnemeCore

extension SQLiteStore: InteractionStore {
  private static let columns = """
    at, id, session, message, channel, model, provider, prompt_tokens, completion_tokens, reported, first_token_ms,
    total_ms, outcome, error_code, tool_rounds, tool_calls, characters, sentences, hedges, list_items, suspicion, redactions,
    recalled
    """

  package func append(_ turn: Interaction) async throws(MnemeError) {
    let names: [(any DatabaseValueConvertible & Sendable)?] = [
      turn.space.rawValue, turn.at.milliseconds, turn.id, turn.session, turn.message, turn.channel, turn.model,
      turn.provider,
    ]
    let numbers: [(any DatabaseValueConvertible & Sendable)?] = [
      turn.usage.prompt, turn.usage.completion, turn.usage.reported, turn.firstTokenMilliseconds,
      turn.totalMilliseconds, turn.outcome.rawValue, turn.errorCode, turn.toolRounds, turn.toolCalls,
    ]
    let style: [(any DatabaseValueConvertible & Sendable)?] = [
      turn.style.characters, turn.style.sentences, turn.style.hedges, turn.style.listItems, turn.suspicion,
      turn.redactions,
    ]
    let values = names + numbers + style
    try await writer.write(rows: 1) { db in
      let recalled = turn.recalled.isEmpty ? nil : try JSONText.encode(turn.recalled)
      try db.run(
        """
        INSERT OR REPLACE INTO interactions (space, \(Self.columns))
        SELECT s.key, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24
        FROM spaces s WHERE s.id = ?1 AND EXISTS (SELECT 1 FROM messages m WHERE m.space = s.key AND m.id = ?5)
        """, StatementArguments(values + [recalled]))
    }
  }

  package func interactions(_ search: InteractionSearch, in space: SpaceID) async throws(MnemeError) -> [Interaction] {
    try await read { db in
      let rows = try db.rows(
        """
        SELECT \(Self.columns) FROM interactions
        WHERE space = (SELECT key FROM spaces WHERE id = ?1) AND at >= ?2 AND at < ?3 AND (?4 IS NULL OR session = ?4)
        ORDER BY at DESC, id DESC LIMIT ?5
        """,
        [
          space.rawValue, search.from?.milliseconds ?? Int64.min, search.to?.milliseconds ?? Int64.max,
          search.session, max(0, search.limit),
        ])
      var result: [Interaction] = []
      while let row = try rows.next() { result.append(try Self.interaction(row, space)) }
      return result
    }
  }

  package func removeInteractions(before: Date) async throws(MnemeError) -> Int {
    try await writer.write(rows: 1) { db in
      try db.run(
        "DELETE FROM interactions WHERE space IN (SELECT key FROM spaces) AND at < ?", [before.milliseconds])
      return db.changesCount
    }
  }

  package func totals() async throws(MnemeError) -> StoreTotals {
    try await read { db in
      let row = try db.firstRow(
        """
        SELECT (SELECT count(*) FROM spaces), (SELECT count(*) FROM memories m WHERE \(Columns.activeMemory)),
          (SELECT count(*) FROM interactions)
        """, [])
      guard let row else { throw MnemeError(.internal, "The store's sizes cannot be read.") }
      return StoreTotals(spaces: row[0], activeMemories: row[1], interactions: row[2])
    }
  }

  private static func interaction(_ row: Row, _ space: SpaceID) throws -> Interaction {
    Interaction(
      id: row[1], space: space, session: row[2], message: row[3], channel: row[4], at: Date(milliseconds: row[0]),
      model: row[5], provider: row[6], usage: TokenUsage(prompt: row[7], completion: row[8], reported: row[9]),
      firstTokenMilliseconds: row[10], totalMilliseconds: row[11],
      outcome: try Columns.value(row[12], Interaction.Outcome.init(rawValue:)), errorCode: row[13],
      toolRounds: row[14], toolCalls: row[15],
      style: AnswerStyle(characters: row[16], sentences: row[17], hedges: row[18], listItems: row[19]),
      suspicion: row[20], redactions: row[21],
      recalled: try (row[22] as String?).map { try JSONText.decode($0, as: [RecalledItem].self) } ?? [])
  }
}
