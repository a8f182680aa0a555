import MnemeCore
import MnemeMCP
import Synchronization

/// The resources that the scenarios name.
final class FixtureResources: ResourceSource {
  private let watchers = Mutex<[AsyncStream<ResourceChange>.Continuation]>([])

  func resources() async -> [JSONValue] {
    [("static-text", "text/plain"), ("static-binary", "image/png"), ("watched-resource", "text/plain")].map {
      ["uri": .string("test://\($0.0)"), "name": .string($0.0), "description": "For tests.", "mimeType": .string($0.1)]
    }
  }

  func templates() async -> [JSONValue] {
    [
      [
        "uriTemplate": "test://template/{id}/data", "name": "template", "description": "For tests.",
        "mimeType": "application/json",
      ]
    ]
  }

  func read(_ uri: String, in context: CallContext) async throws -> [JSONValue]? {
    switch uri {
    case "test://static-text":
      return [
        ContentBlock.resource(
          uri: uri, mediaType: "text/plain", .text("This is the content of the static text resource."))
      ]
    case "test://static-binary":
      return [ContentBlock.resource(uri: uri, mediaType: "image/png", .bytes(FixtureTools.image))]
    case "test://watched-resource":
      return [ContentBlock.resource(uri: uri, mediaType: "text/plain", .text("Watched resource content"))]
    default:
      let parts = uri.split(separator: "/")
      guard parts.count == 4, parts[1] == "template", parts[3] == "data" else { return nil }
      let text = #"{"id":"\#(parts[2])","templateTest":true,"data":"Data for ID: \#(parts[2])"}"#
      return [ContentBlock.resource(uri: uri, mediaType: "application/json", .text(text))]
    }
  }

  func complete(_ variable: String, of template: String, value: String, in space: SpaceID) async throws -> [String]? {
    template == "test://template/{id}/data" ? ["123", "124"].filter { $0.hasPrefix(value) } : nil
  }

  func change(_ change: ResourceChange) { for watcher in watchers.withLock({ $0 }) { watcher.yield(change) } }

  func changes() -> AsyncStream<ResourceChange> {
    let (stream, continuation) = AsyncStream<ResourceChange>.makeStream()
    watchers.withLock { $0.append(continuation) }
    return stream
  }
}

/// The prompts that the scenarios name.
final class FixturePrompts: PromptSource {
  private let watchers = Mutex<[AsyncStream<Void>.Continuation]>([])

  func prompts() async -> [JSONValue] {
    [
      ["name": "test_simple_prompt", "description": "For tests."],
      [
        "name": "test_prompt_with_arguments", "description": "For tests.",
        "arguments": [
          ["name": "arg1", "description": "First test argument", "required": true],
          ["name": "arg2", "description": "Second test argument", "required": true],
        ],
      ],
      [
        "name": "test_prompt_with_embedded_resource", "description": "For tests.",
        "arguments": [["name": "resourceUri", "description": "Address", "required": true]],
      ],
      ["name": "test_prompt_with_image", "description": "For tests."],
      ["name": "test_input_required_result_prompt", "description": "For tests."],
    ]
  }

  func prompt(_ name: String, arguments: [String: String], in context: CallContext) async throws -> JSONValue? {
    switch name {
    case "test_simple_prompt": return messages([.text("This is a simple prompt for testing.")])
    case "test_prompt_with_arguments":
      return messages([
        .text("Prompt with arguments: arg1='\(arguments["arg1"] ?? "")', arg2='\(arguments["arg2"] ?? "")'")
      ])
    case "test_prompt_with_embedded_resource":
      return messages([
        .resource(
          uri: arguments["resourceUri"] ?? "", mediaType: "text/plain", .text("Embedded resource content for testing.")),
        .text("Please process the embedded resource above."),
      ])
    case "test_prompt_with_image":
      return messages([.image(FixtureTools.image, mediaType: "image/png"), .text("Please analyze the image above.")])
    case "test_input_required_result_prompt":
      let answer = try await context.ask(
        "user_context", FixtureTools.form("What context?", ["context": ["type": "string"]], required: ["context"]))
      return messages([.text("Context: \(answer["content"]?["context"]?.string ?? "")")])
    default: return nil
    }
  }

  private func messages(_ content: [ToolContent]) -> JSONValue {
    ["messages": .array(content.map { ["role": "user", "content": ContentBlock($0).json] })]
  }

  func complete(_ argument: String, of prompt: String, value: String, in space: SpaceID) async throws -> [String]? {
    prompt == "test_prompt_with_arguments" ? ["paris", "park", "party"].filter { $0.hasPrefix(value) } : nil
  }

  func change() { for watcher in watchers.withLock({ $0 }) { watcher.yield() } }

  func changes() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    watchers.withLock { $0.append(continuation) }
    return stream
  }
}
