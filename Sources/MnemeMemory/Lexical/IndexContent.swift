import MnemeCore

/// All of an index at one moment. Changes are short, so that a lock around them is held for microseconds: nothing here
/// reads a segment's bytes, but for adopting what was removed while a segment was being rewritten.
struct IndexContent: Sendable {
  /// The documents of one source.
  struct Part: Sendable {
    let source: ItemSource
    /// Oldest first.
    var sealed: [SealedSegment] = []
    /// Oldest first; the last one takes what comes, the others wait to be sealed.
    var fresh: [FreshDocuments]
  }

  /// In the order of `ItemSource.allCases`.
  private(set) var parts: [Part]
  private(set) var documents = 0
  private(set) var totalLength = 0
  /// Grows when segments come or go: then what was looked up in them outside the lock is void.
  private(set) var generation: UInt64 = 0
  private var lastIdentifier: UInt64 = 0
  var condition = InvertedIndex.State.ready
  var watermark = LexicalWatermark.zero

  /// Empty; the numbers go on counting where those of an older content ended.
  init(after older: IndexContent? = nil) {
    parts = []
    generation = (older?.generation ?? 0) + 1
    lastIdentifier = older?.lastIdentifier ?? 0
    for source in ItemSource.allCases { parts.append(Part(source: source, fresh: [newDocuments()])) }
  }

  private mutating func newDocuments() -> FreshDocuments {
    lastIdentifier += 1
    return FreshDocuments(identifier: lastIdentifier)
  }

  static func part(of source: ItemSource) -> Int { source == .message ? 0 : 1 }

  // MARK: Documents

  /// Where a sealed document is, and its terms.
  struct Place: Sendable {
    let segment: LexicalSegment
    let document: Int
    let terms: [LexicalSegment.ForwardTerm]
  }

  /// Segments that may hold a document: to be searched outside the lock.
  func candidates(for key: ItemKey) -> [LexicalSegment] {
    let sealed = parts[Self.part(of: key.source)].sealed
    guard sealed.contains(where: { $0.segment.mayHold(key.ordinal) }) else { return [] }
    return sealed.map(\.segment).filter { $0.mayHold(key.ordinal) }
  }

  /// - Parameter places: all places of the document in sealed segments.
  mutating func remove(_ key: ItemKey, places: [Place]) {
    let part = Self.part(of: key.source)
    for index in parts[part].fresh.indices {
      if let length = parts[part].fresh[index].remove(key.ordinal) { forget(length) }
    }
    for place in places {
      guard let index = parts[part].sealed.firstIndex(where: { $0.segment === place.segment }) else { continue }
      if let length = parts[part].sealed[index].remove(place.document, terms: place.terms) { forget(length) }
    }
  }

  private mutating func forget(_ length: Int) {
    documents -= 1
    totalLength -= length
  }

  /// - Parameter places: as for `remove`: an older version goes.
  /// - Returns: whether documents wait to be sealed.
  mutating func put(_ document: LexicalDocument, places: [Place], capacity: Int) -> Bool {
    remove(document.key, places: places)
    let part = Self.part(of: document.key.source)
    let last = parts[part].fresh.count - 1
    let before = parts[part].fresh[last].liveLength
    parts[part].fresh[last].add(document.key.ordinal, terms: document.terms)
    documents += 1
    totalLength += parts[part].fresh[last].liveLength - before
    if parts[part].fresh[last].count >= capacity { freeze(part) }
    return parts[part].fresh.count > 1
  }

  private mutating func freeze(_ part: Int) {
    let documents = newDocuments()
    parts[part].fresh.append(documents)
  }

  /// Lets what is there wait to be sealed.
  mutating func freezeAll() {
    for part in parts.indices where parts[part].fresh.last.map({ $0.count > 0 }) ?? true { freeze(part) }
  }

  // MARK: Segments

  mutating func adopt(_ sealed: [SealedSegment], part: Int) {
    generation += 1
    parts[part].sealed += sealed
    for segment in sealed {
      documents += segment.liveCount
      totalLength += segment.liveLength
    }
  }

  /// Puts a segment in the place of the documents it was made from.
  /// - Parameter original: the documents as they were when they were read.
  mutating func replace(_ original: FreshDocuments, by segment: LexicalSegment?, part: Int) {
    guard let index = parts[part].fresh.firstIndex(where: { $0.identifier == original.identifier }) else { return }
    let current = parts[part].fresh.remove(at: index)
    generation += 1
    // What went in the meantime is gone from the counts already.
    let gone = (0..<original.count).filter { original.isLive($0) && !current.isLive($0) }.map { original.ordinals[$0] }
    guard let segment else {
      documents -= current.liveCount
      totalLength -= current.liveLength
      return
    }
    parts[part].sealed.append(SealedSegment(segment))
    carry(gone, to: parts[part].sealed.count - 1, part: part)
  }

  /// Puts a segment in the place of those it was merged from.
  /// - Parameter originals: neighbours, as they were when they were read.
  mutating func replace(_ originals: [SealedSegment], by segment: LexicalSegment?, part: Int) {
    let start = parts[part].sealed.firstIndex { $0.segment === originals.first?.segment }
    guard let start, start + originals.count <= parts[part].sealed.count else { return }
    var gone: [Int64] = []
    for (original, current) in zip(originals, parts[part].sealed[start...])
    where current.removed.count > original.removed.count {
      let documents = current.removed.documents(of: current.segment.documents)
      gone += documents.filter(original.isLive).map(current.segment.ordinal)
    }
    generation += 1
    parts[part].sealed.replaceSubrange(start..<start + originals.count, with: segment.map { [SealedSegment($0)] } ?? [])
    if segment != nil { carry(gone, to: start, part: part) }
  }

  /// Marks documents as removed that are gone from the counts already.
  private mutating func carry(_ ordinals: [Int64], to index: Int, part: Int) {
    let segment = parts[part].sealed[index].segment
    do throws(LexicalDamage) {
      for ordinal in ordinals {
        guard let document = segment.document(of: ordinal) else { throw LexicalDamage() }
        _ = parts[part].sealed[index].remove(document, terms: try segment.terms(of: document))
      }
    } catch {
      // A segment written a moment ago cannot be read: it must not answer.
      drop([segment])
    }
  }

  /// Takes damaged segments out.
  mutating func drop(_ damaged: [LexicalSegment]) {
    guard !damaged.isEmpty else { return }
    condition = .needsRebuild(.damaged)
    watermark = .zero
    generation += 1
    for part in parts.indices {
      for segment in parts[part].sealed where damaged.contains(where: { $0 === segment.segment }) {
        documents -= segment.liveCount
        totalLength -= segment.liveLength
      }
      parts[part].sealed.removeAll { sealed in damaged.contains { $0 === sealed.segment } }
    }
  }

  // MARK: Searching

  /// What one query needs.
  struct View: Sendable {
    /// By part, oldest first.
    let sealed: [[SealedSegment]]
    let fresh: [[FreshDocuments.View]]
    let documents: Int
    let totalLength: Int
  }

  func view(of query: LexicalQuery) -> View {
    View(
      sealed: parts.map(\.sealed), fresh: parts.map { $0.fresh.compactMap { $0.view(of: query) } },
      documents: documents, totalLength: totalLength)
  }
}
