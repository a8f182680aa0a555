import MnemeCore

/// Who waits, who is next. A plain value: a lock holds it.
struct EmbeddingQueue {
  /// Texts that are taken as one piece of work.
  static let queryTexts = 16
  static let documentTexts = 32

  /// Texts that may wait.
  let limit: Int
  private(set) var waitingTexts = 0
  private var queries = Line()
  private var documents = Line()

  init(limit: Int) {
    self.limit = limit
  }

  var isEmpty: Bool { queries.isEmpty && documents.isEmpty }
  var hasQueries: Bool { !queries.isEmpty }

  /// - Throws: `tooLarge` for a request that could never fit, `overloaded` when the queue is full.
  mutating func add(_ request: EmbeddingRequest) throws(MnemeError) {
    guard request.texts.count <= limit else {
      throw MnemeError(.tooLarge, "At most \(limit) texts can be embedded at once: send them in smaller parts.")
    }
    guard waitingTexts + request.texts.count <= limit else {
      throw MnemeError(.overloaded, "\(waitingTexts) texts already wait to be embedded: try again later.")
    }
    waitingTexts += request.texts.count
    switch request.purpose {
    case .query: queries.append(request)
    case .document: documents.append(request)
    }
  }

  /// Query requests that may run together; empty when none wait.
  mutating func takeQueries() -> [EmbeddingRequest] {
    take(from: \.queries, texts: Self.queryTexts)
  }

  /// The next work: queries before documents, each in order of arrival.
  mutating func takeNext() -> [EmbeddingRequest] {
    let queries = takeQueries()
    return queries.isEmpty ? take(from: \.documents, texts: Self.documentTexts) : queries
  }

  /// Takes one request out; false when it is not (any more) in the queue. Linear in the requests that wait.
  mutating func remove(_ request: EmbeddingRequest) -> Bool {
    guard queries.remove(request) || documents.remove(request) else { return false }
    waitingTexts -= request.texts.count
    return true
  }

  mutating func takeAll() -> [EmbeddingRequest] {
    let all = queries.takeAll() + documents.takeAll()
    waitingTexts = 0
    return all
  }

  /// At least one request, then more while their texts fit.
  private mutating func take(from line: WritableKeyPath<Self, Line>, texts: Int) -> [EmbeddingRequest] {
    var taken: [EmbeddingRequest] = []
    var count = 0
    while let first = self[keyPath: line].first, taken.isEmpty || count + first.texts.count <= texts {
      self[keyPath: line].removeFirst()
      taken.append(first)
      count += first.texts.count
    }
    waitingTexts -= count
    return taken
  }

  /// First in, first out, O(1) amortised.
  private struct Line {
    private var items: [EmbeddingRequest] = []
    private var head = 0

    var isEmpty: Bool { head == items.count }
    var first: EmbeddingRequest? { isEmpty ? nil : items[head] }

    mutating func append(_ request: EmbeddingRequest) { items.append(request) }

    mutating func removeFirst() {
      head += 1
      if head == items.count || head >= 256 {
        items.removeFirst(head)
        head = 0
      }
    }

    mutating func remove(_ request: EmbeddingRequest) -> Bool {
      guard let position = items[head...].firstIndex(where: { $0 === request }) else { return false }
      items.remove(at: position)
      return true
    }

    mutating func takeAll() -> [EmbeddingRequest] {
      defer { self = Line() }
      return Array(items[head...])
    }
  }
}
