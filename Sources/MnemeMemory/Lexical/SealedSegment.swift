import MnemeCore

/// A segment and which of its documents are gone by now.
struct SealedSegment: Sendable {
  let segment: LexicalSegment
  private(set) var removed = RemovedDocuments()

  init(_ segment: LexicalSegment) { self.segment = segment }

  var liveCount: Int { segment.documents - removed.count }
  var liveLength: Int { max(0, segment.footer.totalLength - removed.length) }

  /// How many living documents have a term.
  func frequency(of entry: DictionaryEntry) -> Int { max(0, entry.documents - removed.frequency(of: entry.term)) }

  @inline(__always)
  func isLive(_ document: Int) -> Bool { !removed.contains(document) }

  /// - Returns: the length of the removed document; nil when it was removed already.
  mutating func remove(_ document: Int, terms: [LexicalSegment.ForwardTerm]) -> Int? {
    removed.insert(document, terms: terms, of: segment)
  }
}

/// The removed documents of a segment, with what they took along, so that statistics are those of the living.
///
/// Removing one while a search holds a copy copies some pages, not the whole.
struct RemovedDocuments: Sendable {
  private var words = PagedArray<UInt64>(repeating: 0)
  private var frequencies = PagedArray<UInt32>(repeating: 0)
  private(set) var count = 0
  /// Sum of their lengths.
  private(set) var length = 0

  @inline(__always)
  func contains(_ document: Int) -> Bool { count > 0 && words[document >> 6] & (1 << UInt64(document & 63)) != 0 }

  /// How many of them have a term.
  @inline(__always)
  func frequency(of term: Int) -> Int { count > 0 ? Int(frequencies[term]) : 0 }

  var byteCount: Int { words.byteCount + frequencies.byteCount }

  fileprivate mutating func insert(
    _ document: Int, terms: [LexicalSegment.ForwardTerm], of segment: LexicalSegment
  ) -> Int? {
    if count == 0 {
      words = PagedArray(repeating: 0, count: (segment.documents + 63) / 64)
      frequencies = PagedArray(repeating: 0, count: segment.footer.terms)
    }
    if contains(document) { return nil }
    words[document >> 6] |= 1 << UInt64(document & 63)
    count += 1
    var documentLength = 0
    for term in terms {
      frequencies[Int(term.term)] += 1
      documentLength += Int(term.frequency)
    }
    length += documentLength
    return documentLength
  }

  /// In ascending order.
  func documents(of total: Int) -> [Int] { count == 0 ? [] : (0..<total).filter(contains) }
}
