import GRDB

/// The tables. Migrations are named, ordered and append-only: a released one is never edited.
///
/// Keys of spaces and models are small integers; every index starts with the space. Times are milliseconds since 1970 in
/// UTC. Texts without a NUL character are TEXT, others a blob of their UTF-8 bytes.
enum Schema {
  /// `PRAGMA application_id` of our files: "Mnem".
  static let applicationID: Int32 = 0x4D6E_656D

  /// What each schema version needs, oldest first. The version is the number of migrations.
  static let migrations: [(name: String, program: String, sql: String)] = [
    ("0001-spine", "0.1.0", spine),
    ("0002-lean-appends", "0.1.0", leanAppends),
    ("0003-memory-engine", "0.1.0", memoryEngine),
    ("0004-graph", "0.1.0", graph),
    ("0005-access", "0.1.0", access),
    ("0006-local-only", "0.1.0", localOnly),
    ("0007-message-readings", "0.1.0", messageReadings),
    ("0008-interactions", "0.1.0", interactions),
    ("0009-tools", "0.1.0", tools),
    ("0010-schedule", "0.1.0", schedule),
    ("0011-origins", "0.1.0", origins),
    ("0012-people", "0.1.0", people),
    ("0013-records", "0.1.0", records),
    ("0014-conversations", "0.1.0", conversations),
  ]

  static var version: Int { migrations.count }

