import Foundation
import MnemeCore
import MnemeMCP
import Synchronization

/// The tools that the scenarios of the protocol's conformance suite name.
final class FixtureTools: ToolSource {
  typealias Handler = @Sendable (JSONValue, CallContext) async throws -> ToolResult

  static let image = Array(
    Data(base64Encoded: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4z8AAAAMBAQD3A0FDAAAAAElFTkSuQmCC")
      ?? Data())
  static let sound = Array(
    Data(base64Encoded: "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQIAAAAAAA==") ?? Data())

  private let table: [String: (entry: ToolEntry, handler: Handler)]
  private let watchers = Mutex<[AsyncStream<Void>.Continuation]>([])
  private let cancelled = Mutex(0)
  private let listed = Mutex(0)

  init() throws {
    var table: [String: (ToolEntry, Handler)] = [:]
    let tools = FixtureTools.plain.merging(FixtureTools.asking) { first, _ in first }
    for (name, tool) in tools {
      table[name] = (
        ToolEntry(ToolDescription(name: name, summary: "A tool for tests.", parameters: tool.parameters)), tool.handler
      )
    }
    self.table = table
  }

  /// Calls of `test_slow` that were cancelled.
  var cancellations: Int { cancelled.withLock { $0 } }
  /// How often the list was asked for.
  var listings: Int { listed.withLock { $0 } }

  func tools() async -> [ToolEntry] {
    listed.withLock { $0 += 1 }
    return table.values.map(\.entry)
  }

  func call(_ name: String, arguments: JSONValue, in context: CallContext) async throws -> ToolResult? {
    switch name {
    case "test_trigger_tool_change":
      change()
      return text("Changed.")
    case "test_slow":
      context.report(ToolProgress(done: 1))
      do { try await Task.sleep(for: .seconds(600)) } catch {
        cancelled.withLock { $0 += 1 }
        throw error
      }
      return text("Slept.")
    default: return try await table[name]?.handler(arguments, context)
    }
  }

  func change() { for watcher in watchers.withLock({ $0 }) { watcher.yield() } }

  func changes() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    watchers.withLock { $0.append(continuation) }
    return stream
  }

  // MARK: Tools

  struct Fixture {
    var parameters = ToolDescription.noParameters
    let handler: Handler

    init(_ parameters: JSONValue = ToolDescription.noParameters, _ handler: @escaping Handler) {
      self.parameters = parameters
      self.handler = handler
    }
  }

  private static let plain: [String: Fixture] = [
    "test_simple_text": Fixture { _, _ in text("This is a simple text response for testing.") },
    "test_image_content": Fixture { _, _ in result([.image(image, mediaType: "image/png")]) },
    "test_audio_content": Fixture { _, _ in result([.audio(sound, mediaType: "audio/wav")]) },
    "test_embedded_resource": Fixture { _, _ in
      result([
        .resource(
          uri: "test://embedded-resource", mediaType: "text/plain", .text("This is an embedded resource content."))
      ])
    },
    "test_multiple_content_types": Fixture { _, _ in
      result([
        .text("Multiple content types test:"), .image(image, mediaType: "image/png"),
        .resource(
          uri: "test://mixed-content-resource", mediaType: "application/json", .text(#"{"test":"data","value":123}"#)),
      ])
    },
    "test_tool_with_logging": Fixture { _, context in try await log(context) },
    "test_logging_tool": Fixture { _, context in try await log(context) },
    "test_tool_with_progress": Fixture { _, context in
      for done in [0.0, 50, 100] {
        context.report(ToolProgress(done: done, total: 100, message: "Completed step \(Int(done)) of 100"))
      }
      return text("Done.")
    },
    "test_error_handling": Fixture { _, _ in
      ToolResult(
        ToolOutput(failure: ToolFailure(.internal, "This tool intentionally returns an error for testing")),
        takesAnyStructure: false)
    },
    "test_slow": Fixture { _, _ in text("") },
    "test_trigger_tool_change": Fixture { _, _ in text("") },
    "test_mirrored": Fixture([
      "type": "object", "properties": ["region": ["type": "string", "x-mcp-header": "Region"]],
    ]) { _, _ in text("Mirrored.") },
  ]

  private static func log(_ context: CallContext) async throws -> ToolResult {
    for words in ["Tool execution started", "Tool processing data", "Tool execution completed"] {
      context.log(.info, .string(words))
    }
    return text("Logged.")
  }

  static func result(_ content: [ToolContent]) -> ToolResult {
    ToolResult(ToolOutput(content), takesAnyStructure: false)
  }
  static func text(_ text: String) -> ToolResult { result([.text(text)]) }
  private func text(_ text: String) -> ToolResult { Self.text(text) }
}
