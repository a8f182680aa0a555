import MnemeCore

/// Token counts for servers that report none: four bytes to a token, one token to each Chinese, Japanese or Korean character,
/// four tokens of framing to each message.
enum TokenEstimate {
  static func tokens(in text: String) -> Int {
    var bytes = 0
    var characters = 0
    for scalar in text.unicodeScalars {
      if TextAnalyzer.isCJK(scalar) { characters += 1 } else { bytes += UTF8.width(scalar) }
    }
    return characters + (bytes + 3) / 4
  }

  static func tokens(in messages: [ModelMessage]) -> Int {
    messages.reduce(0) { $0 + tokens(in: $1.content) + 4 }
  }
}
