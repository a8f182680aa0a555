extension Schema {
  /// What was read from messages after they were answered: derived, one row for each message, gone with it.
  static let messageReadings = """
    CREATE TABLE message_readings (
      ordinal INTEGER PRIMARY KEY REFERENCES messages (ordinal) ON DELETE CASCADE,
      emotion TEXT NOT NULL CHECK (emotion IN ('positive', 'negative', 'neutral', 'mixed')),
      confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
      intent TEXT CHECK (length(intent) > 0),
      method TEXT NOT NULL CHECK (length(method) > 0)
    );
    """
}
