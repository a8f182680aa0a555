package import MnemeCore
import Synchronization

extension InvertedIndex {
  /// The documents with the highest BM25 scores among those that contain any of the terms, best first; equal scores by
  /// descending ordinal, memories before messages. Scores are positive.
  ///
  /// Exact, as if every document were scored; documents that cannot get in are mostly passed over.
  /// - Parameters:
  ///   - terms: as `TextAnalyzer.queryTerms` makes them; one that is named twice counts once.
  ///   - limit: how many documents; 0 or less: none.
  ///   - accepts: says of a document whether it may be in the answer. Called only for documents good enough to get in.
  package func search(
    _ terms: [String], sources: Set<ItemSource>, limit: Int, where accepts: ((ItemKey) -> Bool)? = nil
  ) -> [LexicalMatch] {
    find(terms, sources: sources, limit: limit, where: accepts).matches
  }

  /// ``search(_:sources:limit:where:)`` with an account of the work.
  func find(
    _ terms: [String], sources: Set<ItemSource>, limit: Int, where accepts: ((ItemKey) -> Bool)? = nil
  ) -> (matches: [LexicalMatch], effort: SearchEffort) {
    let query = LexicalQuery(terms)
    if query.terms.isEmpty || sources.isEmpty || limit <= 0 { return ([], SearchEffort()) }
    return run(query) { search in
      let matches = search.best(limit, of: sources, where: accepts)
      return (matches, search.effort)
    }
  }

  /// The BM25 scores of given documents, in their order; 0 where a document has none of the terms or is not there. The same
  /// numbers as ``search(_:sources:limit:where:)`` gives.
  package func scores(of keys: [ItemKey], for terms: [String]) -> [Double] {
    let query = LexicalQuery(terms)
    if query.terms.isEmpty || keys.isEmpty { return Array(repeating: 0, count: keys.count) }
    return run(query) { $0.scores(of: keys) }
  }

  /// In how many documents each term is.
  package func documentFrequencies(_ terms: [String]) -> [Int] {
    let query = LexicalQuery(terms)
    if query.terms.isEmpty { return terms.map { _ in 0 } }
    let frequencies = run(query) { $0.frequencies }
    let byTerm = Dictionary(uniqueKeysWithValues: zip(query.terms, frequencies))
    return terms.map { byTerm[LexicalQuery([$0]).terms.first ?? []] ?? 0 }
  }

  /// Runs a query on the content as it is now; again, without them, when segments turn out to be damaged.
  private func run<Result>(_ query: LexicalQuery, _ body: (inout LexicalSearch) -> Result) -> Result {
    while true {
      let view = content.withLock { $0.view(of: query) }
      var search = LexicalSearch(query, in: view, window: tuning.searchWindow)
      let result = body(&search)
      if search.damaged.isEmpty { return result }
      content.withLock { $0.drop(search.damaged) }
    }
  }
}
