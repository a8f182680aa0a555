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

  /// Pages and tools of one server that are read, refused ones among them.
  static let mostPages = 100
  static let mostTools = 2000
  /// Refusals that are kept.
  static let keptRefusals = 20
  /// Of one schema.
  static let longestSchema = 1 << 16

  private(set) var entries: [Entry] = []
  /// The first of those that are refused.
  private(set) var refusals: [Refusal] = []
  private(set) var refused = 0
  private var names: Set<String> = []
  private var read = 0
  /// The shortest time that a page says it stays true, in milliseconds; nil where no page says it.
  private(set) var lifetime: Int64?

  /// Adds a page.
  /// - Parameter mirrors: the transport repeats parameters in headers, so that wrong marks of them refuse a tool.
  /// - Returns: where the next page begins; nil at the end.
  mutating func add(_ page: JSONValue, mirrors: Bool) throws(RemoteServerError) -> String? {
    guard let tools = page["tools"]?.array else {
      throw RemoteServerError(.badAnswer, "The server's list of tools is none.")
    }
    for json in tools {
      if isFull { break }
      read += 1
      guard let tool = try? ToolEntry(json), !tool.name.isEmpty, tool.name.utf8.count <= 256 else {
        refuse("", "It has no name or no schema of an object.")
        continue
      }
      guard names.insert(tool.name).inserted else { continue }
      guard JSONWriter.bytes(tool.inputSchema).count <= Self.longestSchema else {
        refuse(tool.name, "Its schema is too long.")
        continue
      }
      // A description is stripped of such; a schema is kept as it came, so that calls fit it.
      guard !tool.inputSchema.hidesWords else {
        refuse(tool.name, "Its schema holds characters that nobody sees.")
        continue
      }
      do throws(MirroredParameters.Flaw) {
        entries.append(Entry(tool: tool, mirrored: try MirroredParameters(schema: mirrors ? tool.inputSchema : [:])))
      } catch {
        refuse(tool.name, error.reason)
      }
    }
    if let milliseconds = page["ttlMs"]?.integer {
      lifetime = min(lifetime ?? .max, max(0, milliseconds))
    }
    return page["nextCursor"]?.string
  }

  /// Whether no more is read.
  var isFull: Bool { read >= Self.mostTools }

  private mutating func refuse(_ name: String, _ reason: String) {
    refused += 1
    if refusals.count < Self.keptRefusals { refusals.append(Refusal(name: name, reason: reason)) }
  }

  func entry(_ name: String) -> Entry? { entries.first { $0.tool.name == name } }
}
