import MnemeCore
import MnemeMemory

/// Takes secrets out of what a tool is called with: out of each text and number in it, so that what is left is JSON still.
struct ArgumentFilter {
  /// Has read nothing.
  private let secrets: SecretStream
  /// Secrets taken out so far.
  private(set) var count = 0

  init(secrets: SecretStream) { self.secrets = secrets }

  /// Arguments that are no JSON are read as text. O(length).
  mutating func cleaned(_ arguments: String) -> String {
    guard let value = try? JSONValue(parsing: arguments) else { return cleaned(text: arguments) }
    return cleaned(value).text
  }

  private mutating func cleaned(_ value: JSONValue) -> JSONValue {
    switch value {
    case .null, .bool: return value
    case .integer, .number:
      let before = count
      let text = cleaned(text: value.text)
      return count > before ? .string(text) : value
    case .string(let text): return .string(cleaned(text: text))
    case .array(let values): return .array(values.map { cleaned($0) })
    case .object(let members):
      var kept: [String: JSONValue] = [:]
      for (name, member) in members { kept[cleaned(text: name)] = cleaned(member) }
      return .object(kept)
    }
  }

  private mutating func cleaned(text: String) -> String {
    var stream = secrets
    let shown = stream.read(text) + stream.finish()
    count += stream.count
    return shown
  }
}
