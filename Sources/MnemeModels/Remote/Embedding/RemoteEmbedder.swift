package import MnemeCore
import Synchronization

/// Embeds at a server: many texts in one request, recent ones from a cache.
package final class RemoteEmbedder: Embedder {
  package let info: EmbedderInfo
  /// The server is on this machine or in its private network.
  package let isLocal: Bool
  private let endpoint: RemoteEndpoint
  private let wire: any EmbeddingWire
  private let apiKey: String?
  private let fetcher: any HTTPFetching
  private let retry: RetryPolicy
  private let clock: any WallClock
  /// A server that does not answer is left alone for half a minute: turns go on with words alone meanwhile.
  private let breaker = Mutex(
    CircuitBreaker(
      limits: {
        var limits = CircuitBreaker.Limits()
        (limits.failures, limits.longestPause) = (3, .seconds(30))
        return limits
      }()))
  /// Keyed by purpose and whole text; model and dimension are those of this embedder.
  private let cache: Mutex<QueryVectorCache>

  /// Texts of one request. Gemini takes 100.
  private static let textsPerRequest = 96
  private static let bytesPerRequest = 400_000

  /// - Parameter cached: vectors that are kept.
  /// - Throws: `configuration`.
  package init(
    settings: EmbeddingSettings, fetcher: any HTTPFetching, retry: RetryPolicy = RetryPolicy(), cached: Int = 512,
    clock: any WallClock = SystemClock()
  ) throws(MnemeError) {
    endpoint = try RemoteEndpoint(settings.baseURL ?? "", speaks: settings.speaks)
    guard let model = settings.model, !model.isEmpty else {
      throw MnemeError(.configuration, "embedding.url needs embedding.model: the name of the embedding model there.")
    }
    let own = KnownEmbeddings.dimension(of: model)
    guard let dimension = settings.dimension ?? own else {
      throw MnemeError(
        .configuration, "How long the vectors of \(model) are is not known; set embedding.dimension.")
    }
    let wanted = own == nil || own == dimension ? nil : dimension
    switch endpoint.speaks {
    case .openai: wire = OpenAIEmbeddingWire(server: endpoint.server, model: model, dimensions: wanted)
    case .gemini: wire = GeminiEmbeddingWire(server: endpoint.server, model: model, dimensions: wanted)
    case .anthropic:
      throw MnemeError(.configuration, "Anthropic has no embeddings; choose another server for embedding.url.")
    }
    info = EmbedderInfo(
      model: "\(endpoint.speaks.rawValue)/\(model)/\(dimension)", dimension: dimension, window: EmbeddingPieces.tokens)
    isLocal = endpoint.isPrivate
    apiKey = settings.apiKey
    self.fetcher = fetcher
    self.retry = retry
    self.clock = clock
    cache = Mutex(QueryVectorCache(capacity: max(0, cached)))
  }

  package var state: EmbedderState { .ready }

  package func embed(_ texts: [String], as purpose: EmbeddingPurpose) async throws(MnemeError) -> EmbeddingBatch {
    let pieces = texts.map { EmbeddingPieces.of($0, as: purpose) }
    let all = pieces.flatMap { $0 }
    let mark = purpose == .query ? "q" : "d"
    var known: [[Float]?] = cache.withLock { cache in all.map { cache.vector(for: mark + $0) } }
    // Equal texts are asked for once.
    var missing: [String] = []
    var places: [String: [Int]] = [:]
    for (place, text) in all.enumerated() where known[place] == nil {
      if places[text] == nil { missing.append(text) }
      places[text, default: []].append(place)
    }
    for request in Self.requests(missing) {
      let vectors = try await ask(request, as: purpose)
      cache.withLock { cache in
        for (text, vector) in zip(request, vectors) { cache.insert(vector, for: mark + text) }
      }
      for (text, vector) in zip(request, vectors) { for place in places[text] ?? [] { known[place] = vector } }
    }
    var offsets = [0]
    for piece in pieces { offsets.append(offsets[offsets.count - 1] + piece.count) }
    return EmbeddingBatch(dimension: info.dimension, values: known.flatMap { $0 ?? [] }, offsets: offsets)
  }

  /// - Throws: `unavailable` while the server is left alone, or what it failed with.
  private func ask(_ texts: [String], as purpose: EmbeddingPurpose) async throws(MnemeError) -> [[Float]] {
    if case .refused = breaker.withLock({ $0.admit(at: .now) }) {
      throw MnemeError(.unavailable, "\(endpoint.server) failed several times and is not asked to embed for a while.")
    }
    do throws(MnemeError) {
      let vectors = try await send(texts, as: purpose)
      breaker.withLock { $0.succeed() }
      return vectors
    } catch {
      // Whoever asked went away: it says nothing of the server.
      let isCancelled = Task.isCancelled || error.underlying is CancellationError
      breaker.withLock { breaker in
        if !isCancelled, let failure = CircuitBreaker.Failure(error.code) {
          breaker.fail(failure, at: .now)
        } else {
          breaker.release()
        }
      }
      throw error
    }
  }

  private func send(_ texts: [String], as purpose: EmbeddingPurpose) async throws(MnemeError) -> [[Float]] {
    let outgoing = try wire.request(texts, as: purpose)
    // A query stands between a person and the first word; documents wait in a queue that tries them again.
    let patience: Duration = purpose == .query ? .seconds(5) : .seconds(60)
    let request = FetchRequest(
      method: "POST", url: endpoint.base + outgoing.path,
      headers: endpoint.headers(apiKey: apiKey) + [(name: "Content-Type", value: "application/json")],
      body: outgoing.body, headTimeout: patience, idleTimeout: patience)
    var failures = 0
    let began = retry.now()
    while true {
      let response = try await fetcher.fetch(request)
      let body: [UInt8]
      do {
        body = try await response.collect(upTo: 64 << 20)
      } catch {
        throw error as? MnemeError ?? MnemeError(.upstream, "\(endpoint.server) broke off.", underlying: error)
      }
      if response.status == 200 { return try checked(wire.vectors(body, count: texts.count)) }
      let failure = RemoteFailure(response, body: body, now: clock.now())
      failures += 1
      guard purpose == .document, failure.isPassing,
        let delay = retry.delay(after: failures, advice: failure.retryAfter, since: began)
      else { throw failure.error(server: endpoint.server, model: info.model) }
      do {
        try await retry.sleep(.seconds(delay))
      } catch {
        throw MnemeError(.unavailable, "The embedding was cancelled.", underlying: error)
      }
    }
  }

  /// Unit vectors: not all servers send them so, and shortened ones are none.
  private func checked(_ vectors: [[Float]]) throws(MnemeError) -> [[Float]] {
    var result: [[Float]] = []
    for vector in vectors {
      guard vector.count == info.dimension else {
        throw MnemeError(
          .configuration,
          "\(endpoint.server) sends vectors of \(vector.count) numbers, not \(info.dimension); set embedding.dimension."
        )
      }
      let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length.isFinite, length > 0 else {
        throw MnemeError(.upstream, "\(endpoint.server) sent a vector that is none.")
      }
      result.append(vector.map { $0 / length })
    }
    return result
  }

  private static func requests(_ texts: [String]) -> [[String]] {
    var requests: [[String]] = []
    var current: [String] = []
    var bytes = 0
    for text in texts {
      if current.count == textsPerRequest || !current.isEmpty && bytes + text.utf8.count > bytesPerRequest {
        requests.append(current)
        (current, bytes) = ([], 0)
      }
      current.append(text)
      bytes += text.utf8.count
    }
    if !current.isEmpty { requests.append(current) }
    return requests
  }
}

