import Foundation
import MnemeCore

/// How documents and terms are written into the full-text index.
///
/// A term is stored as `<space key><m|k>|<term>`, so that every space and source has posting lists of its own: a search
/// reads nothing of another space, and the statistics of BM25 are those of the space. The document's number carries its
/// length in a byte (as search engines keep their norms), so that scoring reads the posting lists and nothing else.
enum LexicalTerms {
  /// Grows when this encoding changes.
  static let version = 1
  /// Bytes of a term that count; the rest of a longer one is cut, in documents and queries alike.
  static let longestTerm = 96
  /// What the index was made with.
  static var fingerprint: String { "\(TextAnalyzer.version).\(version)" }

  /// A text as the index takes it.
  struct Document: Sendable {
    let terms: [String]

    init(_ text: String) { terms = TextAnalyzer.terms(text).map(LexicalTerms.clean) }

    /// Terms with their prefix, separated by spaces.
    func content(space: Int64, source: ItemSource) -> String {
      let prefix = LexicalTerms.prefix(space: space, source: source)
      var result = ""
      for term in terms {
        if !result.isEmpty { result += " " }
        result += prefix
        result += term
      }
      return result
    }

    func number(_ key: ItemKey) -> Int64 {
      key.ordinal << 8 | (key.source == .memory ? 0x80 : 0) | LexicalTerms.level(terms.count)
    }
  }

  static func prefix(space: Int64, source: ItemSource) -> String {
    "\(space)\(source == .message ? "m" : "k")|"
  }

  static func key(_ number: Int64) -> ItemKey {
    ItemKey(number & 0x80 == 0 ? .message : .memory, number >> 8)
  }

  /// Length in terms of the document with this number, within 5 %.
  static func length(_ number: Int64) -> Double { lengths[Int(number & 0x7F)] }

  private static let lengths: [Double] = (0..<128).map { exp2(Double($0) / 8) - 1 }

  private static func level(_ length: Int) -> Int64 {
    Int64(min(127, (8 * log2(Double(length) + 1)).rounded()))
  }

  /// The form in which a term is indexed: what separates tokens or quotes the tokenizer's options becomes `_`.
  static func clean(_ term: String) -> String {
    var bytes: [UInt8] = []
    for byte in term.utf8 {
      switch byte {
      case 0...0x20, 0x22, 0x27, 0x7F: bytes.append(UInt8(ascii: "_"))
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): bytes.append(byte | 0x20)
      default: bytes.append(byte)
      }
    }
    if bytes.count > longestTerm {
      var end = longestTerm
      while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
      bytes.removeSubrange(end...)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
