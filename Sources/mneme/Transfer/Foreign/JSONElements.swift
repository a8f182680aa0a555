import MnemeCore

/// Cuts the elements of a top-level JSON array out of bytes that arrive in pieces, holding at most one element: exports of many
/// years of conversations are longer than memory should be. What stands inside an element is checked by whoever reads it.
struct JSONElements {
  /// Bytes of one element.
  static let limit = 256 << 20

  private var depth = 0
  private var isInString = false
  private var isEscaped = false
  private var element: [UInt8] = []
  private var hasBegun = false
  private(set) var isFinished = false

  /// Calls `body` with each element that ends in `bytes`.
  /// - Throws: `invalidInput` where the text is no array, or an element is longer than `limit`.
  mutating func feed(_ bytes: some Sequence<UInt8>, _ body: ([UInt8]) -> Void) throws(MnemeError) {
    for byte in bytes {
      if isFinished { continue }
      if !hasBegun {
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF: continue
        case UInt8(ascii: "["): hasBegun = true
        default: throw MnemeError(.invalidInput, "The file is no list of conversations.")
        }
        continue
      }
      if isInString {
        element.append(byte)
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: "]"):
        if depth == 0 {
          flush(body)
          isFinished = true
          continue
        }
        depth -= 1
      case UInt8(ascii: ",") where depth == 0:
        flush(body)
        continue
      default: break
      }
      element.append(byte)
      guard element.count <= Self.limit else {
        throw MnemeError(.tooLarge, "A conversation of the file is longer than \(Self.limit >> 20) MiB.")
      }
    }
  }

  private mutating func flush(_ body: ([UInt8]) -> Void) {
    if element.contains(where: { $0 > 0x20 }) { body(element) }
    element.removeAll(keepingCapacity: true)
  }
}
