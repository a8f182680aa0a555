extension Schema {
  /// How often and when items were recalled. `count` is what the decayed count was at `counted_at`; source: 0 message,
  /// 1 memory.
  static let access = """
    CREATE TABLE access_items (
      space INTEGER NOT NULL REFERENCES spaces (key),
      source INTEGER NOT NULL CHECK (source IN (0, 1)),
      ordinal INTEGER NOT NULL,
      count REAL NOT NULL CHECK (count > 0),
      counted_at INTEGER NOT NULL,
      total INTEGER NOT NULL CHECK (total > 0),
      last_access INTEGER NOT NULL,
      PRIMARY KEY (space, source, ordinal)
    ) WITHOUT ROWID;

    CREATE TABLE access_channels (
      space INTEGER NOT NULL,
      source INTEGER NOT NULL,
      ordinal INTEGER NOT NULL,
      channel TEXT NOT NULL CHECK (typeof(channel) = 'text'),
      PRIMARY KEY (space, source, ordinal, channel),
      FOREIGN KEY (space, source, ordinal) REFERENCES access_items (space, source, ordinal) ON DELETE CASCADE
    ) WITHOUT ROWID;

    CREATE TABLE access_hours (
      space INTEGER NOT NULL REFERENCES spaces (key),
      hour INTEGER NOT NULL CHECK (hour BETWEEN 0 AND 23),
      count REAL NOT NULL CHECK (count > 0),
      counted_at INTEGER NOT NULL,
      PRIMARY KEY (space, hour)
    ) WITHOUT ROWID;
    """
}
