import MnemeCore
import MnemeMCP

extension FixtureTools {
  static func form(_ message: String, _ properties: JSONValue, required: JSONValue = []) -> InputRequest {
    InputRequest(
      MethodName.elicit,
      params: [
        "mode": "form", "message": .string(message),
        "requestedSchema": ["type": "object", "properties": properties, "required": required],
      ])
  }

  static func sample(_ prompt: String) -> InputRequest {
    InputRequest(
      MethodName.sample,
      params: [
        "messages": [["role": "user", "content": ["type": "text", "text": .string(prompt)]]], "maxTokens": 100,
      ])
  }

  static let roots = InputRequest(MethodName.listRoots, params: [:])

  private static func told(_ prefix: String, _ answer: JSONValue) -> ToolResult {
    text("\(prefix): action=\(answer["action"]?.string ?? ""), content=\((answer["content"] ?? [:]).text)")
  }

  private static let name = form("What is your name?", ["name": ["type": "string"]], required: ["name"])
  private static let confirm = form("Please confirm", ["ok": ["type": "boolean"]], required: ["ok"])

  /// Those that need something of the client.
  static let asking: [String: Fixture] = [
    "test_sampling": Fixture([
      "type": "object", "required": ["prompt"], "properties": ["prompt": ["type": "string"]],
    ]) { arguments, context in
      let answer = try await context.ask("sample", sample(arguments["prompt"]?.string ?? ""))
      return text("LLM response: \(answer["content"]?["text"]?.string ?? "")")
    },
    "test_elicitation": Fixture([
      "type": "object", "required": ["message"], "properties": ["message": ["type": "string"]],
    ]) { arguments, context in
      let answer = try await context.ask(
        "form",
        form(
          arguments["message"]?.string ?? "", ["response": ["type": "string", "description": "User's response"]],
          required: ["response"]))
      return told("User response", answer)
    },
    "test_elicitation_sep1034_defaults": Fixture { _, context in
      told("Elicitation completed", try await context.ask("form", form("Please review", defaults)))
    },
    "test_elicitation_sep1330_enums": Fixture { _, context in
      told("Elicitation completed", try await context.ask("form", form("Please choose", choices)))
    },
    "test_missing_capability": Fixture { _, context in
      _ = try await context.ask("sample", sample("Anything"))
      return text("Sampled.")
    },
    "test_streaming_elicitation": Fixture { _, context in
      guard context.capabilities["elicitation"] != nil else { return text("Nothing can be asked.") }
      context.report(ToolProgress(done: 1))
      return told("Answered", try await context.ask("form", name))
    },
    "test_input_required_result_elicitation": Fixture { _, context in
      let answer = try await context.ask("user_name", name)
      return text("Hello, \(answer["content"]?["name"]?.string ?? "stranger")!")
    },
    "test_input_required_result_sampling": Fixture { _, context in
      let answer = try await context.ask("capital_question", sample("What is the capital of France?"))
      return text(answer["content"]?["text"]?.string ?? "")
    },
    "test_input_required_result_list_roots": Fixture { _, context in
      let answer = try await context.ask("client_roots", roots)
      return text((answer["roots"]?.array ?? []).compactMap { $0["uri"]?.string }.joined(separator: " "))
    },
    "test_input_required_result_request_state": Fixture { _, context in
      _ = try await context.ask("confirm", confirm)
      return text("state-ok")
    },
    "test_input_required_result_tampered_state": Fixture { _, context in
      _ = try await context.ask("confirm", confirm)
      return text("state-ok")
    },
    "test_input_required_result_multiple_inputs": Fixture { _, context in
      let answers = try await context.ask([
        "user_name": name, "greeting": sample("Generate a greeting"), "client_roots": roots,
      ])
      return text("\(answers.count) answers")
    },
    "test_input_required_result_multi_round": Fixture { _, context in
      let first = try await context.ask("step1", form("Step 1: What is your name?", ["name": ["type": "string"]]))
      let second = try await context.ask("step2", form("Step 2: Which colour?", ["color": ["type": "string"]]))
      return text("\(first["content"]?["name"]?.string ?? "") \(second["content"]?["color"]?.string ?? "")")
    },
    "test_input_required_result_capabilities": Fixture { _, context in
      let wanted = ["user_name": name, "greeting": sample("Hello"), "client_roots": roots]
      let answers = try await context.ask(wanted.filter { $0.value.isServed(by: context.capabilities) })
      return text("\(answers.count) answers")
    },
  ]

  private static let defaults: JSONValue = [
    "name": ["type": "string", "default": "John Doe"], "age": ["type": "integer", "default": 30],
    "score": ["type": "number", "default": .number(95.5)],
    "status": ["type": "string", "enum": ["active", "inactive", "pending"], "default": "active"],
    "verified": ["type": "boolean", "default": true],
  ]

  private static let titled: JSONValue = [
    ["const": "value1", "title": "First Option"], ["const": "value2", "title": "Second Option"],
    ["const": "value3", "title": "Third Option"],
  ]

  private static let choices: JSONValue = [
    "untitledSingle": ["type": "string", "enum": ["option1", "option2", "option3"]],
    "titledSingle": ["type": "string", "oneOf": titled],
    "legacyEnum": [
      "type": "string", "enum": ["opt1", "opt2", "opt3"], "enumNames": ["Option One", "Option Two", "Option Three"],
    ],
    "untitledMulti": [
      "type": "array", "minItems": 1, "maxItems": 3,
      "items": ["type": "string", "enum": ["option1", "option2", "option3"]],
    ],
    "titledMulti": ["type": "array", "minItems": 1, "maxItems": 3, "items": ["anyOf": titled]],
  ]
}
