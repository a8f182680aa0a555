/// Estimates how many tokens a language model makes of a text, without its tokenizer.
///
/// Calibrated on the byte-pair vocabularies of current chat models: an English word is one token up to about six
/// letters and one more for every four after that, digits come in threes, a Hangul syllable, kana or Chinese character
/// is about one token each, other scripts about one per two letters, a punctuation mark one, white space is part of
/// the word after it. Errs on the high side, so that a budget holds. One pass over the scalars, no allocation.
package enum TokenEstimator {
  /// Estimated tokens of `text`; 0 for the empty text alone.
  package static func estimate(_ text: String) -> Int {
    var counter = TokenCounter()
    var copy = text
    copy.withUTF8 { counter.consume($0) }
    return counter.finish()
  }
}

private struct TokenCounter {
  private enum Run { case none, word, digits, letters, newline, space }

  /// Quarters of a token.
  private var quarters = 0
  private var run = Run.none
  private var length = 0
  private var isEmpty = true

  mutating func consume(_ bytes: UnsafeBufferPointer<UInt8>) {
    isEmpty = bytes.isEmpty
    var i = 0
    while i < bytes.count {
      let byte = bytes[i]
      if byte < 0x80 {
        ascii(byte)
        i += 1
      } else {
        // The bytes of a String are valid UTF-8, so the lead byte tells the length.
        let width = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
        var value = UInt32(byte) & (width == 4 ? 0x07 : width == 3 ? 0x0F : 0x1F)
        for k in 1..<width { value = value << 6 | UInt32(bytes[i + k] & 0x3F) }
        wide(value)
        i += width
      }
    }
  }

  mutating func finish() -> Int {
    end()
    return isEmpty ? 0 : max(1, (quarters + 3) / 4)
  }

  private mutating func ascii(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): grow(.word)
    case UInt8(ascii: "0")...UInt8(ascii: "9"): grow(.digits)
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"): grow(.newline)
    case UInt8(ascii: " "), UInt8(ascii: "\t"): grow(.space)
    default:
      end()
      quarters += 4
    }
  }

  private mutating func wide(_ value: UInt32) {
    switch value {
    case 0x00C0...0x024F, 0x1E00...0x1EFF: grow(.word)
    case 0x0300...0x036F: break
    case 0x0370...0x10FF, 0x1200...0x1DFF: grow(.letters)
    case 0x1100...0x11FF, 0x3040...0x30FF, 0x3130...0x318F, 0x3400...0x9FFF, 0xAC00...0xD7A3,
      0xF900...0xFAFF:
      end()
      quarters += 4
    case 0x10000...:
      // Emoji and rare characters fall to bytes.
      end()
      quarters += 8
    default:
      end()
      quarters += 4
    }
  }

  private mutating func grow(_ kind: Run) {
    if run != kind { end() }
    run = kind
    length += 1
  }

  private mutating func end() {
    switch run {
    case .none: break
    case .word: quarters += length <= 6 ? 4 : 4 + (length - 3) / 4 * 4
    case .digits: quarters += (length + 2) / 3 * 4
    case .letters: quarters += (length + 1) / 2 * 4
    case .newline: quarters += 4
    case .space: quarters += length > 1 ? 4 : 0
    }
    run = .none
    length = 0
  }
}
