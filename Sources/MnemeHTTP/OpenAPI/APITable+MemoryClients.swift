import MnemeCore

/// What other programs' memory clients call.
extension APITable {
  private typealias S = APISchema

  private static let item = S.named("Mem0Memory")
  private static let done = S.answer([("message", S.string)])
  private static let person: JSON = [
    "type": "string", "maxLength": .number(Limits.nameCharacters), "pattern": "^(?=.*\\S)[^\\u0000-\\u001F\\u007F]+$",
  ]
  private static let filters = S.object([("user_id", person)], required: ["user_id"])
  private static let addition = S.body(
    [
      (
        "messages",
        S.list(
          S.object(
            [("role", S.choice(["user", "assistant"])), ("content", S.text(Limits.memoryCharacters))],
            required: ["role", "content"]), most: 8, least: 1)
      ), ("user_id", person), ("metadata", S.orNull(S.object)),
      ("infer", S.orNull(S.flag)),
    ], required: ["messages", "user_id"])
  private static let added = S.object([("results", S.list(S.object))], required: ["results"])
  private static let query = S.body(
    [("query", S.text()), ("filters", filters), ("top_k", S.whole(1...Limits.recallResults))],
    required: ["query", "filters"])
  private static let change = S.body(
    [("text", S.text(Limits.memoryCharacters)), ("metadata", S.orNull(S.object))],
    required: ["text"])
  private static let results = S.object([("results", S.list(item))], required: ["results"])
  private static let page = S.object(
    [("count", S.integer), ("next", orNull), ("previous", orNull), ("results", S.list(item))],
    required: ["count", "next", "previous", "results"])
  private static let paging = [
    S.query("page", S.whole(1...1_000_000), "The first without it."),
    S.query("page_size", S.whole(1...1000), "100 without it."),
  ]
  private static let user = S.query("user_id", person, "Whose memories.", required: true)
  private static let saying =
    #"{"messages": [{"role": "user", "content": "I keep bees."}], "user_id": "ada", "infer": false}"#
  private static let asking = #"{"query": "What do I keep?", "filters": {"user_id": "ada"}}"#

  private static func batch(_ more: [(String, JSON)]) -> JSON {
    S.object(
      [
        (
          "memories",
          S.list(
            S.object([("memory_id", S.name())] + more, required: ["memory_id"] + more.map(\.0)), most: 16, least: 1)
        )
      ], required: ["memories"])
  }