/// Cuts texts into what an embedding model reads at once. Its tokens are not known here, so a window that all the usual
/// models have is counted by the estimator.
enum EmbeddingPieces {
  static let tokens = 480
  /// Pieces of one text; what lies beyond them is not embedded.
  private static let limit = 32

  /// A word, in parts where it is longer than a piece may be: text without spaces, encoded data.
  private static func parts(of word: Substring) -> [Substring] {
    if word.utf8.count <= longestWord { return [word] }
    var parts: [Substring] = []
    var rest = word
    while !rest.isEmpty {
      // In Chinese and Japanese a character may be a token and more.
      let part = rest.prefix(longestWord / 4)
      parts.append(part)
      rest = rest[part.endIndex...]
    }
    return parts
  }

  /// Bytes.
  private static let longestWord = 480

  /// At least one piece; of a query its head.
  static func of(_ text: String, as purpose: EmbeddingPurpose) -> [String] {
    // A server refuses to embed nothing.
    let text = text.contains { !$0.isWhitespace } ? text : "-"
    if TokenEstimator.estimate(text) <= tokens { return [text] }
    let words = text.split(whereSeparator: \.isWhitespace).flatMap(Self.parts)
    var pieces: [String] = []
    var start = 0
    while start < words.count, pieces.count < limit {
      var end = start
      var count = 0
      while end < words.count {
        let cost = TokenEstimator.estimate(String(words[end])) + 1
        if count + cost > tokens, end > start { break }
        count += cost
        end += 1
      }
      pieces.append(words[start..<end].joined(separator: " "))
      if purpose == .query || end == words.count { break }
      start = max(start + 1, end - (end - start) / 4)
    }
    return pieces
  }
}
