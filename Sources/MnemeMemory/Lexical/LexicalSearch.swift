import MnemeCore

/// One query on one moment of an index.
///
/// Statistics are those of the whole space, living documents of both sources, whatever sources are asked for: so a
/// document has the same score in every answer of the moment.
struct LexicalSearch {
  private let query: LexicalQuery
  private let view: IndexContent.View
  private let window: Int
  /// By part, segment and term.
  private var entries: [[[DictionaryEntry?]]] = []
  private(set) var frequencies: [Int]
  private(set) var effort = SearchEffort()
  /// Segments that turned out to be unreadable; they count as absent, and the answer must be computed anew without them.
  private(set) var damaged: [LexicalSegment] = []

  /// Looks the terms up: O(terms · segments · log terms of a segment).
  /// - Parameter window: documents of a segment that are looked at together.
  init(_ query: LexicalQuery, in view: IndexContent.View, window: Int) {
    self.query = query
    self.view = view
    self.window = window
    frequencies = Array(repeating: 0, count: query.terms.count)
    for part in view.sealed {
      entries.append(part.map { sealed in lookUp(sealed) })
    }
    for fresh in view.fresh.joined() {
      for term in frequencies.indices { frequencies[term] += fresh.frequencies[term] }
    }
  }

  private mutating func lookUp(_ sealed: SealedSegment) -> [DictionaryEntry?] {
    var result = [DictionaryEntry?](repeating: nil, count: query.terms.count)
    do throws(LexicalDamage) {
      for (index, term) in query.terms.enumerated() {
        guard let entry = try term.withUnsafeBufferPointer(sealed.segment.entry) else { continue }
        result[index] = entry
        frequencies[index] += sealed.frequency(of: entry)
      }
    } catch {
      damaged.append(sealed.segment)
    }
    return result
  }

  private var weights: [Double] {
    frequencies.map { BM25.weight(frequency: $0, documents: view.documents) }
  }

  private func table(in scratch: SearchScratch) -> BM25Table {
    BM25Table(
      memory: scratch.table,
      averageLength: BM25.averageLength(totalLength: view.totalLength, documents: view.documents))
  }

  /// Calls `body` with cursors at the beginning of the lists that a segment has of the query's terms.
  private mutating func withCursors(
    part: Int, segment index: Int, weights: [Double], scratch: SearchScratch, table: BM25Table,
    _ body: (SealedSegment, UnsafeMutableBufferPointer<PostingCursor>) -> Void
  ) {
    let sealed = view.sealed[part][index]
    let found = entries[part][index]
    let cursors = UnsafeMutableBufferPointer<PostingCursor>.allocate(capacity: max(found.count, 1))
    defer { cursors.deallocate() }
    var count = 0
    do throws(LexicalDamage) {
      for (term, entry) in found.enumerated() {
        guard let entry else { continue }
        let memory = scratch.blocks + count * PostingList.blockSize
        cursors.initializeElement(
          at: count,
          to: try PostingCursor(entry, of: sealed.segment, weight: weights[term], table: table, memory: memory))
        count += 1
      }
      if count > 0 {
        // The cursors point into the segment's bytes and the scratch memory.
        withExtendedLifetime((sealed.segment, scratch)) {
          body(sealed, UnsafeMutableBufferPointer(rebasing: cursors[..<count]))
        }
      }
      if cursors[..<count].contains(where: \.isDamaged) { throw LexicalDamage() }
    } catch {
      damaged.append(sealed.segment)
    }
  }

  // MARK: The best

  /// - Parameter limit: at least 1.
  mutating func best(
    _ limit: Int, of sources: Set<ItemSource>, where accepts: ((ItemKey) -> Bool)?
  ) -> [LexicalMatch] {
    var best = TopMatches(limit: limit)
    let scratch = SearchScratch(terms: query.terms.count, window: window)
    let table = table(in: scratch)
    let weights = weights
    for (part, source) in ItemSource.allCases.enumerated() where sources.contains(source) {
      for fresh in view.fresh[part].reversed() {
        let scores = score(fresh, weights: weights, table: table)
        for slot in 0..<fresh.count where scores[slot] > 0 && fresh.isLive(slot) {
          let key = ItemKey(source, fresh.ordinals[slot])
          guard best.accepts(scores[slot], key) else { continue }
          if let accepts, !accepts(key) { continue }
          best.insert(scores[slot], key)
        }
      }
      for index in view.sealed[part].indices.reversed() {
        var work = SearchEffort()
        withCursors(part: part, segment: index, weights: weights, scratch: scratch, table: table) { sealed, cursors in
          var search = SegmentSearch(sealed, cursors: cursors, scratch: scratch, table: table)
          search.run(into: &best, where: accepts)
          work = search.effort
        }
        effort.add(work)
      }
    }
    return best.sorted()
  }

  /// Scores by slot; removed documents have one too.
  private func score(_ fresh: FreshDocuments.View, weights: [Double], table: BM25Table) -> [Double] {
    var scores = [Double](repeating: 0, count: fresh.count)
    for (postings, weight) in zip(fresh.postings, weights) {
      for posting in postings {
        let slot = Int(posting.slot)
        scores[slot] += table.contribution(weight: weight, frequency: posting.frequency, level: fresh.levels[slot])
      }
    }
    return scores
  }

  // MARK: Given documents

  /// The scores of these documents, in their order; 0 where no term is in the document, or there is no such document.
  mutating func scores(of keys: [ItemKey]) -> [Double] {
    var result = [Double](repeating: 0, count: keys.count)
    let scratch = SearchScratch(terms: query.terms.count, window: window)
    let table = table(in: scratch)
    let weights = weights
    for (part, source) in ItemSource.allCases.enumerated() {
      // Documents are numbered by descending ordinal, and cursors go forward.
      let asked = keys.indices.filter { keys[$0].source == source }.sorted { keys[$0].ordinal > keys[$1].ordinal }
      if asked.isEmpty { continue }
      for fresh in view.fresh[part] {
        let scores = score(fresh, weights: weights, table: table)
        var found: [Int64: Double] = [:]
        for slot in 0..<fresh.count where scores[slot] > 0 && fresh.isLive(slot) {
          found[fresh.ordinals[slot]] = scores[slot]
        }
        if found.isEmpty { continue }
        for index in asked { result[index] += found[keys[index].ordinal] ?? 0 }
      }
      for index in view.sealed[part].indices {
        withCursors(part: part, segment: index, weights: weights, scratch: scratch, table: table) { sealed, cursors in
          for place in asked {
            guard let document = sealed.segment.document(of: keys[place].ordinal), sealed.isLive(document) else {
              continue
            }
            for cursor in cursors.indices where cursors[cursor].seek(UInt32(document)) == UInt32(document) {
              result[place] += cursors[cursor].contribution(table: table)
            }
          }
        }
      }
    }
    return result
  }
}

extension SearchEffort {
  fileprivate mutating func add(_ other: SearchEffort) {
    windows += other.windows
    skippedWindows += other.skippedWindows
    blocks += other.blocks
    documents += other.documents
    completed += other.completed
  }
}
