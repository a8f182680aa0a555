import GRDB
package import MnemeCore

extension SQLiteStore: MessageReadingStore {
  package func put(_ readings: [MessageReading], in space: SpaceID) async throws(MnemeError) {
    if readings.isEmpty { return }
    var rows = JSONRows()
    for reading in readings {
      rows.add(
        .text(reading.message), .text(reading.emotion.rawValue), .real(min(max(reading.emotionConfidence, 0), 1)),
        .text(reading.intent?.rawValue ?? ""), .text(reading.method))
    }
    let text = rows.text
    try await writer.write(rows: readings.count) { db in
      // Selecting from the messages skips rows that are gone and rows of another space.
      try db.run(
        """
        INSERT INTO message_readings (ordinal, emotion, confidence, intent, method)
        SELECT m.ordinal, r.emotion, r.confidence, nullif(r.intent, ''), r.method
        FROM \(JSONRows.table("message", "emotion", "confidence", "intent", "method")) r
        CROSS JOIN messages m ON m.space = (SELECT key FROM spaces WHERE id = ?2) AND m.id = r.message
        WHERE true
        ON CONFLICT (ordinal) DO UPDATE SET
          emotion = excluded.emotion, confidence = excluded.confidence, intent = excluded.intent, method = excluded.method
        """, [text, space.rawValue])
    }
  }

  package func readings(of messages: [String], in space: SpaceID) async throws(MnemeError) -> [MessageReading] {
    if messages.isEmpty { return [] }
    return try await read { db in
      let rows = try db.rows(
        """
        SELECT m.id, r.emotion, r.confidence, r.intent, r.method
        FROM json_each(?1) wanted
        CROSS JOIN messages m ON m.space = (SELECT key FROM spaces WHERE id = ?2) AND m.id = wanted.value
        CROSS JOIN message_readings r ON r.ordinal = m.ordinal
        ORDER BY wanted.key
        """, [JSONList.encode(messages), space.rawValue])
      var found: [MessageReading] = []
      while let row = try rows.next() {
        // The schema lets no other emotion in; an intent of a newer program is left out.
        guard let emotion = Emotion(rawValue: row[1]) else { continue }
        found.append(
          MessageReading(
            message: row[0], emotion: emotion, emotionConfidence: row[2],
            intent: (row[3] as String?).flatMap(Intent.init), method: row[4]))
      }
      return found
    }
  }
}
