package import MnemeCore

/// A text as ``InvertedIndex`` takes it.
package struct LexicalDocument: Sendable, Hashable {
  package let key: ItemKey
  /// As `TextAnalyzer.terms` makes them, repeats included; their number is the document's length.
  package let terms: [String]

  package init(key: ItemKey, terms: [String]) {
    self.key = key
    self.terms = terms
  }
}

/// How far into the store an index reaches: everything up to here is in it. What lies behind must be put again after a
/// start; putting a document twice is harmless.
package struct LexicalWatermark: Sendable, Hashable, Codable {
  /// Ordinal of the last message.
  package var messageOrdinal: Int64
  /// Sequence number of the last change to memories.
  package var ledgerSequence: Int64

  package static let zero = LexicalWatermark(messageOrdinal: 0, ledgerSequence: 0)

  package init(messageOrdinal: Int64, ledgerSequence: Int64) {
    self.messageOrdinal = messageOrdinal
    self.ledgerSequence = ledgerSequence
  }
}

/// What an index is made of at the moment.
package struct LexicalStatistics: Sendable, Hashable {
  /// Documents that can be found.
  package var documents = 0
  /// Terms in all dictionaries; one that stands in several segments counts for each.
  package var terms = 0
  /// Immutable segments, in files and in memory.
  package var segments = 0
  /// Documents that no segment holds yet.
  package var unsealedDocuments = 0
  /// Bytes of the mapped files; the kernel keeps in memory what is used.
  package var mappedBytes = 0
  /// Bytes on the heap.
  package var residentBytes = 0
}

/// The terms of a query as bytes: each once, in order, cut as documents' terms are.
struct LexicalQuery: Sendable {
  /// Bytes of a term that count; the rest of a longer one is cut, in documents and queries alike.
  static let longestTerm = 96

  let terms: [[UInt8]]

  init(_ terms: [String]) {
    var seen: Set<[UInt8]> = []
    self.terms = terms.compactMap { term in
      var term = term
      let bytes = term.withUTF8 { Array(Self.cut($0)) }
      return bytes.isEmpty || !seen.insert(bytes).inserted ? nil : bytes
    }
  }

  /// The first ``longestTerm`` bytes, less those of a scalar that would be torn.
  static func cut(_ utf8: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    guard utf8.count > longestTerm else { return utf8 }
    var end = longestTerm
    while end > 0, utf8[end] & 0xC0 == 0x80 { end -= 1 }
    return UnsafeBufferPointer(rebasing: utf8[..<end])
  }
}

/// Bytes that are not what was written: the segment they stand in must not be used.
struct LexicalDamage: Error {}
