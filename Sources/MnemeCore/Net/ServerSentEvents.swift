/// An incremental decoder of a `text/event-stream` (WHATWG HTML §9.2): bytes in, events out.
///
/// Pieces may be cut anywhere, inside a line ending or a UTF-8 sequence included. Lines end with LF, CR or CRLF; a leading byte
/// order mark, comments and unknown fields are skipped; bytes that are not UTF-8 become U+FFFD. Sentinels such as `[DONE]` are
/// ordinary data.
package struct ServerSentEvents: Sendable {
  package struct Event: Sendable, Hashable {
    /// The `event` field; nil means `message`.
    package var name: String?
    /// The `data` lines, joined by a line feed.
    package var data: String
    /// The last `id` seen in the stream.
    package var id: String?

    package init(name: String? = nil, data: String, id: String? = nil) {
      self.name = name
      self.data = data
      self.id = id
    }
  }

  /// Bytes one event may have, from its first field to its blank line.
  package let eventLimit: Int
  /// The last `retry`: how long to wait before connecting again, in milliseconds; nil when the stream never said.
  package private(set) var retry: Int?
  private var line: [UInt8] = []
  /// Bytes of the finished lines of the event being read.
  private var eventBytes = 0
  private var name: String?
  private var data: [String] = []
  private var id: String?
  private var atStart = true
  private var afterCarriageReturn = false

  package init(eventLimit: Int = 4 << 20) {
    self.eventLimit = eventLimit
  }

  /// Reads a piece and returns the events it completes, in order.
  /// - Throws: `upstream` when an event is longer than `eventLimit`; the decoder is of no use afterwards.
  package mutating func feed(_ bytes: [UInt8]) throws(MnemeError) -> [Event] {
    var events: [Event] = []
    var rest = bytes[...]
    if afterCarriageReturn, let first = rest.first {
      afterCarriageReturn = false
      if first == UInt8(ascii: "\n") { rest.removeFirst() }
    }
    while let end = rest.firstIndex(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
      try extendLine(rest[..<end])
      if let event = endLine() { events.append(event) }
      let isCarriageReturn = rest[end] == UInt8(ascii: "\r")
      rest = rest[(end + 1)...]
      if isCarriageReturn {
        if rest.isEmpty {
          afterCarriageReturn = true
        } else if rest.first == UInt8(ascii: "\n") {
          rest.removeFirst()
        }
      }
    }
    try extendLine(rest)
    return events
  }

  /// The event that the end of the stream left without its blank line, if any. The standard drops it; servers that forget the
  /// last blank line are common enough to let the caller decide.
  package mutating func finish() -> Event? {
    if !line.isEmpty, let event = endLine() { return event }
    return endLine()
  }

  private mutating func extendLine(_ bytes: ArraySlice<UInt8>) throws(MnemeError) {
    guard eventBytes + line.count + bytes.count <= eventLimit else {
      throw MnemeError(
        .upstream, "The remote server sent an event longer than \(eventLimit) bytes.")
    }
    line += bytes
  }

  private mutating func endLine() -> Event? {
    var content = line[...]
    defer { line.removeAll(keepingCapacity: true) }
    if atStart {
      atStart = false
      if content.starts(with: [0xEF, 0xBB, 0xBF]) { content = content.dropFirst(3) }
    }
    guard !content.isEmpty else { return dispatch() }
    eventBytes += content.count + 1
    guard let colon = content.firstIndex(of: UInt8(ascii: ":")) else {
      apply(field: content, value: [])
      return nil
    }
    var value = content[(colon + 1)...]
    if value.first == UInt8(ascii: " ") { value.removeFirst() }
    apply(field: content[..<colon], value: value)
    return nil
  }

  private mutating func apply(field: ArraySlice<UInt8>, value: ArraySlice<UInt8>) {
    switch String(decoding: field, as: UTF8.self) {
    case "data": data.append(String(decoding: value, as: UTF8.self))
    case "event": name = String(decoding: value, as: UTF8.self)
    case "id" where !value.contains(0): id = String(decoding: value, as: UTF8.self)
    case "retry" where !value.isEmpty && value.allSatisfy({ (0x30...0x39).contains($0) }):
      retry = Int(String(decoding: value, as: UTF8.self)) ?? retry
    // Comments (an empty field name) keep a quiet connection open and must not count against a later event.
    case "": eventBytes = data.isEmpty && name == nil ? 0 : eventBytes
    default: break
    }
  }

  private mutating func dispatch() -> Event? {
    defer {
      name = nil
      data = []
      eventBytes = 0
    }
    guard !data.isEmpty else { return nil }
    return Event(name: name, data: data.joined(separator: "\n"), id: id)
  }
}
