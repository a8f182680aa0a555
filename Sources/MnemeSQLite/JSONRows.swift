/// Rows as one parameter of one cached statement, whatever their number: a JSON array of arrays, whose cells are read by
/// position (`value ->> 0`). Texts must not hold NUL, which ends a bound text.
struct JSONRows {
  enum Cell {
    case integer(Int64?)
    /// Must be finite.
    case real(Double)
    case text(String)
  }

  private var bytes: [UInt8] = [UInt8(ascii: "[")]
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  /// The value of the parameter.
  var text: String { String(decoding: bytes + [UInt8(ascii: "]")], as: UTF8.self) }

  /// A table of the rows in parameter `?1`, with these columns.
  static func table(_ columns: String...) -> String {
    let cells = columns.enumerated().map { "value ->> \($0) AS \($1)" }.joined(separator: ", ")
    return "(SELECT \(cells) FROM json_each(?1))"
  }

  mutating func add(_ cells: Cell...) {
    bytes.append(contentsOf: count == 0 ? "[".utf8 : ",[".utf8)
    count += 1
    for (index, cell) in cells.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      switch cell {
      case .integer(let value): bytes.append(contentsOf: (value.map(String.init) ?? "null").utf8)
      case .real(let value): bytes.append(contentsOf: value.description.utf8)
      case .text(let value): quote(value)
      }
    }
    bytes.append(UInt8(ascii: "]"))
  }

  private mutating func quote(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<0x20:
        bytes.append(contentsOf: (byte < 0x10 ? "\\u000" : "\\u001").utf8)
        bytes.append(contentsOf: String(byte & 0xF, radix: 16).utf8)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