  static func migrator() -> DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for (index, migration) in migrations.enumerated() {
      migrator.registerMigration(migration.name) { db in
        try db.execute(sql: migration.sql)
        try db.execute(
          sql: "INSERT OR REPLACE INTO properties (name, value) VALUES ('program', ?)",
          arguments: [migration.program])
        try db.execute(sql: "PRAGMA application_id = \(applicationID)")
        try db.execute(sql: "PRAGMA user_version = \(index + 1)")
      }
    }
    return migrator
  }

  private static let spine = """
    -- 'program': the oldest program that can read this file. 'lexicon': which analysis made the full-text index.
    CREATE TABLE properties (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;

    CREATE TABLE spaces (
      key INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 64),
      -- Size of the space's full-text index: rows and terms.
      lexical_rows INTEGER NOT NULL DEFAULT 0 CHECK (lexical_rows >= 0),
      lexical_terms INTEGER NOT NULL DEFAULT 0 CHECK (lexical_terms >= 0)
    );

    CREATE TABLE sessions (
      space INTEGER NOT NULL REFERENCES spaces (key),
      id TEXT NOT NULL CHECK (length(id) > 0),
      channel TEXT NOT NULL,
      started_at INTEGER NOT NULL,
      last_activity_at INTEGER NOT NULL CHECK (last_activity_at >= started_at),
      ended_at INTEGER,
      message_count INTEGER NOT NULL DEFAULT 0 CHECK (message_count >= 0),
      PRIMARY KEY (space, id)
    ) WITHOUT ROWID;
    CREATE INDEX sessions_open ON sessions (space, channel, last_activity_at) WHERE ended_at IS NULL;
    CREATE INDEX sessions_by_activity ON sessions (space, last_activity_at);

    CREATE TABLE messages (
      ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
      space INTEGER NOT NULL REFERENCES spaces (key),
      id TEXT NOT NULL CHECK (length(id) > 0),
      session TEXT NOT NULL,
      role TEXT NOT NULL CHECK (role IN ('user', 'assistant', 'system', 'tool')),
      speaker TEXT,
      trust TEXT NOT NULL CHECK (trust IN ('user', 'other', 'assistant', 'tool', 'web')),
      created_at INTEGER NOT NULL,
      external_id TEXT CHECK (length(external_id) > 0),
      parent TEXT,
      path_hash TEXT,
      text TEXT NOT NULL CHECK (typeof(text) IN ('text', 'blob')),
      UNIQUE (space, id),
      FOREIGN KEY (space, session) REFERENCES sessions (space, id)
    );
    CREATE UNIQUE INDEX messages_by_external_id ON messages (space, external_id)
      WHERE external_id IS NOT NULL;
    CREATE INDEX messages_by_session ON messages (space, session);
    CREATE INDEX messages_by_space ON messages (space);
    CREATE INDEX messages_by_path ON messages (space, path_hash) WHERE path_hash IS NOT NULL;
    CREATE TRIGGER messages_are_never_changed BEFORE UPDATE ON messages
      BEGIN SELECT raise(ABORT, 'messages are append-only'); END;
    CREATE TRIGGER messages_are_never_deleted BEFORE DELETE ON messages
      BEGIN SELECT raise(ABORT, 'messages are append-only'); END;

    CREATE TABLE memories (
      ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
      space INTEGER NOT NULL REFERENCES spaces (key),
      id TEXT NOT NULL CHECK (length(id) > 0),
      kind TEXT NOT NULL
        CHECK (kind IN ('fact', 'preference', 'insight', 'event', 'semantic', 'reference')),
      subject TEXT,
      attribute TEXT,
      importance REAL NOT NULL CHECK (importance BETWEEN 0 AND 1),
      trust TEXT NOT NULL CHECK (trust IN ('user', 'other', 'assistant', 'tool', 'web')),
      session TEXT,
      valid_from INTEGER NOT NULL,
      valid_to INTEGER,
      recorded_at INTEGER NOT NULL,
      retired_at INTEGER,
      repetitions INTEGER NOT NULL DEFAULT 1 CHECK (repetitions >= 1),
      superseded_by TEXT CHECK (superseded_by <> id),
      text TEXT NOT NULL CHECK (typeof(text) IN ('text', 'blob')),
      UNIQUE (space, id),
      -- Deferred, because a change may name its successor before it is added.
      FOREIGN KEY (space, superseded_by) REFERENCES memories (space, id) DEFERRABLE INITIALLY DEFERRED
    );
    CREATE INDEX memories_by_space ON memories (space);
    CREATE INDEX memories_active ON memories (space)
      WHERE retired_at IS NULL AND superseded_by IS NULL;
    CREATE INDEX memories_by_attribute ON memories (space, attribute, subject)
      WHERE attribute IS NOT NULL AND retired_at IS NULL AND superseded_by IS NULL;
    CREATE INDEX memories_by_successor ON memories (space, superseded_by)
      WHERE superseded_by IS NOT NULL;

    CREATE TABLE memory_sources (
      memory INTEGER NOT NULL REFERENCES memories (ordinal) ON DELETE CASCADE,
      position INTEGER NOT NULL CHECK (position >= 0),
      message TEXT NOT NULL,
      PRIMARY KEY (memory, position),
      UNIQUE (memory, message)
    ) WITHOUT ROWID;
    CREATE INDEX memory_sources_by_message ON memory_sources (message);

    CREATE TABLE ledger (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      space INTEGER NOT NULL REFERENCES spaces (key),
      memory TEXT NOT NULL,
      action TEXT NOT NULL CHECK (action IN
        ('added', 'merged', 'superseded', 'reassessed', 'retired', 'forgotten', 'restored')),
      reason TEXT NOT NULL,
      at INTEGER NOT NULL,
      cause TEXT,
      text TEXT CHECK (typeof(text) IN ('null', 'text', 'blob'))
    );
    CREATE INDEX ledger_by_memory ON ledger (space, memory);
    CREATE TRIGGER ledger_is_never_changed BEFORE UPDATE ON ledger
      BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;
    CREATE TRIGGER ledger_is_never_deleted BEFORE DELETE ON ledger
      BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END;

    CREATE TABLE embedding_models (
      key INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE CHECK (length(name) > 0)
    );
    -- One set of vectors per row, of the model that embedded it last: little-endian Float32, chunk after chunk.
    CREATE TABLE message_vectors (
      ordinal INTEGER PRIMARY KEY REFERENCES messages (ordinal) ON DELETE CASCADE,
      space INTEGER NOT NULL REFERENCES spaces (key),
      model INTEGER NOT NULL REFERENCES embedding_models (key),
      dimension INTEGER NOT NULL CHECK (dimension > 0),
      chunks BLOB NOT NULL CHECK (length(chunks) > 0 AND length(chunks) % (4 * dimension) = 0)
    );
    CREATE INDEX message_vectors_by_model ON message_vectors (space, model);
    CREATE TABLE memory_vectors (
      ordinal INTEGER PRIMARY KEY REFERENCES memories (ordinal) ON DELETE CASCADE,
      space INTEGER NOT NULL REFERENCES spaces (key),
      model INTEGER NOT NULL REFERENCES embedding_models (key),
      dimension INTEGER NOT NULL CHECK (dimension > 0),
      chunks BLOB NOT NULL CHECK (length(chunks) > 0 AND length(chunks) % (4 * dimension) = 0)
    );
    CREATE INDEX memory_vectors_by_model ON memory_vectors (space, model);

    -- state: 0 ready, 1 running, 2 waiting for its next try at due_at, 3 failed for good.
    CREATE TABLE jobs (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL CHECK (length(kind) > 0),
      space INTEGER NOT NULL REFERENCES spaces (key),
      subject TEXT NOT NULL CHECK (length(subject) > 0),
      state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3),
      attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
      queued_at INTEGER NOT NULL,
      due_at INTEGER CHECK ((due_at IS NULL) = (state <> 2)),
      -- Queued again while it ran: it goes back to the queue when it is finished.
      again INTEGER NOT NULL DEFAULT 0 CHECK (again IN (0, 1)),
      reason TEXT,
      UNIQUE (kind, space, subject)
    );
    CREATE INDEX jobs_ready ON jobs (kind) WHERE state = 0;
    CREATE INDEX jobs_ready_by_space ON jobs (kind, space) WHERE state = 0;
    CREATE INDEX jobs_waiting ON jobs (due_at) WHERE state = 2;
    CREATE INDEX jobs_running ON jobs (state) WHERE state = 1;
    CREATE INDEX jobs_failed ON jobs (space) WHERE state = 3;

    \(lexicon)
    """

  /// Full-text index: one document per message and per active memory, made of our own terms (see `LexicalTerms`).
  /// Contentless: texts are kept once, in their tables.
  static let lexicon = """
    CREATE VIRTUAL TABLE lexicon USING fts5 (
      terms, content = '', columnsize = 0,
      tokenize = "ascii tokenchars '!#$%&()*+,-./:;<=>?@[\\]^_`{|}~'"
    );
    CREATE VIRTUAL TABLE lexicon_postings USING fts5vocab ('lexicon', 'instance');
    CREATE VIRTUAL TABLE lexicon_frequencies USING fts5vocab ('lexicon', 'row');
    """
}
