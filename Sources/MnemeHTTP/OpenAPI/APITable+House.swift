import MnemeCore

/// The assistant itself, its tools, whole spaces and upkeep.
extension APITable {
  private typealias S = APISchema

  static let persona: [APIOperation] = [
    APIOperation(
      "GET", "/v1/persona", "persona", .persona,
      "Who the assistant is told to be, and what is wrong with the owner's file.",
      answer: S.object(
        [("space", S.string), ("source", S.string), ("text", S.string), ("insights", S.integer)],
        required: ["space", "source", "text"])),
    APIOperation(
      "GET", "/v1/persona/insights", "insights", .persona, "What it learnt of how to answer.",
      answer: S.answer([("insights", S.list(S.object))])),
    APIOperation(
      "DELETE", "/v1/persona/insights/:id", "retireInsight", .persona, "Takes one of these back for good.",
      answer: S.object
    ).example(status: 404),
    APIOperation(
      "GET", "/v1/extraction", "extractionResults", .persona, "Which language models may work in the background.",
      answer: S.answer([("results", S.list(S.object))])),
    APIOperation(
      "POST", "/v1/extraction", "testExtraction", .persona, "Tests a model for that; answers when it is done.",
      body: S.body([("model", S.orNull(S.string))], closed: true), optional: true, answer: S.object
    ).example("{}", status: 503),
  ]

