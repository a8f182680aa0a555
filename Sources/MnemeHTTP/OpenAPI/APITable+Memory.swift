import MnemeCore

/// Memories, conversations and the graph.
extension APITable {
  private typealias S = APISchema

  private static let memory = S.named("Memory")
  private static let erasing = [
    S.query("erase", S.switchValue, "Forgets it for good.")
  ]
  private static let dryRun = S.query("dry_run", S.switchValue, "Only tells what would be done.")

  private static let search = S.body(
    [
      ("query", S.text()), ("limit", S.whole(1...Limits.recallResults)), ("explain", S.flag),
      ("sources", S.list(S.choice(["memory", "message"]), least: 1)), ("context", S.flag),
    ], required: ["query"])

  private static let found = S.object(
    [
      ("results", S.list(S.named("Hit"))), ("lexical_only", S.flag), ("dropped", S.list(S.named("Hit"))),
      ("context", S.object),
    ], required: ["results", "lexical_only"])

  static let memories: [APIOperation] = [
    APIOperation(
      "GET", "/v1/memories", "memories", .memories, "Memories, newest first, now or as of a time.",
      parameters: [
        S.limit(1...200, standard: 50), S.before,
        S.query("include_inactive", S.switchValue, "Those that no longer speak, too."),
        S.query("as_of", S.maybeTime, "What held then."), S.query("known_at", S.maybeTime, "What was known then."),
        S.query("q", S.string, "Words in them."), S.from, S.to,
        S.query("kind", S.either(S.choice(MemoryKind.allCases.map(\.rawValue)), ["const": ""]), "Kinds, parted by commas."),
        S.query("pinned", S.switchValue, "Pinned ones, or the others."),
      ],
      answer: S.answer([("memories", S.list(memory)), ("next_before", S.orNull(S.integer))])
    ).example(query: "?limit=5"),
    APIOperation(
      "POST", "/v1/memories", "remember", .memories, "Keeps a statement.",
      body: S.body(
        [
          ("text", S.text(Limits.memoryCharacters)),
          ("kind", S.orNull(S.choice(MemoryKind.allCases.map(\.rawValue)))),
          ("importance", S.orNull(S.between(0, 1))), ("session", S.orNull(S.name())),
        ], required: ["text"]), answer: memory, status: 201
    ).example(#"{"text": "I live in Lisbon."}"#),
    APIOperation(
      "POST", "/v1/memories/search", "recall", .memories, "Recall: what memory has to say to a question, best first.",
      body: search, answer: found
    ).example(#"{"query": "Where do I live?", "limit": 3}"#),
    APIOperation(
      "POST", "/v1/memories/explain", "explainRecall", .memories,
      "Recall that says why, and with `context` what a prompt would hold.", body: search, answer: found
    ).example(#"{"query": "Where do I live?"}"#),
    APIOperation(
      "GET", "/v1/memories/inbox", "inbox", .memories, "Memories that wait for consent, newest first.",
      parameters: [S.limit(1...200, standard: 50)], answer: S.answer([("memories", S.list(memory))])),
    APIOperation(
      "GET", "/v1/memories/stats", "statistics", .memories, "Sizes of the space, and how well tokens are estimated.",
      answer: S.object(
        [
          ("sessions", S.integer), ("messages", S.integer), ("memories", S.integer), ("active_memories", S.integer),
          ("memories_by_kind", S.object), ("token_estimates", S.list(S.object)),
        ], required: ["sessions", "messages", "memories", "active_memories"])),
    APIOperation(
      "GET", "/v1/memories/timeline", "timeline", .memories, "How many memories and messages each day brought.",
      parameters: [S.from, S.to], answer: S.answer([("days", S.list(S.object))])),
    APIOperation("GET", "/v1/memories/:id", "memory", .memories, "One memory.", answer: memory),
    APIOperation(
      "PATCH", "/v1/memories/:id", "changeMemory", .memories, "Changes it; each field is a change with its own entry.",
      body: S.body(
        [
          ("text", S.text(Limits.memoryCharacters)), ("importance", S.between(0, 1)), ("pinned", S.flag),
          (
            "labels",
            S.list(["type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[!-~]+$"], most: 20)
          ), ("local_only", S.flag),
        ], closed: true
      ).merging([("minProperties", 1)]), answer: memory
    ).example(#"{"pinned": true}"#),
    APIOperation(
      "DELETE", "/v1/memories/:id", "retireMemory", .memories,
      "It no longer speaks; with `erase` it is forgotten for good.",
      parameters: erasing + [
        S.query("with_sources", S.switchValue, "With `erase`: messages that carry other memories, too."), dryRun,
      ],
      answer: S.object
    ),
    APIOperation(
      "GET", "/v1/memories/:id/history", "memoryHistory", .memories, "Every change to it, oldest first.",
      answer: S.answer([("id", S.string), ("history", S.list(S.object))])),
    APIOperation(
      "POST", "/v1/memories/:id/undo", "undo", .memories, "Takes back the last change that was not taken back.",
      answer: memory),
    APIOperation(
      "POST", "/v1/memories/:id/restore", "restoreMemory", .memories, "Lets a memory speak again.", answer: memory),
    APIOperation(
      "POST", "/v1/memories/:id/approve", "approveMemory", .memories, "Consents to a memory of the inbox.",
      answer: memory),
    APIOperation(
      "POST", "/v1/memories/:id/feedback", "judgeMemory", .memories, "Says whether it is right.",
      body: S.body([("judgement", S.choice(Judgement.allCases.map(\.rawValue)))], required: ["judgement"]),
      answer: memory
    ).example(#"{"judgement": "right"}"#),
  ]

  static let sessions: [APIOperation] = [
    APIOperation(
      "GET", "/v1/sessions", "sessions", .sessions, "Conversations, latest activity first.",
      parameters: [
        S.query("q", S.string, "Words of titles, summaries and topics."), S.from, S.to,
        S.query("include_archived", S.switchValue, "Those that were put away, too."), S.limit(1...500, standard: 50),
      ], answer: S.answer([("sessions", S.list(S.named("Session")))])),
    APIOperation(
      "GET", "/v1/sessions/:id", "session", .sessions,
      "One conversation with its newest messages, older ones by `before`.",
      parameters: [S.limit(1...200, standard: 50), S.before],
      answer: S.answer([
        ("session", S.named("Session")), ("messages", S.list(S.named("Message"))),
        ("next_before", S.orNull(S.integer)),
      ])),
    APIOperation(
      "PATCH", "/v1/sessions/:id", "renameSession", .sessions, "Gives it a title; null brings back the one that is made.",
      body: S.body([("title", ["type": "string", "pattern": "^[ -~]{0,200}$"])], closed: true), answer: S.named("Session")
    ).example(#"{"title": "Moving house"}"#),
    APIOperation(
      "POST", "/v1/sessions/:id/branch", "branchSession", .sessions,
      "Another conversation that begins with what was said in this one, up to a message.",
      body: S.body([("message", S.string)], closed: true), optional: true, answer: S.named("Session"), status: 201
    ).example("{}"),
    APIOperation(
      "DELETE", "/v1/sessions/:id", "forgetSession", .sessions, "Forgets it and all that derives from it.",
      parameters: [dryRun], answer: S.named("Receipt")),
    APIOperation(
      "GET", "/v1/sessions/:id/readings", "readings", .sessions, "Feelings and intents read from its messages.",
      parameters: [S.limit(1...200, standard: 50), S.before],
      answer: S.answer([("readings", S.list(S.object)), ("next_before", S.orNull(S.integer))])),
    APIOperation(
      "POST", "/v1/sessions/:id/end", "endSession", .sessions, "Ends it now; title and summary follow.",
      answer: S.named("Session")),
    APIOperation(
      "GET", "/v1/messages/search", "searchMessages", .sessions,
      "Messages by words, phrase and time, the last stored first.",
      parameters: [
        S.query("q", S.string, "Words that must all be there; words in double quotes follow one another."), S.from,
        S.to,
        S.limit(1...200, standard: 20),
      ], answer: S.answer([("messages", S.list(S.named("Message")))])
    ).example(query: "?q=Lisbon"),
    APIOperation("GET", "/v1/messages/:id", "message", .sessions, "One message.", answer: S.named("Message")),
    APIOperation(
      "DELETE", "/v1/messages/:id", "forgetMessage", .sessions, "Forgets a message and all that derives from it.",
      parameters: [dryRun], answer: S.named("Receipt")),
    APIOperation(
      "GET", "/v1/interactions", "interactions", .sessions, "What was measured of turns, latest first.",
      parameters: [
        S.query("session", S.string, "Of this conversation."), S.from, S.to, S.limit(1...500, standard: 50),
      ],
      answer: S.answer([("interactions", S.list(S.object))])),
  ]

  private static func depth(_ most: Int, _ standard: Int) -> JSON {
    S.query(most == 3 ? "depth" : "max_depth", S.whole(1...most), "Relations away, at most; \(standard) without it.")
  }

  private static let entityNumber: JSON = ["type": "integer", "minimum": 1, "maximum": 9_007_199_254_740_991]

  static let graph: [APIOperation] = [
    APIOperation(
      "GET", "/v1/graph", "graph", .graph, "Sizes of the knowledge graph.",
      answer: S.answer([
        ("entities", S.integer), ("relations", S.integer), ("mentions", S.integer), ("by_kind", S.object),
        ("average_degree", S.number),
      ])),
    APIOperation(
      "GET", "/v1/graph/entities", "entities", .graph, "Entities by name or alias, else those mentioned most.",
      parameters: [S.query("q", S.string, "A name."), S.limit(1...200, standard: 50)],
      answer: S.answer([("entities", S.list(S.object))])),
    APIOperation(
      "GET", "/v1/graph/entities/:ordinal", "neighbourhood", .graph, "Entities around one, and what relates them.",
      parameters: [depth(3, 1), S.limit(1...200, standard: 50)],
      answer: S.answer([
        ("entity", S.integer), ("entities", S.list(S.object)), ("relations", S.list(S.object)),
        ("messages", S.list(S.string)),
      ])),
    APIOperation(
      "GET", "/v1/graph/overview", "graphOverview", .graph, "The entities that matter most, and what relates them.",
      parameters: [S.limit(1...5000, standard: 500)],
      answer: S.answer([("entities", S.list(S.object)), ("relations", S.list(S.object))])),
    APIOperation(
      "GET", "/v1/graph/path", "path", .graph, "A shortest path between two entities.",
      parameters: [
        S.query("from", entityNumber, "An entity.", required: true),
        S.query("to", entityNumber, "Another.", required: true),
        depth(6, 4),
      ], answer: S.answer([("path", S.orNull(S.object))])
    ).example(query: "?from=$ENTITY&to=$OTHER"),
  ]
}

extension JSON {
  /// Of an object: the same with more members.
  func merging(_ more: [(String, JSON)]) -> JSON {
    guard case .object(let members) = self else { return self }
    return .object(members + more)
  }
}
