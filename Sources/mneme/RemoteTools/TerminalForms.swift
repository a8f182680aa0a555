import Foundation
import MnemeCore
import MnemeMCP

/// Asks the person at the terminal what a server wants to know.
struct TerminalForms: Sendable {
  let console: Console
  let nextLine: @Sendable () async -> String?

  /// An empty line takes the default or leaves the field out; the end of input declines.
  func ask(_ server: String, _ form: ElicitationForm) async -> ElicitationAnswer {
    console.writeError("\n\(server.oneLine) asks: \(form.message.oneLine)\n")
    guard case .object(let fields)? = form.schema["properties"] else { return .decline }
    var given: [String: JSONValue] = [:]
    for (name, field) in fields.sorted(by: { $0.key < $1.key }) {
      let standard = field["default"].map { " [\($0.text.oneLine)]" } ?? ""
      console.writeError("  \(name.oneLine)\(standard): ")
      guard let line = await nextLine() else { return .decline }
      if !line.isEmpty { given[name] = Self.value(line, of: field) }
    }
    console.writeError("Send this? [y/N] ")
    guard let line = await nextLine(), ["y", "yes"].contains(line.lowercased()) else { return .decline }
    return .accept(given)
  }

  /// What does not fit its field stays text, which the form then refuses.
  static func value(_ line: String, of field: JSONValue) -> JSONValue {
    switch field["type"] {
    case "integer", "number", "boolean", "array": (try? JSONValue(parsing: line)) ?? .string(line)
    default: .string(line)
    }
  }
}
