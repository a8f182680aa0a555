import Foundation

/// One thing that can be configured. The table of them (`Setting.all`) drives parsing, the reference page and the
/// hints for misspelt names.
package struct Setting: Sendable {
  /// Path in the YAML file, such as `server.port`.
  package let key: String
  /// Environment variable, such as `MNEME_PORT`.
  package let environment: String
  /// Command-line option, where there is one, such as `--port`.
  package let flag: String?
  package let form: Form
  /// True when its value must never be shown.
  package let isSecret: Bool
  /// What it does, for the reference page.
  package let summary: String
  /// The default in words where the type's own default cannot say it (a path that depends on the machine).
  package let defaultText: String?
  package let read: @Sendable (Settings) -> Value?
  package let write: @Sendable (inout Settings, Value) -> Void

  package func isSet(in settings: Settings) -> Bool {
    if case .text(let text)? = read(settings) { return !text.isEmpty }
    return read(settings) != nil
  }

  /// What values a setting takes.
  package enum Form: Sendable, Hashable {
    case text
    /// A path; `~/` means the home directory, a relative one starts at the working directory.
    case path
    case url
    case choice([String])
    /// A name of the time zone database.
    case timeZone
    case flag
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    /// Separated by commas, or a YAML sequence.
    case list
  }

  /// A parsed value.
  package enum Value: Sendable, Hashable {
    case text(String)
    case flag(Bool)
    case integer(Int)
    case number(Double)
    case list([String])
  }
}

extension Setting.Form {
  /// The allowed values in words.
  package var allowed: String {
    switch self {
    case .text: "text"
    case .path: "a path"
    case .url: "an http:// or https:// URL without password, query and fragment"
    case .timeZone: "a time zone, such as `Europe/Paris` or `Asia/Seoul`"
    case .choice(let names): "one of " + names.joined(separator: ", ")
    case .flag: "true or false"
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .number(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
    case .list: "names separated by commas"
    }
  }

  /// A value that is not allowed may be shown to say so; a URL may carry a password or a key.
  func maySay(_ raw: String) -> Bool {
    self == .url ? !raw.contains { $0 == "@" || $0 == "?" || $0 == "#" } : true
  }

  /// The value of a raw text, or nil when it is not one of the allowed ones.
  package func parse(_ raw: String) -> Setting.Value? {
    switch self {
    case .text, .path: return .text(raw)
    case .url:
      return Self.isWebURL(raw) ? .text(raw) : nil
    case .timeZone: return TimeZone(identifier: raw).map { .text($0.identifier) }
    case .choice(let names):
      let name = raw.lowercased()
      return names.contains(name) ? .text(name) : nil
    case .flag:
      switch raw.lowercased() {
      case "true", "yes", "on", "1": return .flag(true)
      case "false", "no", "off", "0": return .flag(false)
      default: return nil
      }
    case .integer(let range):
      guard let number = Int(raw), range.contains(number) else { return nil }
      return .integer(number)
    case .number(let range):
      guard let number = Double(raw), range.contains(number) else { return nil }
      return .number(number)
    case .list:
      return .list(raw.split(separator: ",").map { $0.trimmingWhitespace() }.filter { !$0.isEmpty })
    }
  }

  /// `http` or `https`, a host, no blanks, no credentials (they would end up in logs) and nothing after `?` or `#`.
  private static func isWebURL(_ text: String) -> Bool {
    let lowered = text.lowercased()
    guard let scheme = ["http://", "https://"].first(where: lowered.hasPrefix) else { return false }
    let rest = text.dropFirst(scheme.count)
    let authority = rest.prefix { $0 != "/" }
    return !authority.isEmpty && !authority.hasPrefix(":")
      && !text.contains { $0.isWhitespace || $0 == "@" || $0 == "?" || $0 == "#" }
  }
}

extension StringProtocol {
  func trimmingWhitespace() -> String {
    var view = self[...]
    while let first = view.first, first.isWhitespace { view.removeFirst() }
    while let last = view.last, last.isWhitespace { view.removeLast() }
    return String(view)
  }
}
