extension Schema {
  /// Who may call. Of secrets there are digests only; spaces stand by name, since one may be given before it holds anything.
  static let people = """
    CREATE TABLE api_keys (
      id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
      name TEXT NOT NULL,
      hint TEXT NOT NULL,
      digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
      -- JSON arrays.
      scopes TEXT NOT NULL,
      spaces TEXT NOT NULL,
      requests_per_minute INTEGER CHECK (requests_per_minute > 0),
      created_at INTEGER NOT NULL,
      expires_at INTEGER,
      used_at INTEGER,
      revoked_at INTEGER
    ) WITHOUT ROWID;
    CREATE TABLE people (
      id TEXT PRIMARY KEY NOT NULL CHECK (length(id) > 0),
      name TEXT NOT NULL UNIQUE,
      password TEXT NOT NULL,
      space TEXT NOT NULL UNIQUE,
      language TEXT,
      time_zone TEXT,
      is_administrator INTEGER NOT NULL CHECK (is_administrator IN (0, 1)),
      created_at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE space_roles (
      person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      space TEXT NOT NULL,
      role TEXT NOT NULL CHECK (role IN ('reader', 'writer', 'owner')),
      PRIMARY KEY (person, space)
    ) WITHOUT ROWID;
    CREATE TABLE logins (
      digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
      person TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX logins_by_person ON logins (person);
    """
}
