extension Schema {
  /// The knowledge graph. `entity_mentions` and `relation_statements` keep what each reader said of each message;
  /// entities, their spellings and relations are sums over them, kept in the same transaction.
  ///
  /// A message cannot be deleted while something is said of it: whoever erases takes it back first, so that the sums stay
  /// true. Names stand in the form of `StoredName`.
  ///
  /// Unique indexes have names so that statements can demand them: the planner prefers reading a whole table when its
  /// statistics are from a time when the table had a row or two.
  static let graph = """
    CREATE TABLE entities (
      ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
      space INTEGER NOT NULL REFERENCES spaces (key),
      key TEXT NOT NULL CHECK (typeof(key) = 'text' AND length(key) > 0),
      -- Rank of the kind.
      kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 7),
      -- Messages that mention it.
      mentions INTEGER NOT NULL CHECK (mentions > 0),
      first_seen INTEGER NOT NULL,
      last_seen INTEGER NOT NULL CHECK (last_seen >= first_seen)
    );
    CREATE UNIQUE INDEX entities_by_key ON entities (space, key);
    -- Rows that name an entity name its space too, so that nothing can cross from one to another.
    CREATE UNIQUE INDEX entities_by_space ON entities (space, ordinal);

    CREATE TABLE entity_spellings (
      number INTEGER PRIMARY KEY,
      entity INTEGER NOT NULL REFERENCES entities (ordinal),
      surface TEXT NOT NULL CHECK (typeof(surface) = 'text' AND length(surface) > 0),
      -- Messages that use it.
      messages INTEGER NOT NULL CHECK (messages > 0)
    );
    CREATE UNIQUE INDEX entity_spellings_by_surface ON entity_spellings (entity, surface);

    -- reader: 0 rules, 1 model. at: when the message was said.
    CREATE TABLE entity_mentions (
      message INTEGER NOT NULL REFERENCES messages (ordinal),
      reader INTEGER NOT NULL CHECK (reader IN (0, 1)),
      spelling INTEGER NOT NULL REFERENCES entity_spellings (number),
      kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 7),
      space INTEGER NOT NULL,
      entity INTEGER NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (message, reader, spelling),
      FOREIGN KEY (space, entity) REFERENCES entities (space, ordinal)
    ) WITHOUT ROWID;
    CREATE INDEX entity_mentions_by_entity ON entity_mentions (space, entity, message);
    -- An entity's kind and its earliest and latest time are seeks, however many messages mention it.
    CREATE INDEX entity_mentions_by_spelling ON entity_mentions (spelling, kind, at);

    CREATE TABLE relations (
      ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
      space INTEGER NOT NULL REFERENCES spaces (key),
      source INTEGER NOT NULL,
      type TEXT NOT NULL CHECK (typeof(type) = 'text'),
      target INTEGER NOT NULL CHECK (target <> source),
      -- Messages that state it.
      occurrences INTEGER NOT NULL CHECK (occurrences > 0),
      first_seen INTEGER NOT NULL,
      last_seen INTEGER NOT NULL CHECK (last_seen >= first_seen),
      valid_from INTEGER,
      -- The latest end that a message states, and the time of the latest message that states none.
      last_end INTEGER,
      last_held INTEGER CHECK (last_held IS NOT NULL OR last_end IS NOT NULL),
      FOREIGN KEY (space, source) REFERENCES entities (space, ordinal),
      FOREIGN KEY (space, target) REFERENCES entities (space, ordinal)
    );
    CREATE UNIQUE INDEX relations_by_source ON relations (space, source, type, target);
    CREATE INDEX relations_by_space ON relations (space);
    CREATE INDEX relations_by_target ON relations (space, target);

    CREATE TABLE relation_statements (
      message INTEGER NOT NULL REFERENCES messages (ordinal),
      reader INTEGER NOT NULL CHECK (reader IN (0, 1)),
      relation INTEGER NOT NULL REFERENCES relations (ordinal),
      at INTEGER NOT NULL,
      valid_from INTEGER,
      valid_to INTEGER,
      -- A reader of the message, this one or another, states it without an end.
      holds INTEGER NOT NULL CHECK (holds IN (0, 1) AND (holds = 1 OR valid_to IS NOT NULL)),
      PRIMARY KEY (message, reader, relation)
    ) WITHOUT ROWID;
    CREATE INDEX relation_statements_by_relation ON relation_statements (relation, message);
    CREATE INDEX relation_statements_by_time ON relation_statements (relation, holds, at);
    CREATE INDEX relation_statements_by_end ON relation_statements (relation, valid_to) WHERE holds = 0;
    CREATE INDEX relation_statements_by_beginning ON relation_statements (relation, valid_from)
      WHERE valid_from IS NOT NULL;
    """
}
