extension Schema {
  /// What clients keep through other programs' protocols. Erasing removes them with their conversation or memory.
  static let records = """
    CREATE TABLE records (
      position INTEGER PRIMARY KEY AUTOINCREMENT,
      space INTEGER NOT NULL REFERENCES spaces (key),
      collection TEXT NOT NULL CHECK (length(collection) > 0),
      id TEXT NOT NULL CHECK (length(id) > 0),
      owner TEXT,
      session TEXT,
      memory TEXT,
      created_at INTEGER NOT NULL,
      -- JSON.
      document TEXT NOT NULL CHECK (typeof(document) IN ('text', 'blob')),
      UNIQUE (space, collection, id)
    );
    CREATE INDEX records_by_owner ON records (space, collection, owner, position);
    CREATE INDEX records_by_session ON records (space, session) WHERE session IS NOT NULL;
    CREATE INDEX records_by_memory ON records (space, memory) WHERE memory IS NOT NULL;
    """
}
