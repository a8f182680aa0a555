import MnemeCore

/// OpenAI's and Anthropic's surface.
extension APITable {
  private typealias S = APISchema

  private static let sampling: [(String, JSON)] = [
    ("temperature", S.orNull(S.between(0, 2))), ("top_p", S.orNull(S.between(0, 1))),
    ("user", S.orNull(["type": "string", "maxLength": .number(Limits.nameCharacters)])), ("store", S.orNull(S.flag)),
    ("stream", S.orNull(S.flag)),
  ]

  private static let model = S.choice(["mneme", "recall"])

  private static let content = S.text(Limits.messageCharacters)

  private static let function = S.object(
    [
      ("name", ["type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"]), ("description", S.string),
      ("parameters", S.object),
    ], required: ["name"])

  private static let turn = [S.session, S.memoryMode]

  static let chat: [APIOperation] = [
    APIOperation(
      "POST", "/v1/chat/completions", "chat", .chat, "One turn, whole or as a stream, as OpenAI's chat completions.",
      parameters: turn,
      body: S.body(
        [
          ("model", model),
          (
            "messages",
            S.list(
              S.object([("role", S.choice(["user"])), ("content", content)], required: ["role", "content"]), most: 8,
              least: 1)
          ),
          ("max_tokens", S.orNull(S.whole(1...Limits.answerTokens))), ("n", S.orNull(S.whole(1...8))),
          ("seed", S.orNull(S.whole(-9_007_199_254_740_991...9_007_199_254_740_991))),
          ("frequency_penalty", S.orNull(S.between(-2, 2))), ("presence_penalty", S.orNull(S.between(-2, 2))),
          ("stream_options", S.orNull(S.object([("include_usage", S.flag)]))),
        ] + sampling, required: ["messages"]),
      answer: S.object(
        [
          ("id", S.string), ("object", S.choice(["chat.completion"])), ("created", S.integer), ("model", S.string),
          (
            "choices", S.list(S.object([("index", S.integer), ("message", S.object)], required: ["index", "message"]))
          ),
          ("usage", S.object),
        ], required: ["id", "object", "created", "model", "choices", "usage"])
    ).with { $0.streamType = "text/event-stream; charset=utf-8" }
      .example(#"{"model": "mneme", "messages": [{"role": "user", "content": "Where do I live?"}]}"#),
    APIOperation(
      "POST", "/v1/messages", "messages", .chat, "The same in the shape of Anthropic's Messages.", parameters: turn,
      body: S.body(
        [
          ("model", model), ("max_tokens", S.whole(1...Limits.answerTokens)),
          (
            "messages",
            S.list(
              S.object([("role", S.choice(["user"])), ("content", content)], required: ["role", "content"]), most: 8,
              least: 1)
          ),
          ("system", content), ("stream", S.flag), ("temperature", S.between(0, 1)), ("top_p", S.between(0, 1)),
        ], required: ["model", "max_tokens", "messages"]),
      answer: S.object(
        [("id", S.string), ("type", S.choice(["message"])), ("role", S.string), ("content", S.list(S.object))],
        required: ["id", "type", "role", "content", "usage"])
    ).with { $0.streamType = "text/event-stream; charset=utf-8" }
      .example(
        #"{"model": "mneme", "max_tokens": 500, "messages": [{"role": "user", "content": "Where do I live?"}]}"#),
    APIOperation(
      "POST", "/v1/messages/count_tokens", "countTokens", .chat,
      "An estimate of the tokens of such a request, without what memory adds.",
      body: S.body(
        [
          ("model", model),
          (
            "messages",
            S.list(
              S.object([("role", S.choice(["user"])), ("content", content)], required: ["role", "content"]), most: 8,
              least: 1)
          ),
        ], required: ["model", "messages"]), answer: S.answer([("input_tokens", S.integer)])
    ).example(#"{"model": "mneme", "messages": [{"role": "user", "content": "Where do I live?"}]}"#),
  ]

  private static let metadata = S.orNull([
    "type": "object", "maxProperties": 16, "propertyNames": ["maxLength": 64],
    "additionalProperties": ["type": "string", "maxLength": 512],
  ])

  private static let input = S.either(
    content,
    S.list(
      S.object([("role", S.choice(["user"])), ("content", content)], required: ["role", "content"]), most: 8, least: 1))

  private static let response = S.object(
    [
      ("id", S.string), ("object", S.choice(["response"])), ("created_at", S.integer),
      ("status", S.choice(["completed", "incomplete", "failed", "in_progress"])), ("model", S.string),
      ("output", S.list(S.object)), ("metadata", S.object),
    ], required: ["id", "object", "created_at", "status", "model", "output"])

  private static let items = S.object(
    [
      ("object", S.choice(["list"])), ("data", S.list(S.object)), ("has_more", S.flag), ("first_id", orNull),
      ("last_id", orNull),
    ], required: ["object", "data", "has_more"])

  private static let page = [
    S.limit(1...100, standard: 20), S.query("order", S.choice(["asc", "desc"]), "The newest first without it."),
    S.query("after", S.string, "The item that the page follows."),
  ]

  private static let conversation = S.object(
    [("id", S.string), ("object", S.choice(["conversation"])), ("created_at", S.integer), ("metadata", S.object)],
    required: ["id", "object", "created_at", "metadata"])

  private static let item = S.object(
    [("role", S.choice(["user"])), ("content", content)], required: ["role", "content"])

  static let responses: [APIOperation] = [
    APIOperation(
      "POST", "/v1/responses", "createResponse", .responses,
      "One turn as OpenAI's Responses, stored with its conversation.",
      parameters: turn,
      body: S.body(
        [
          ("model", model), ("input", input), ("instructions", orNull), ("metadata", metadata),
          ("max_output_tokens", S.orNull(S.whole(1...Limits.answerTokens))),
          ("truncation", S.orNull(S.choice(["auto", "disabled"]))),
        ] + sampling, required: ["input"]), answer: response
    ).with { $0.streamType = "text/event-stream; charset=utf-8" }
      .example(#"{"model": "mneme", "input": "Where do I live?"}"#),
    APIOperation(
      "POST", "/v1/responses/input_tokens", "countInputTokens", .responses,
      "An estimate of the tokens of such a request.",
      body: S.body([("model", model), ("input", input), ("instructions", orNull)]),
      answer: S.answer([("object", S.string), ("input_tokens", S.integer)])
    ).example(#"{"model": "mneme", "input": "Where do I live?"}"#),
    APIOperation(
      "GET", "/v1/responses/:id", "response", .responses, "A stored response.", answer: response),
    APIOperation(
      "DELETE", "/v1/responses/:id", "deleteResponse", .responses, "Deletes a stored response; what was said stays.",
      answer: S.answer([("id", S.string), ("object", S.string), ("deleted", S.flag)])),
    APIOperation(
      "GET", "/v1/responses/:id/input_items", "inputItems", .responses, "What a response was asked.", parameters: page,
      answer: items),
    APIOperation(
      "POST", "/v1/responses/:id/cancel", "cancelResponse", .responses,
      "Refused: responses are made while their client waits, and end when it goes away.", answer: response
    ).example(status: 400),
    APIOperation(
      "POST", "/v1/conversations", "createConversation", .responses, "A conversation that responses go on from.",
      body: S.body([("metadata", metadata), ("items", S.orNull(S.list(item, most: 20)))]), answer: conversation
    ).example(#"{"metadata": {"about": "birds"}}"#),
    APIOperation("GET", "/v1/conversations/:id", "conversation", .responses, "One conversation.", answer: conversation),
    APIOperation(
      "POST", "/v1/conversations/:id", "updateConversation", .responses, "Changes what is attached to it.",
      body: S.body(
        [
          (
            "metadata",
            [
              "type": "object", "maxProperties": 16, "propertyNames": ["maxLength": 64],
              "additionalProperties": ["type": "string", "maxLength": 512],
            ]
          )
        ], required: ["metadata"]), answer: conversation
    ).example(#"{"metadata": {"about": "owls"}}"#),
    APIOperation(
      "DELETE", "/v1/conversations/:id", "deleteConversation", .responses,
      "Deletes it with its items; what was said stays in the archive.",
      answer: S.answer([("id", S.string), ("object", S.string), ("deleted", S.flag)])),
    APIOperation(
      "GET", "/v1/conversations/:id/items", "conversationItems", .responses, "Its items.", parameters: page,
      answer: items),
    APIOperation(
      "POST", "/v1/conversations/:id/items", "addConversationItems", .responses, "Adds items.",
      body: S.body([("items", S.list(item, most: 20, least: 1))], required: ["items"]), answer: items
    ).example(#"{"items": [{"role": "user", "content": "I watch kestrels."}]}"#),
    APIOperation(
      "GET", "/v1/conversations/:id/items/:item", "conversationItem", .responses, "One item.", answer: S.object),
    APIOperation(
      "DELETE", "/v1/conversations/:id/items/:item", "deleteConversationItem", .responses, "Deletes one item.",
      answer: conversation),
  ]

  private static let modelShape = S.object(
    [("id", S.string), ("object", S.choice(["model"])), ("created", S.integer), ("owned_by", S.string)],
    required: ["id", "object"])

  static let models: [APIOperation] = [
    APIOperation(
      "GET", "/v1/models", "models", .models, "Models to choose from; `mneme` always means the default.",
      answer: S.answer([("object", S.string), ("data", S.list(modelShape))])),
    APIOperation("GET", "/v1/models/:id*", "model", .models, "One of them.", answer: modelShape),
    APIOperation(
      "GET", "/v1/providers", "providers", .models,
      "The models there are, where from, how they do, and why one of them answers.",
      answer: S.answer([
        ("chosen", S.string), ("why", S.string), ("notes", S.list(S.string)), ("models", S.list(S.object)),
      ])),
    APIOperation(
      "POST", "/v1/embeddings", "embeddings", .models, "Vectors of texts, as OpenAI's embeddings.",
      body: S.body(
        [
          ("model", S.choice(["mneme", "all-MiniLM-L6-v2"])),
          ("input", S.either(content, S.list(content, most: 16, least: 1))),
          ("encoding_format", S.choice(["float", "base64"])),
        ], required: ["input"]),
      answer: S.answer([("object", S.string), ("data", S.list(S.object)), ("model", S.string), ("usage", S.object)])
    ).example(#"{"model": "mneme", "input": ["A cat sleeps.", "Interest rates rose."]}"#),
  ]
}
