extension Schema {
  /// What is to be done at a time. `running_since` tells a run that a stop of the process cut off.
  static let schedule = """
    CREATE TABLE scheduled_tasks (
      space INTEGER NOT NULL REFERENCES spaces (key),
      id TEXT NOT NULL CHECK (length(id) > 0),
      kind TEXT NOT NULL CHECK (kind IN ('at', 'every', 'cron')),
      schedule TEXT NOT NULL,
      time_zone TEXT NOT NULL,
      task TEXT NOT NULL CHECK (typeof(task) IN ('text', 'blob')),
      action TEXT NOT NULL CHECK (action IN ('system_event', 'agent_turn')),
      session TEXT,
      created_at INTEGER NOT NULL,
      -- NULL: it is over.
      next_run INTEGER,
      running_since INTEGER,
      runs INTEGER NOT NULL DEFAULT 0 CHECK (runs >= 0),
      last_at INTEGER,
      last_succeeded INTEGER CHECK (last_succeeded IN (0, 1)),
      last_text TEXT,
      PRIMARY KEY (space, id)
    ) WITHOUT ROWID;
    CREATE INDEX scheduled_tasks_by_time ON scheduled_tasks (next_run) WHERE next_run IS NOT NULL;
    """
}
