/// What each ``TokenEvent`` costs one tokenizer family.
struct TokenCosts: Sendable {
  private let hundredths: [UInt16]

  init(_ family: TokenizerFamily) {
    hundredths = Self.hundredths(of: family)
  }

  /// Whole tokens, rounded up. One pass over the bytes, no allocation.
  func tokens(in text: String) -> Int {
    var text = text
    return text.withUTF8 { tokens(inUTF8: $0) }
  }

  /// The same of a text's UTF-8. Reads each byte once.
  func tokens<Bytes: RandomAccessCollection<UInt8>>(inUTF8 bytes: Bytes) -> Int where Bytes.Index == Int {
    let sum = hundredths.withUnsafeBufferPointer { costs in
      var scanner = TokenScanner()
      var sum = 0
      scanner.scan(bytes) { sum &+= Int(costs[$0]) }
      return sum
    }
    return sum == 0 && !bytes.isEmpty ? 1 : (sum + 99) / 100
  }
}