  static let mem0: [APIOperation] = [
    APIOperation("GET", "/mem0/v1/ping", "mem0Ping", .mem0, "Says that the key is right.", answer: S.object),
    APIOperation(
      "POST", "/mem0/v3/memories/add", "mem0Add", .mem0,
      "Keeps messages as they are (`infer: false`), or distils memories from them in the background.", body: addition,
      answer: added
    ).example(saying),
    APIOperation(
      "POST", "/mem0/v3/memories", "mem0List", .mem0, "Memories that pass the filters, newest first, in pages.",
      parameters: paging, body: S.body([("filters", filters)], required: ["filters"]), answer: page
    ).example(#"{"filters": {"user_id": "ada"}}"#),
    APIOperation(
      "POST", "/mem0/v3/memories/search", "mem0Search", .mem0, "Recall among them.", body: query, answer: results
    ).example(asking),
    APIOperation(
      "POST", "/mem0/v2/memories", "mem0ListV2", .mem0, "As version 3 lists them.", parameters: paging,
      body: S.body([("filters", filters)], required: ["filters"]), answer: page
    ).example(#"{"filters": {"user_id": "ada"}}"#),
    APIOperation(
      "POST", "/mem0/v2/memories/search", "mem0SearchV2", .mem0, "As version 3 searches.", body: query, answer: results
    ).example(asking),
    APIOperation(
      "GET", "/mem0/v1/memories", "mem0ListV1", .mem0, "A list without pages.", parameters: [user], answer: S.list(item)
    ).example(query: "?user_id=ada"),
    APIOperation(
      "POST", "/mem0/v1/memories", "mem0AddV1", .mem0, "As version 3 adds.", body: addition, answer: added
    ).example(saying),
    APIOperation(
      "DELETE", "/mem0/v1/memories", "mem0DeleteAll", .mem0, "None of them speaks any more; their history stays.",
      parameters: [user], answer: done
    ).example(query: "?user_id=ada"),
    APIOperation(
      "POST", "/mem0/v1/memories/search", "mem0SearchV1", .mem0, "As version 3 searches; a bare list.", body: query,
      answer: S.list(item)
    ).example(asking),
    APIOperation("GET", "/mem0/v1/memories/:id", "mem0Memory", .mem0, "One memory.", answer: item),
    APIOperation(
      "PUT", "/mem0/v1/memories/:id", "mem0Update", .mem0, "Words it anew, or changes what is attached to it.",
      body: change, answer: item
    ).example(#"{"text": "I keep two hives of bees."}"#),
    APIOperation(
      "DELETE", "/mem0/v1/memories/:id", "mem0Delete", .mem0, "It no longer speaks; its history stays.", answer: done),
    APIOperation(
      "GET", "/mem0/v1/memories/:id/history", "mem0History", .mem0, "What became of it, oldest first.",
      answer: S.list(S.object)),
    APIOperation(
      "PUT", "/mem0/v1/batch", "mem0UpdateMany", .mem0, "Changes many, or none where one is not there.",
      body: batch([("text", S.text(Limits.memoryCharacters))]), answer: done
    ).example(#"{"memories": [{"memory_id": "$MEM0", "text": "I keep three hives of bees."}]}"#),
    APIOperation(
      "DELETE", "/mem0/v1/batch", "mem0DeleteMany", .mem0, "Retires many, or none where one is not there.",
      body: batch([]), answer: done
    ).example(#"{"memories": [{"memory_id": "$MEM0"}]}"#),
    APIOperation(
      "GET", "/mem0/v1/entities", "mem0Entities", .mem0, "Users, agents, apps and runs of which something was kept.",
      answer: S.object([("results", S.list(S.object))], required: ["results"])),
    APIOperation(
      "DELETE", "/mem0/v2/entities/:kind/:name", "mem0DeleteEntity", .mem0, "Erases all that was kept for one.",
      answer: done),
    APIOperation(
      "GET", "/mem0/v1/event/:id", "mem0Event", .mem0, "How far the distilling of an addition is.",
      answer: S.object(
        [("id", S.string), ("status", S.choice(["PENDING", "SUCCEEDED"])), ("results", S.list(S.object))],
        required: ["id", "status", "results"])),
    APIOperation(
      "GET", "/mem0/memories", "mem0ServerList", .mem0, "As mem0's open-source server lists them.", parameters: [user],
      answer: results
    ).example(query: "?user_id=ada"),
    APIOperation(
      "POST", "/mem0/memories", "mem0ServerAdd", .mem0, "Adds, and answers when the memories are there.",
      body: addition,
      answer: added
    ).example(saying),
    APIOperation(
      "DELETE", "/mem0/memories", "mem0ServerDeleteAll", .mem0, "None of them speaks any more.", parameters: [user],
      answer: done
    ).example(query: "?user_id=ada"),
    APIOperation("GET", "/mem0/memories/:id", "mem0ServerMemory", .mem0, "One memory.", answer: item),
    APIOperation(
      "PUT", "/mem0/memories/:id", "mem0ServerUpdate", .mem0, "Changes it.", body: change, answer: item
    ).example(#"{"text": "I keep two hives of bees."}"#),
    APIOperation("DELETE", "/mem0/memories/:id", "mem0ServerDelete", .mem0, "It no longer speaks.", answer: done),
    APIOperation(
      "GET", "/mem0/memories/:id/history", "mem0ServerHistory", .mem0, "What became of it.", answer: S.list(S.object)),
    APIOperation("POST", "/mem0/search", "mem0ServerSearch", .mem0, "Recall.", body: query, answer: results)
      .example(asking),
    APIOperation(
      "POST", "/mem0/reset", "mem0Reset", .mem0,
      "Erases every entity and what was kept for it; the owner's own memory stays.",
      answer: done),
  ]

  private static let block = S.named("LettaBlock")
  private static let agent = S.named("LettaAgent")
  private static let label: JSON = ["type": "string", "pattern": "^[A-Za-z0-9_ -]{1,100}$"]
  private static let blockMembers: [(String, JSON)] = [
    ("label", label), ("value", ["type": "string", "maxLength": 20000]),
    ("description", S.orNull(["type": "string", "maxLength": .number(Limits.memoryCharacters)])),
    ("read_only", S.orNull(S.flag)),
  ]
  private static let lettaPage = [
    S.limit(1...1000, standard: 100), S.query("order", S.choice(["asc", "desc"]), "The newest first without it."),
    S.query("after", S.string, "The id that the page follows."),
    S.query("before", S.string, "The id that follows the page."),
  ]

  static let letta: [APIOperation] = [
    APIOperation("GET", "/letta/v1/health", "lettaHealth", .letta, "Liveness.", answer: S.object),
    APIOperation(
      "GET", "/letta/v1/blocks", "lettaBlocks", .letta, "Blocks: labelled texts.", parameters: lettaPage,
      answer: S.list(block)),
    APIOperation(
      "POST", "/letta/v1/blocks", "lettaCreateBlock", .letta, "Makes one.",
      body: S.body(blockMembers, required: ["label", "value"]), answer: block
    ).example(#"{"label": "human", "value": "Likes rain."}"#),
    APIOperation("GET", "/letta/v1/blocks/:id", "lettaBlock", .letta, "One block.", answer: block),
    APIOperation(
      "PATCH", "/letta/v1/blocks/:id", "lettaUpdateBlock", .letta, "Changes it.", body: S.body(blockMembers),
      answer: block
    ).example(#"{"value": "Likes snow."}"#),
    APIOperation("DELETE", "/letta/v1/blocks/:id", "lettaDeleteBlock", .letta, "Deletes it.", answer: S.object),
    APIOperation(
      "GET", "/letta/v1/blocks/:id/agents", "lettaAgentsOfBlock", .letta, "Agents that have it.", parameters: lettaPage,
      answer: S.list(agent)),
    APIOperation(
      "GET", "/letta/v1/agents", "lettaAgents", .letta, "Agents: names that blocks and passages belong to.",
      parameters: lettaPage, answer: S.list(agent)),
    APIOperation(
      "POST", "/letta/v1/agents", "lettaCreateAgent", .letta, "Makes one.",
      body: S.body([
        ("name", S.orNull(S.name())),
        ("description", S.orNull(["type": "string", "maxLength": .number(Limits.memoryCharacters)])),
        (
          "memory_blocks",
          S.orNull(S.list(S.object(blockMembers, required: ["label", "value"]), most: 100))
        ),
      ]), answer: agent
    ).example(#"{"name": "gardener", "memory_blocks": [{"label": "human", "value": "Grows leeks."}]}"#),
    APIOperation("GET", "/letta/v1/agents/:id", "lettaAgent", .letta, "One agent.", answer: agent),
    APIOperation(
      "PATCH", "/letta/v1/agents/:id", "lettaUpdateAgent", .letta, "Changes it.",
      body: S.body([("name", S.orNull(S.name()))]), answer: agent
    ).example(#"{"name": "farmer"}"#),
    APIOperation(
      "DELETE", "/letta/v1/agents/:id", "lettaDeleteAgent", .letta, "Deletes it; its blocks and passages stay.",
      answer: S.object),
    APIOperation(
      "GET", "/letta/v1/agents/:id/core-memory/blocks", "lettaCoreMemory", .letta, "Its blocks.", parameters: lettaPage,
      answer: S.list(block)),
    APIOperation(
      "GET", "/letta/v1/agents/:id/core-memory/blocks/:label", "lettaCoreBlock", .letta, "Its block of a label.",
      answer: block),
    APIOperation(
      "PATCH", "/letta/v1/agents/:id/core-memory/blocks/:label", "lettaUpdateCoreBlock", .letta, "Changes that.",
      body: S.body(blockMembers), answer: block
    ).example(#"{"value": "Grows kale."}"#),
    APIOperation(
      "PATCH", "/letta/v1/agents/:id/core-memory/blocks/attach/:block", "lettaAttach", .letta, "Gives it a block.",
      answer: agent),
    APIOperation(
      "PATCH", "/letta/v1/agents/:id/core-memory/blocks/detach/:block", "lettaDetach", .letta, "Takes a block from it.",
      answer: agent
    ),
    APIOperation(
      "GET", "/letta/v1/agents/:id/archival-memory", "lettaPassages", .letta, "Its archival memory.",
      parameters: [
        S.limit(1...1000, standard: 100), S.query("after", S.string, "The id that the page follows."),
        S.query("before", S.string, "The id that follows the page."), S.query("search", S.string, "Words in it."),
        S.query("ascending", S.switchValue, "The first stored first, as without it."),
      ], answer: S.list(S.named("Passage"))),
    APIOperation(
      "POST", "/letta/v1/agents/:id/archival-memory", "lettaAddPassage", .letta, "Keeps a memory.",
      body: S.body(
        [("text", S.text(Limits.memoryCharacters)), ("tags", S.orNull(S.list(S.name(), most: 8)))], required: ["text"]),
      answer: S.list(S.named("Passage"))
    ).example(#"{"text": "The oak desk came from Viseu.", "tags": ["desk"]}"#),
    APIOperation(
      "GET", "/letta/v1/agents/:id/archival-memory/search", "lettaSearchPassages", .letta, "Recall in it.",
      parameters: [
        S.query("query", S.text(), "A question.", required: true),
        S.query("top_k", S.whole(1...Limits.recallResults), "At most so many; 10 without it."),
        S.query("tag_match_mode", S.choice(["any", "all"]), "How tags are matched."),
        S.query("start_datetime", S.maybeTime, "From this time on."),
        S.query("end_datetime", S.maybeTime, "Up to this time."),
      ], answer: S.answer([("count", S.integer), ("results", S.list(S.object))])
    ).example(query: "?query=desk"),
    APIOperation(
      "DELETE", "/letta/v1/agents/:id/archival-memory/:passage", "lettaDeletePassage", .letta, "It no longer speaks.",
      answer: S.object),
  ]
}
