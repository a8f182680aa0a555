import Foundation
import MnemeCore

/// How messages are written into the full-text index of the archive.
///
/// A term is stored as `<space key>|<term>`, so that every space has posting lists of its own: a search reads nothing of
/// another space. Terms stand in the order of the text, so that phrases can be found.
enum LexicalTerms {
  /// Grows when this encoding changes.
  static let version = 2
  /// Bytes of a term that count; the rest of a longer one is cut, in documents and queries alike.
  static let longestTerm = 96
  /// What the index was made with.
  static var fingerprint: String { "\(TextAnalyzer.version).\(version)" }

  /// A text as the index takes it.
  struct Document: Sendable {
    let terms: [String]

    init(_ text: String) { terms = TextAnalyzer.terms(text).map(LexicalTerms.clean) }

    /// Terms with their prefix, separated by spaces.
    func content(space: Int64) -> String {
      let prefix = LexicalTerms.prefix(space: space)
      var result = ""
      for term in terms {
        if !result.isEmpty { result += " " }
        result += prefix
        result += term
      }
      return result
    }
  }

  static func prefix(space: Int64) -> String { "\(space)|" }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Analyses texts; large batches side by side on the cores there are.
  static func documents(_ texts: [String]) async -> [Document] {
    let slice = 128
    if texts.count <= slice { return texts.map(Document.init) }
    return await withTaskGroup(of: (Int, [Document]).self) { group in
      for start in stride(from: 0, to: texts.count, by: slice) {
        let part = Array(texts[start..<min(start + slice, texts.count)])
        group.addTask { (start, part.map(Document.init)) }
      }
      var parts: [Int: [Document]] = [:]
      for await (start, documents) in group { parts[start] = documents }
      return parts.sorted { $0.key < $1.key }.flatMap(\.value)
    }
  }

  /// The form in which a term is indexed: what separates tokens or quotes the tokenizer's options becomes `_`.
  static func clean(_ term: String) -> String {
    // Nearly every term is clean already: the analysis lowers case and splits at punctuation.
    if term.utf8.count <= longestTerm, term.utf8.allSatisfy({ $0 >= 0x80 || isPlain($0) }) { return term }
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
