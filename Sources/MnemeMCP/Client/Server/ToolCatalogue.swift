import MnemeCore

/// The tools that a server lists, those refused left out.
struct ToolCatalogue: Sendable {
  struct Entry: Sendable {
    let tool: ToolEntry
    let mirrored: MirroredParameters
  }

  /// A tool that is not offered, and why; for the log.
  struct Refusal: Sendable, Hashable {
    let name: String
    let reason: String
  }

  /// Pages and tools of one server that are read.
  static let mostPages = 100
  static let mostTools = 2000
  /// Of one schema.
  static let longestSchema = 1 << 16

  private(set) var entries: [Entry] = []
  private(set) var refusals: [Refusal] = []
  /// The shortest time that a page says it stays true, in milliseconds; nil where no page says it.
  private(set) var lifetime: Int64?

  /// Adds a page.
  /// - Parameter mirrors: the transport repeats parameters in headers, so that wrong marks of them refuse a tool.
  /// - Returns: where the next page begins; nil at the end.
  mutating func add(_ page: JSONValue, mirrors: Bool) throws(RemoteServerError) -> String? {
    guard let tools = page["tools"]?.array else {
      throw RemoteServerError(.badAnswer, "The server's list of tools is none.")
    }
    for json in tools where entries.count < Self.mostTools {
      guard let tool = try? ToolEntry(json), !tool.name.isEmpty, tool.name.utf8.count <= 256 else {
        refusals.append(Refusal(name: "", reason: "It has no name or no schema of an object."))
        continue
      }
      guard !entries.contains(where: { $0.tool.name == tool.name }) else { continue }
      guard JSONWriter.bytes(tool.inputSchema).count <= Self.longestSchema else {
        refusals.append(Refusal(name: tool.name, reason: "Its schema is too long."))
        continue
      }
      do throws(MirroredParameters.Flaw) {
        entries.append(Entry(tool: tool, mirrored: try MirroredParameters(schema: mirrors ? tool.inputSchema : [:])))
      } catch {
        refusals.append(Refusal(name: tool.name, reason: error.reason))
      }
    }
    if let milliseconds = page["ttlMs"]?.integer {
      lifetime = min(lifetime ?? .max, max(0, milliseconds))
    }
    return page["nextCursor"]?.string
  }

  func entry(_ name: String) -> Entry? { entries.first { $0.tool.name == name } }
}
