import Foundation
import GRDB
import MnemeCore

extension Database {
  /// Executes a statement that is compiled once per connection.
  func run(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws {
    try cachedStatement(sql: sql).execute(arguments: arguments)
  }

  func rows(_ sql: String, _ arguments: StatementArguments) throws -> RowCursor {
    try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
  }

  /// The first row, copied: a row of a cursor is void as soon as the cursor is gone.
  func firstRow(_ sql: String, _ arguments: StatementArguments) throws -> Row? {
    try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments)
  }

  func integer(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> Int64? {
    try Int64.fetchOne(cachedStatement(sql: sql), arguments: arguments)
  }
}

/// Text as SQLite keeps it. GRDB hands strings over as C strings, which end at the first NUL; a text that holds one is
/// kept as a blob of its UTF-8 bytes instead.
enum StoredText {
  static func encode(_ text: String) -> any DatabaseValueConvertible {
    text.utf8.contains(0) ? Data(text.utf8) : text
  }

  static func decode(_ row: Row, _ index: Int) -> String {
    let value: DatabaseValue = row[index]
    switch value.storage {
    case .string(let text): return text
    case .blob(let bytes): return String(decoding: bytes, as: UTF8.self)
    default: return ""
    }
  }
}

/// Lists as JSON arrays, so that a list of any length is one parameter of one cached statement (`json_each`).
enum JSONList {
  static func encode(_ numbers: some Sequence<Int64>) -> String {
    "[" + numbers.map(String.init).joined(separator: ",") + "]"
  }

  static func encode(_ texts: [String]) throws -> String {
    String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
  }

  static func decode(_ json: String) throws -> [String] {
    if json == "[]" { return [] }
    return try plain(json) ?? JSONDecoder().decode([String].self, from: Data(json.utf8))
  }

  /// The texts of a list without escapes and spaces, which most are; nil for any other.
  private static func plain(_ json: String) -> [String]? {
    var json = json
    return json.withUTF8 { bytes in
      guard bytes.count >= 4, bytes[0] == UInt8(ascii: "["), bytes[bytes.count - 1] == UInt8(ascii: "]") else {
        return nil
      }
      var texts: [String] = []
      var place = 1
      while true {
        guard bytes[place] == UInt8(ascii: "\"") else { return nil }
        let start = place + 1
        guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "\"")), end < bytes.count - 1 else { return nil }
        let text = bytes[start..<end]
        if text.contains(UInt8(ascii: "\\")) { return nil }
        texts.append(String(decoding: text, as: UTF8.self))
        place = end + 2
        if bytes[end + 1] == UInt8(ascii: "]") { return place == bytes.count ? texts : nil }
        guard bytes[end + 1] == UInt8(ascii: ","), place < bytes.count else { return nil }
      }
    }
  }
}

/// Values as JSON in one canonical form: sorted keys, no white space.
enum JSONText {
  static func encode(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func decode<Value: Decodable>(_ text: String, as type: Value.Type) throws -> Value {
    try JSONDecoder().decode(type, from: Data(text.utf8))
  }
}

extension String {
  /// Names are keys of unique indexes: one that cannot be told from another must not become a row.
  func checkedName(_ what: String) throws(MnemeError) -> String {
    guard !isEmpty, !utf8.contains(0) else {
      throw MnemeError(.invalidInput, "\(what) must not be empty and must not contain a NUL character.")
    }
    return self
  }
}
