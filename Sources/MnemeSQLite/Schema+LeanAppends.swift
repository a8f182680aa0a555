extension Schema {
  /// Fewer pages for an append: the queue is one tree in the order in which it is worked off, and what waits or failed
  /// stands aside; the open session is found by activity; the full-text index follows in the background, up to the
  /// ordinal in the property `lexicon_ordinal`.
  static let leanAppends = """
    CREATE TABLE ready_jobs (
      kind TEXT NOT NULL CHECK (length(kind) > 0),
      space INTEGER NOT NULL REFERENCES spaces (key),
      subject TEXT NOT NULL CHECK (length(subject) > 0),
      attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
      queued_at INTEGER NOT NULL,
      -- Grows when it is queued again: a run that began before does not finish it.
      revision INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (kind, space, subject)
    ) WITHOUT ROWID;
    -- due_at: when a failed try is repeated; NULL once it has failed for good.
    CREATE TABLE deferred_jobs (
      kind TEXT NOT NULL CHECK (length(kind) > 0),
      space INTEGER NOT NULL REFERENCES spaces (key),
      subject TEXT NOT NULL CHECK (length(subject) > 0),
      attempts INTEGER NOT NULL CHECK (attempts >= 0),
      queued_at INTEGER NOT NULL,
      due_at INTEGER,
      reason TEXT NOT NULL,
      PRIMARY KEY (kind, space, subject)
    ) WITHOUT ROWID;
    CREATE INDEX deferred_jobs_by_time ON deferred_jobs (due_at) WHERE due_at IS NOT NULL;
    INSERT INTO ready_jobs (kind, space, subject, attempts, queued_at)
      SELECT kind, space, subject, attempts, queued_at FROM jobs WHERE state IN (0, 1);
    INSERT INTO deferred_jobs (kind, space, subject, attempts, queued_at, due_at, reason)
      SELECT kind, space, subject, attempts, queued_at, due_at, coalesce(reason, 'unknown') FROM jobs
      WHERE state IN (2, 3);
    DROP TABLE jobs;
    ALTER TABLE ready_jobs RENAME TO jobs;
    DROP INDEX sessions_open;
    -- The full-text index holds messages alone and serves the archive; recall has an index of its own beside the store.
    ALTER TABLE spaces DROP COLUMN lexical_rows;
    ALTER TABLE spaces DROP COLUMN lexical_terms;
    DROP TABLE lexicon_frequencies;
    INSERT INTO properties (name, value) SELECT 'lexicon_ordinal', coalesce(max(ordinal), 0) FROM messages;
    """
}
