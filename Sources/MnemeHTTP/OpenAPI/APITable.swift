import MnemeCore

/// Every operation of every address, in the order in which they are told.
package enum APITable {
  package static let all =
    chat + responses + models + memories + sessions + graph + persona + tools + spaces + access + upkeep + mcp + mem0 + letta
    + description

  static let description: [APIOperation] = [
    APIOperation("GET", "/openapi.json", "openapi", .description, "This description.", answer: APISchema.object)
      .with { $0.isOpen = true }
  ]

  /// What several operations answer with.
  static let schemas: [(String, JSON)] = [
    (
      "Error",
      APISchema.object(
        [
          (
            "error",
            APISchema.object(
              [
                ("message", APISchema.string),
                ("code", APISchema.either(APISchema.string, APISchema.integer, ["type": "null"])),
                ("param", APISchema.orNull(APISchema.string)), ("type", APISchema.orNull(APISchema.string)),
                ("request_id", APISchema.string),
              ], required: ["message"])
          )
        ], required: ["error"])
    ),
    (
      "Memory",
      APISchema.answer([
        ("id", APISchema.string), ("ordinal", APISchema.integer), ("space", APISchema.string),
        ("text", APISchema.string), ("kind", APISchema.choice(MemoryKind.allCases.map(\.rawValue))),
        ("subject", orNull), ("attribute", orNull), ("importance", APISchema.between(0, 1)),
        ("trust", APISchema.choice(Trust.allCases.map(\.rawValue))), ("sources", APISchema.list(APISchema.string)),
        ("session_id", orNull), ("valid_from", APISchema.time), ("valid_to", noTime), ("recorded_at", APISchema.time),
        ("retired_at", noTime), ("repetitions", APISchema.integer), ("superseded_by", orNull),
        ("superseded_at", noTime), ("pinned", APISchema.flag), ("preserved", APISchema.flag),
        ("awaits_approval", APISchema.flag), ("labels", APISchema.list(APISchema.string)),
        ("local_only", APISchema.flag), ("confidence", APISchema.between(0, 1)),
        ("derived_from", APISchema.list(APISchema.string)), ("active", APISchema.flag),
      ])
    ),
    (
      "Session",
      APISchema.answer([
        ("id", APISchema.string), ("space", APISchema.string), ("channel", APISchema.string),
        ("started_at", APISchema.time), ("last_activity_at", APISchema.time), ("ended_at", noTime),
        ("message_count", APISchema.integer), ("title", orNull), ("summary", orNull),
        ("topics", APISchema.list(APISchema.string)), ("archived_at", noTime),
      ])
    ),
    (
      "Message",
      APISchema.answer([
        ("id", APISchema.string), ("ordinal", APISchema.integer), ("space", APISchema.string),
        ("session_id", APISchema.string), ("role", APISchema.choice(["user", "assistant", "system", "tool"])),
        ("speaker", orNull), ("text", APISchema.string), ("trust", APISchema.string), ("created_at", APISchema.time),
        ("external_id", orNull), ("parent", orNull),
      ])
    ),
    (
      "Hit",
      APISchema.object(
        [
          ("id", APISchema.string), ("source", APISchema.choice(["memory", "message"])), ("content", APISchema.string),
          ("score", APISchema.between(0, 1)), ("created_at", APISchema.time), ("session_id", orNull),
          ("external_id", orNull), ("speaker", orNull), ("role", orNull), ("kind", orNull),
          ("trust", APISchema.string), ("valid_from", noTime), ("valid_to", noTime),
          ("sources", APISchema.list(APISchema.string)), ("explanation", APISchema.object),
        ], required: ["id", "source", "content", "score", "created_at"])
    ),
    (
      "Receipt",
      APISchema.answer(
        [("space", APISchema.string), ("at", APISchema.time), ("dry_run", APISchema.flag)]
          + [
            "messages", "memories", "lessened_memories", "sessions", "digests", "vectors", "ledger_entries", "entities",
            "relations", "jobs",
          ].map { ($0, APISchema.integer) }
          + [("kept_sources", APISchema.list(APISchema.string)), ("backups", APISchema.list(APISchema.string))])
    ),
    (
      "Mem0Memory",
      APISchema.object(
        [
          ("id", APISchema.string), ("memory", APISchema.string), ("user_id", orNull), ("agent_id", orNull),
          ("app_id", orNull), ("run_id", orNull), ("metadata", APISchema.orNull(APISchema.object)),
          ("categories", APISchema.list(APISchema.string)), ("created_at", APISchema.time),
          ("updated_at", APISchema.string), ("expiration_date", orNull), ("score", APISchema.number),
        ], required: ["id", "memory", "created_at", "updated_at"])
    ),
    (
      "LettaBlock",
      APISchema.object(
        [
          ("id", APISchema.string), ("label", APISchema.string), ("value", APISchema.string),
          ("limit", APISchema.integer), ("description", orNull), ("metadata", APISchema.object),
          ("tags", APISchema.list(APISchema.string)),
        ], required: ["id", "label", "value", "limit"])
    ),
    (
      "LettaAgent",
      APISchema.object(
        [
          ("id", APISchema.string), ("name", APISchema.string),
          ("blocks", APISchema.list(APISchema.named("LettaBlock"))), ("created_at", APISchema.time),
        ], required: ["id", "name", "blocks"])
    ),
    (
      "Passage",
      APISchema.object(
        [
          ("id", APISchema.string), ("text", APISchema.string), ("tags", APISchema.list(APISchema.string)),
          ("created_at", APISchema.time),
        ], required: ["id", "text"])
    ),
  ]

  static let orNull = APISchema.orNull(APISchema.string)
  static let noTime = APISchema.orNull(APISchema.time)
}
