import Foundation
package import Logging
package import MnemeCore

/// Log events as lines, for people or as JSON, to every sink. A line carries the id of the request it belongs to, and nothing
/// that `redact` knows for a secret.
package struct LineLogHandler: LogHandler {
  package enum Format: String, Sendable {
    case text, json
  }

  package var logLevel = Logger.Level.info
  package var metadata: Logger.Metadata = [:]
  package var metadataProvider: Logger.MetadataProvider?
  private let label: String
  private let format: Format
  private let sinks: [LogSink]
  private let clock: any WallClock
  private let redact: @Sendable (String) -> String

  package init(
    label: String, format: Format, sinks: [LogSink], clock: any WallClock = SystemClock(),
    redact: @escaping @Sendable (String) -> String = { $0 }
  ) {
    self.label = label
    self.format = format
    self.sinks = sinks
    self.clock = clock
    self.redact = redact
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var all = metadata
    if let provided = metadataProvider?.get() { all.merge(provided) { _, new in new } }
    if let own = event.metadata { all.merge(own) { _, new in new } }
    var fields = all.map { (key: $0.key, value: "\($0.value)") }.sorted { $0.key < $1.key }
    if all["http.request_id"] == nil, let id = CurrentRequest.id { fields.insert(("http.request_id", id), at: 0) }
    let text = line(event.level, "\(event.message)", fields)
    let bytes = Array(redact(text).utf8) + [UInt8(ascii: "\n")]
    for sink in sinks { sink.write(bytes, isUrgent: event.level >= .warning) }
  }

  private func line(_ level: Logger.Level, _ message: String, _ fields: [(key: String, value: String)]) -> String {
    let time = clock.now().iso8601
    switch format {
    case .json:
      let head = [("ts", time), ("level", level.rawValue), ("logger", label), ("msg", message)]
      let members = (head + fields.map { ($0.key, $0.value) }).map { "\(Self.quoted($0.0)):\(Self.quoted($0.1))" }
      return "{" + members.joined(separator: ",") + "}"
    case .text:
      let tail = fields.map { " \($0.key)=\(Self.plain($0.value))" }.joined()
      return "\(time) \(level.rawValue) \(label): \(Self.oneLine(message))\(tail)"
    }
  }

  /// In quotes where blanks or quotes would blur where it ends.
  private static func plain(_ value: String) -> String {
    value.isEmpty || value.contains { $0.isWhitespace || $0 == "\"" || $0 == "=" } ? quoted(value) : oneLine(value)
  }

  /// No value begins a line of its own or steers a terminal.
  private static func oneLine(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
