extension Schema {
  /// Calls of tools: the audit log, which holds no arguments, and the calls that wait for the owner, which have to.
  static let tools = """
    CREATE TABLE tool_audit (
      space INTEGER NOT NULL REFERENCES spaces (key),
      at INTEGER NOT NULL,
      id TEXT NOT NULL CHECK (length(id) > 0),
      caller TEXT NOT NULL,
      session TEXT,
      tool TEXT NOT NULL,
      decision TEXT NOT NULL CHECK (length(decision) > 0),
      reason TEXT NOT NULL,
      outcome TEXT,
      code TEXT,
      duration_ms INTEGER NOT NULL CHECK (duration_ms >= 0),
      digest TEXT NOT NULL,
      PRIMARY KEY (space, at, id)
    ) WITHOUT ROWID;
    CREATE INDEX tool_audit_by_time ON tool_audit (at);

    CREATE TABLE approvals (
      space INTEGER NOT NULL REFERENCES spaces (key),
      id TEXT NOT NULL CHECK (length(id) > 0),
      session TEXT,
      channel TEXT NOT NULL,
      caller TEXT NOT NULL,
      tool TEXT NOT NULL,
      -- JSON.
      arguments TEXT NOT NULL,
      reason TEXT NOT NULL,
      token TEXT NOT NULL CHECK (length(token) >= 32),
      leaves_home INTEGER NOT NULL CHECK (leaves_home IN (0, 1)),
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL CHECK (expires_at >= created_at),
      state TEXT NOT NULL CHECK (state IN ('pending', 'running', 'done', 'failed', 'denied', 'expired')),
      decided_at INTEGER,
      result TEXT,
      -- 1: the conversation was told what came of it.
      told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),
      PRIMARY KEY (space, id)
    ) WITHOUT ROWID;
    CREATE INDEX approvals_untold ON approvals (space, session) WHERE told = 0;
    CREATE INDEX approvals_by_end ON approvals (expires_at);
    """

  /// Where calls that wait come from in the end, and which conversations hold words of others.
  static let origins = """
    -- The person's conversation; that of an agent or of the schedule is not kept.
    ALTER TABLE approvals ADD COLUMN origin TEXT;
    ALTER TABLE approvals ADD COLUMN depth INTEGER NOT NULL DEFAULT 0 CHECK (depth >= 0);
    UPDATE approvals SET origin = session;
    ALTER TABLE sessions ADD COLUMN foreign_text INTEGER NOT NULL DEFAULT 0 CHECK (foreign_text IN (0, 1));
    """
}