  static let tools: [APIOperation] = [
    APIOperation(
      "GET", "/v1/tools", "tools", .tools, "Tools, with what they take and how they did.",
      answer: S.answer([("tools", S.list(S.object))])),
    APIOperation(
      "GET", "/v1/tools/audit", "toolAudit", .tools, "Calls of tools, latest first.",
      parameters: [S.query("tool", S.string, "Of this tool."), S.from, S.to, S.limit(1...1000, standard: 50)],
      answer: S.answer([("calls", S.list(S.object))])),
    APIOperation(
      "POST", "/v1/tools/:name", "callTool", .tools, "Calls a tool.",
      body: S.body([("arguments", S.any)], closed: true), optional: true,
      answer: S.object(
        [("content", S.list(S.object)), ("is_error", S.flag)], required: ["content", "is_error"])
    ).example(#"{"arguments": {"query": "Where do I live?"}}"#),
    APIOperation(
      "GET", "/v1/approvals", "approvals", .tools, "Calls that wait for the owner's word, and what became of others.",
      parameters: [
        S.query("pending", S.switchValue, "Those alone that wait."), S.limit(1...200, standard: 50),
      ], answer: S.answer([("approvals", S.list(S.object))])),
    APIOperation(
      "POST", "/v1/approvals/:id", "decide", .tools, "Lets a call run, or denies it.",
      body: S.body(
        [("decision", S.choice(["approve", "deny"])), ("token", S.string)], required: ["decision", "token"],
        closed: true),
      answer: S.object
    ).example(#"{"decision": "deny", "token": "TOKEN"}"#, status: 404),
    APIOperation(
      "GET", "/v1/schedule", "scheduled", .tools, "Tasks that are to be done at a time.",
      answer: S.answer([("scheduled", S.list(S.object))])),
    APIOperation(
      "POST", "/v1/schedule", "schedule", .tools, "Schedules one.",
      body: S.body(
        [
          ("schedule_type", S.choice(["at", "every", "cron"])), ("schedule", S.text(Limits.scheduleCharacters)),
          ("task", S.text(Limits.taskCharacters)),
          ("job_type", S.orNull(S.choice(["agent_turn", "system_event"]))), ("time_zone", orNull),
        ], required: ["schedule_type", "schedule", "task"], closed: true), answer: S.object, status: 201
    ).example(#"{"schedule_type": "every", "schedule": "1d", "task": "Tell me the weather."}"#),
    APIOperation(
      "DELETE", "/v1/schedule/:id", "cancelScheduled", .tools, "Cancels one.", status: 204),
  ]

  private static let forgetting: JSON = [
    "oneOf": [
      S.object(
        [("memory", S.text(Limits.nameCharacters)), ("with_sources", S.flag), ("dry_run", S.flag)],
        required: ["memory"],
        closed: true),
      S.object([("message", S.text(Limits.nameCharacters)), ("dry_run", S.flag)], required: ["message"], closed: true),
      S.object([("session", S.text(Limits.nameCharacters)), ("dry_run", S.flag)], required: ["session"], closed: true),
      S.object([("person", S.text(Limits.nameCharacters)), ("dry_run", S.flag)], required: ["person"], closed: true),
      S.object(
        [("from", S.time), ("to", S.time), ("dry_run", S.flag)], required: ["from", "to"], closed: true),
      S.object([("everything", ["const": true]), ("dry_run", S.flag)], required: ["everything"], closed: true),
    ]
  ]

  static let spaces: [APIOperation] = [
    APIOperation(
      "POST", "/v1/forget", "forget", .space, "Erases a selection and all that derives from it, with a receipt.",
      body: forgetting, answer: S.named("Receipt")
    ).example(#"{"person": "Somebody", "dry_run": true}"#),
    APIOperation("GET", "/v1/export", "export", .space, "Everything of a space, as JSON Lines.").with {
      $0.answerType = "application/x-ndjson"
    },
    APIOperation(
      "POST", "/v1/import", "import", .space,
      "Takes in such an export, or messages of other conversations: JSON Lines.",
      body: S.string,
      answer: S.object(
        [
          ("format", S.choice(["messages", "export"])), ("accepted", S.integer), ("skipped", S.integer),
          ("errors", S.list(S.object)), ("error_count", S.integer), ("lines", S.integer),
        ], required: ["format", "accepted", "skipped", "errors", "error_count", "lines"])
    ).with { $0.bodyTypes = ["application/x-ndjson"] }
      .example(
        #"{"external_id": "a:1", "session": "a", "time": "2026-05-08T13:56:00Z", "role": "user", "text": "I moved to Lisbon."}"#
      ),
    APIOperation(
      "GET", "/v1/events", "events", .space, "What happens in the space, from now on, as Server-Sent Events.",
      parameters: [
        S.query(
          "after", ["type": "integer", "minimum": 0, "maximum": 9_007_199_254_740_991], "The last event that was seen.")
      ]
    ).with { $0.answerType = "text/event-stream; charset=utf-8" },
    APIOperation(
      "GET", "/ws", "socket", .space, "Chat and events over one connection (docs/websocket.md).", status: 101
    ).with { $0.isOpen = true }.example(status: 426),
  ]

  private static let person = S.object(
    [("id", S.string), ("name", S.string), ("space", S.string), ("administrator", S.flag), ("roles", S.list(S.object))],
    required: ["id", "name", "space", "administrator", "roles"])

  private static let personMembers: [(String, JSON)] = [
    ("password", S.string), ("language", S.string), ("time_zone", S.string), ("administrator", S.flag),
  ]

  static let access: [APIOperation] = [
    APIOperation(
      "GET", "/v1/access", "access", .access, "Whether a key or a login is needed.",
      answer: S.answer([("key_required", S.flag), ("people", S.flag)])
    ).with { $0.isOpen = true },
    APIOperation(
      "POST", "/v1/login", "logIn", .access, "Logs a person in: a cookie for the page.",
      body: S.body([("name", S.string), ("password", S.string)], required: ["name", "password"], closed: true),
      answer: person
    ).with { $0.isOpen = true }.example(#"{"name": "ada", "password": "PASSWORD"}"#, status: 401),
    APIOperation("POST", "/v1/logout", "logOut", .access, "Ends the login.", status: 204).with { $0.isOpen = true },
    APIOperation("GET", "/v1/me", "me", .access, "Who the caller is, and what it may do.", answer: S.object),
    APIOperation(
      "PATCH", "/v1/me", "changeMe", .access, "Changes the settings of who is logged in.",
      body: S.body(
        [("password", S.string), ("new_password", S.string), ("language", S.string), ("time_zone", S.string)],
        closed: true), answer: person
    ).example(#"{"language": "en"}"#, status: 403),
    APIOperation(
      "GET", "/v1/keys", "keys", .access, "Keys, without their secrets.", answer: S.answer([("keys", S.list(S.object))])),
    APIOperation(
      "POST", "/v1/keys", "createKey", .access, "Makes a key; its secret is told this once.",
      body: S.body(
        [
          ("name", S.text(100)), ("scopes", S.list(S.choice(AccessScope.allCases.map(\.rawValue)), least: 1)),
          ("spaces", S.list(["type": "string", "pattern": "^[A-Za-z0-9._@-]{1,64}$"])),
          ("requests_per_minute", S.integer), ("expires_at", S.time),
        ], required: ["name", "scopes"], closed: true),
      answer: S.answer([("key", S.object), ("secret", S.string)]), status: 201
    ).example(#"{"name": "editor", "scopes": ["chat"]}"#),
    APIOperation("DELETE", "/v1/keys/:id", "revokeKey", .access, "Revokes a key.", status: 204),
    APIOperation(
      "GET", "/v1/people", "people", .access, "People who may log in.", answer: S.answer([("people", S.list(person))])),
    APIOperation(
      "POST", "/v1/people", "addPerson", .access, "Adds one, with a space of their own.",
      body: S.body(
        [("name", S.string), ("space", S.string)] + personMembers, required: ["name", "password"], closed: true),
      answer: person, status: 201
    ).example(#"{"name": "grace", "password": "a long password"}"#),
    APIOperation(
      "PATCH", "/v1/people/:name", "changePerson", .access, "Changes one.", body: S.body(personMembers, closed: true),
      answer: person
    ).example(#"{"language": "ko"}"#),
    APIOperation("DELETE", "/v1/people/:name", "removePerson", .access, "Removes one; the space stays.", status: 204),
    APIOperation(
      "PUT", "/v1/people/:name/roles/:space", "setRole", .access, "Lets a person into a space.",
      body: S.body([("role", S.choice(["reader", "writer", "owner"]))], required: ["role"], closed: true), answer: person
    ).example(#"{"role": "reader"}"#),
    APIOperation(
      "DELETE", "/v1/people/:name/roles/:space", "takeRole", .access, "Takes that back.", answer: person),
  ]

  static let upkeep: [APIOperation] = [
    APIOperation(
      "GET", "/v1/backups", "backups", .upkeep, "Backups of the data directory.",
      answer: S.answer([("backups", S.list(S.object))])),
    APIOperation(
      "POST", "/v1/backups", "backUp", .upkeep, "Makes one in the configured folder.", answer: S.object, status: 201),
    APIOperation(
      "POST", "/v1/maintenance", "maintain", .upkeep, "Upkeep now; answers when it is done.",
      body: S.body([("dry_run", S.orNull(S.flag)), ("all_spaces", S.orNull(S.flag))], closed: true), optional: true,
      answer: S.object(
        [("dry_run", S.flag), ("spaces", S.list(S.object)), ("findings", S.list(S.string))],
        required: ["dry_run", "spaces", "findings"])
    ).example(#"{"dry_run": true}"#),
    APIOperation(
      "POST", "/v1/maintenance/rebuild", "rebuild", .upkeep, "Makes every derived index of all spaces again.",
      body: S.body([("vectors", S.orNull(S.flag))], closed: true), optional: true, answer: S.object
    ).example("{}"),
    APIOperation(
      "GET", "/v1/jobs", "jobs", .upkeep, "Background work that is left; with `wait` when there is none.",
      parameters: [
        S.query("wait", S.switchValue, "Waits until the queue is empty."),
        S.query("timeout", S.whole(1...3600), "Seconds to wait at most; 600 without it."),
      ],
      answer: S.answer([
        ("depth", S.integer), ("oldest_age", S.orNull(S.number)), ("failed", S.integer), ("timed_out", S.flag),
        ("blocked", orNull),
      ])),
    APIOperation("GET", "/metrics", "metrics", .upkeep, "Everything that is counted, for Prometheus.").with {
      $0.answerType = "text/plain; version=0.0.4; charset=utf-8"
    },
    APIOperation(
      "GET", "/health/quick", "healthQuick", .upkeep, "Liveness.",
      answer: S.answer([
        ("status", S.choice(["ok", "degraded"])), ("version", S.string), ("memory", S.string), ("llm", S.string),
        ("embedder", S.string),
      ])
    ).with { $0.isOpen = true },
    APIOperation(
      "GET", "/health", "health", .upkeep, "How every part does; without a key the state alone.",
      parameters: [S.query("strict", S.switchValue, "503 when something critical does not work.")],
      answer: S.object([("status", S.string), ("version", S.string)], required: ["status", "version"])
    ).with { $0.isOpen = true },
  ]

  private static let rpc = S.object(
    [("jsonrpc", S.choice(["2.0"])), ("method", S.string), ("id", S.any), ("params", S.object)],
    required: ["jsonrpc", "method"])

  static let mcp: [APIOperation] = [
    APIOperation(
      "POST", "/mcp", "mcp", .mcp, "The Model Context Protocol over Streamable HTTP (docs/mcp.md).", body: rpc,
      answer: S.object
    ).with { $0.streamType = "text/event-stream" }
      .example(
        #"{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "curl", "version": "1"}}}"#
      ),
    APIOperation("GET", "/mcp", "mcpStream", .mcp, "The stream of a session of it.").with {
      $0.answerType = "text/event-stream"
      $0.example?.status = 400
    },
    APIOperation("DELETE", "/mcp", "mcpEnd", .mcp, "Ends a session of it.", status: 204).example(status: 400),
    APIOperation(
      "GET", "/v1/mcp/servers", "mcpServers", .mcp, "Servers of other programs that Mneme uses.", answer: S.object),
    APIOperation(
      "POST", "/v1/mcp/servers/reload", "reloadMCPServers", .mcp, "Reads their file again.", answer: S.object),
    APIOperation(
      "GET", "/.well-known/oauth-protected-resource", "resourceMetadata", .mcp,
      "Where clients of `/mcp` get their tokens (RFC 9728), where `mcp.issuer` is set.", answer: S.object
    ).with { $0.isOpen = true }.example(status: 404),
    APIOperation(
      "GET", "/.well-known/oauth-protected-resource/mcp", "resourceMetadataOfMCP", .mcp, "The same.", answer: S.object
    ).with { $0.isOpen = true }.example(status: 404),
  ]
}
