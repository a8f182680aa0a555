extension Schema {
  /// Both times of a memory, judgements and consent, a ledger from which memories can be made again, digests of sessions,
  /// and erasure: rows that are otherwise never changed may be changed while the property `erasing` is there, which
  /// only the transaction that erases sees.
  static let memoryEngine = """
    ALTER TABLE sessions ADD COLUMN archived_at INTEGER;
    -- JSON: title, summary, topics, sources.
    ALTER TABLE sessions ADD COLUMN digest TEXT;

    ALTER TABLE memories ADD COLUMN superseded_at INTEGER;
    ALTER TABLE memories ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1));
    ALTER TABLE memories ADD COLUMN awaits_approval INTEGER NOT NULL DEFAULT 0 CHECK (awaits_approval IN (0, 1));
    ALTER TABLE memories ADD COLUMN preserved INTEGER NOT NULL DEFAULT 0 CHECK (preserved IN (0, 1));
    -- JSON array of texts.
    ALTER TABLE memories ADD COLUMN labels TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE memories ADD COLUMN local_only INTEGER NOT NULL DEFAULT 0 CHECK (local_only IN (0, 1));
    ALTER TABLE memories ADD COLUMN confidence REAL NOT NULL DEFAULT 1 CHECK (confidence BETWEEN 0 AND 1);
    -- JSON array of the ids of memories.
    ALTER TABLE memories ADD COLUMN derived_from TEXT NOT NULL DEFAULT '[]';
    UPDATE memories SET superseded_at = coalesce(
      (SELECT max(at) FROM ledger l
       WHERE l.space = memories.space AND l.memory = memories.id AND l.action = 'superseded'), recorded_at)
      WHERE superseded_by IS NOT NULL;
    DROP INDEX memories_active;
    CREATE INDEX memories_active ON memories (space)
      WHERE retired_at IS NULL AND superseded_by IS NULL AND awaits_approval = 0;
    CREATE INDEX memories_inbox ON memories (space) WHERE awaits_approval = 1 AND retired_at IS NULL;

    CREATE TABLE new_ledger (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      space INTEGER NOT NULL REFERENCES spaces (key),
      memory TEXT NOT NULL,
      action TEXT NOT NULL CHECK (length(action) > 0),
      reason TEXT NOT NULL,
      at INTEGER NOT NULL,
      cause TEXT,
      text TEXT CHECK (typeof(text) IN ('null', 'text', 'blob')),
      -- JSON: the fields that changed, as they were and as they became; NULL where there are none or they are forgotten.
      before TEXT,
      after TEXT
    );
    INSERT INTO new_ledger (sequence, space, memory, action, reason, at, cause, text)
      SELECT sequence, space, memory, action, reason, at, cause, text FROM ledger;
    DROP TABLE ledger;
    ALTER TABLE new_ledger RENAME TO ledger;
    CREATE INDEX ledger_by_memory ON ledger (space, memory);
    -- What older programs did not write down: the last entry of each memory gets the memory as it is.
    UPDATE ledger SET after = (
      SELECT json_object(
        'text', CAST(m.text AS TEXT), 'kind', m.kind, 'subject', m.subject, 'attribute', m.attribute,
        'importance', m.importance, 'trust', m.trust, 'session', m.session, 'repetitions', m.repetitions,
        'labels', json('[]'), 'confidence', 1, 'valid_from', m.valid_from, 'valid_to', m.valid_to,
        'recorded_at', m.recorded_at, 'retired_at', m.retired_at, 'superseded_by', m.superseded_by,
        'superseded_at', m.superseded_at, 'pinned', json('false'), 'preserved', json('false'), 'awaits_approval', json('false'),
        'local_only', json('false'), 'derived_from', json('[]'),
        'sources', (SELECT json_group_array(message)
          FROM (SELECT message FROM memory_sources WHERE memory = m.ordinal ORDER BY position)))
      FROM memories m WHERE m.space = ledger.space AND m.id = ledger.memory)
      WHERE sequence IN (SELECT max(sequence) FROM ledger GROUP BY space, memory);
    CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE ON ledger
      WHEN NOT EXISTS (SELECT 1 FROM properties WHERE name = 'erasing')
      BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
    CREATE TRIGGER ledger_is_never_deleted BEFORE DELETE ON ledger
      WHEN NOT EXISTS (SELECT 1 FROM properties WHERE name = 'erasing')
      BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;

    DROP TRIGGER messages_are_never_changed;
    DROP TRIGGER messages_are_never_deleted;
    CREATE TRIGGER messages_are_never_changed BEFORE UPDATE ON messages
      WHEN NOT EXISTS (SELECT 1 FROM properties WHERE name = 'erasing')
      BEGIN SELECT raise(ABORT, 'messages are append-only'); END;
    CREATE TRIGGER messages_are_never_deleted BEFORE DELETE ON messages
      WHEN NOT EXISTS (SELECT 1 FROM properties WHERE name = 'erasing')
      BEGIN SELECT raise(ABORT, 'messages are append-only'); END;
    """
}
