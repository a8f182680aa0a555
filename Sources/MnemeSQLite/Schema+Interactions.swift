extension Schema {
  /// The log of turns: numbers and names of parts, never text. A row goes with the user's message that it is about.
  static let interactions = """
    CREATE TABLE interactions (
      space INTEGER NOT NULL REFERENCES spaces (key),
      at INTEGER NOT NULL,
      id TEXT NOT NULL CHECK (length(id) > 0),
      session TEXT NOT NULL,
      message TEXT NOT NULL,
      channel TEXT NOT NULL,
      model TEXT NOT NULL,
      provider TEXT NOT NULL,
      prompt_tokens INTEGER NOT NULL CHECK (prompt_tokens >= 0),
      completion_tokens INTEGER NOT NULL CHECK (completion_tokens >= 0),
      -- 0: nobody reported the tokens; they are estimates.
      reported INTEGER NOT NULL CHECK (reported IN (0, 1)),
      first_token_ms INTEGER CHECK (first_token_ms >= 0),
      total_ms INTEGER NOT NULL CHECK (total_ms >= 0),
      outcome TEXT NOT NULL CHECK (length(outcome) > 0),
      error_code TEXT,
      tool_rounds INTEGER NOT NULL CHECK (tool_rounds >= 0),
      tool_calls INTEGER NOT NULL CHECK (tool_calls >= 0),
      characters INTEGER NOT NULL CHECK (characters >= 0),
      sentences INTEGER NOT NULL CHECK (sentences >= 0),
      hedges INTEGER NOT NULL CHECK (hedges >= 0),
      list_items INTEGER NOT NULL CHECK (list_items >= 0),
      suspicion REAL NOT NULL CHECK (suspicion BETWEEN 0 AND 1),
      redactions INTEGER NOT NULL CHECK (redactions >= 0),
      PRIMARY KEY (space, at, id)
    ) WITHOUT ROWID;
    CREATE INDEX interactions_by_session ON interactions (space, session);
    """
}
