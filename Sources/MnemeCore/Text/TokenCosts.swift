/// What each ``TokenEvent`` costs one tokenizer family.
struct TokenCosts: Sendable {
  private let hundredths: [UInt16]

  init(_ family: TokenizerFamily) {
    hundredths = Self.hundredths(of: family)
  }

  /// Whole tokens, rounded up. One pass over the bytes, no allocation.
  func tokens(in text: String) -> Int {
    var text = text
    let sum = hundredths.withUnsafeBufferPointer { costs in
      text.withUTF8 { bytes in
        var scanner = TokenScanner()
        var sum = 0
        scanner.scan(bytes) { sum &+= Int(costs[$0]) }
        return sum
      }
    }
    return sum == 0 && !text.isEmpty ? 1 : (sum + 99) / 100
  }
}
