import GRDB
import MnemeCore

/// What readers say of messages, to stand in the place of what they said before.
struct GraphReplacement {
  /// By the ordinal of the message and by reader; nil: nothing any more.
  private var readings: [Int64: [GraphExtraction.Reader: GraphExtraction?]] = [:]
  /// When each message that is still said something of was said.
  private(set) var times: [Int64: Int64] = [:]

  /// Ordinals of the messages, ascending.
  var messages: [Int64] { readings.keys.sorted() }

  /// Takes back all that was said of these messages.
  init(takingBack messages: [Int64]) {
    let nothing = Dictionary(
      uniqueKeysWithValues: GraphExtraction.Reader.allCases.map { ($0, nil as GraphExtraction?) })
    for message in messages { readings[message] = nothing }
  }

  /// Those of messages that the space holds; of several of the same message and reader the last.
  init(_ extractions: [GraphExtraction], in space: Int64, _ db: Database) throws {
    var ids: [Int64: String] = [:]
    let rows = try db.rows(
      """
      SELECT l.value, (SELECT id FROM messages WHERE ordinal = l.value AND space = ?2),
        (SELECT created_at FROM messages WHERE ordinal = l.value AND space = ?2)
      FROM json_each(?1) l
      """, [JSONList.encode(Set(extractions.map(\.messageOrdinal)).sorted()), space])
    while let row = try rows.next() {
      guard let id: String = row[1] else { continue }
      ids[row[0]] = id
      times[row[0]] = row[2]
    }
    for extraction in extractions where ids[extraction.messageOrdinal] == extraction.message {
      readings[extraction.messageOrdinal, default: [:]][extraction.reader] = .some(extraction)
    }
  }

  /// What the reader said of the message before counts no more.
  func replaces(_ message: Int64, by reader: GraphExtraction.Reader) -> Bool { readings[message]?[reader] != nil }

  /// What stands in its place; nil: nothing.
  func extraction(of message: Int64, by reader: GraphExtraction.Reader) -> GraphExtraction? {
    readings[message]?[reader] ?? nil
  }

  /// All that is said now, in no order.
  var extractions: [GraphExtraction] { readings.values.flatMap { $0.values.compactMap(\.self) } }
}

extension GraphExtraction.Reader {
  /// In the store.
  var code: Int64 {
    switch self {
    case .rules: 0
    case .model: 1
    }
  }

  init(code: Int64) throws { self = try Columns.code(code, Self.allCases, \.code) }
}

extension EntityKind {
  init(code: Int64) throws { self = try Columns.code(code, Self.allCases) { Int64($0.rank) } }
}

extension Columns {
  fileprivate static func code<Value>(_ code: Int64, _ values: [Value], _ codeOf: (Value) -> Int64) throws -> Value {
    guard let value = values.first(where: { codeOf($0) == code }) else {
      throw MnemeError(
        .storage, "The database holds a value this program does not know; run 'mneme doctor' to check it.")
    }
    return value
  }
}
