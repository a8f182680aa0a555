import MnemeCore

/// Turns requests into batches for the encoder, on one thread of its own.
final class EmbeddingWorker {
  /// Tokens of one batch of documents: enough for the matrix products to be efficient, few enough that a layer of it
  /// takes about 20 ms, which is how long a query may wait.
  static let documentTokens = 512
  /// Texts that are tokenised before they are encoded; bounds the memory of a large request.
  static let sliceTexts = 64

  private struct Window {
    let request: Int
    /// Row of the slice's output.
    let row: Int
    let ids: [Int32]
  }

  /// What has been made for a request so far.
  private struct Progress {
    var values: [Float] = []
    var offsets = [0]
  }

  private let encoder: SentenceEncoder
  private var tokenizer: WordPieceTokenizer
  private let documentScratch: EncoderScratch
  private let queryScratch: EncoderScratch
  /// Requests that must not wait for the batch in work; asked between its layers.
  private let urgent: () -> [EmbeddingRequest]
  /// Whether everything still undone is to be given up.
  private let isStopping: () -> Bool

  init(
    _ loaded: LoadedEncoder, urgent: @escaping () -> [EmbeddingRequest], isStopping: @escaping () -> Bool
  ) {
    encoder = loaded.encoder
    tokenizer = WordPieceTokenizer(vocabulary: loaded.vocabulary)
    documentScratch = encoder.makeScratch(capacity: Self.documentTokens)
    queryScratch = encoder.makeScratch(capacity: SentenceEncoder.window)
    self.urgent = urgent
    self.isStopping = isStopping
  }

  /// Runs requests of one purpose and ends each of them.
  func run(_ requests: [EmbeddingRequest]) {
    guard let purpose = requests.first?.purpose else { return }
    var progress = requests.map { _ in Progress() }
    var slice: [(request: Int, text: String)] = []
    for (index, request) in requests.enumerated() {
      for text in request.texts {
        slice.append((index, text))
        if slice.count == Self.sliceTexts {
          encode(slice, purpose, requests, &progress)
          slice.removeAll(keepingCapacity: true)
        }
      }
    }
    encode(slice, purpose, requests, &progress)
    for (request, made) in zip(requests, progress) {
      if made.offsets.count == request.texts.count + 1 {
        request.end(
          .success(
            EmbeddingBatch(dimension: SentenceEncoder.dimension, values: made.values, offsets: made.offsets)))
      } else {
        request.end(.failure(LocalEmbedder.stopped))
      }
    }
  }

  /// Encodes some texts and appends their vectors to the requests' progress, in order.
  private func encode(
    _ slice: [(request: Int, text: String)], _ purpose: EmbeddingPurpose, _ requests: [EmbeddingRequest],
    _ progress: inout [Progress]
  ) {
    guard !slice.isEmpty, !isStopping() else { return }
    var windows: [Window] = []
    var textRows = [0]
    for item in slice {
      if !requests[item.request].hasEnded {
        let texts =
          purpose == .query
          ? [TextWindows.head(of: item.text, tokenizer: &tokenizer)]
          : TextWindows.all(of: item.text, tokenizer: &tokenizer)
        for ids in texts { windows.append(Window(request: item.request, row: windows.count, ids: ids)) }
      }
      textRows.append(windows.count)
    }
    let dimension = SentenceEncoder.dimension
    var output = [Float](repeating: 0, count: windows.count * dimension)
    // Alike lengths side by side: their products have the same shape and long ones do not hold up short ones.
    windows.sort { ($0.ids.count, $0.row) < ($1.ids.count, $1.row) }
    guard encode(windows, purpose, requests, &output) else { return }
    for (position, item) in slice.enumerated() {
      let rows = textRows[position]..<textRows[position + 1]
      progress[item.request].values += output[(rows.lowerBound * dimension)..<(rows.upperBound * dimension)]
      progress[item.request].offsets.append(progress[item.request].values.count / dimension)
    }
  }

  /// False when given up half-way.
  private func encode(
    _ windows: [Window], _ purpose: EmbeddingPurpose, _ requests: [EmbeddingRequest], _ output: inout [Float]
  ) -> Bool {
    let dimension = SentenceEncoder.dimension
    let scratch = purpose == .query ? queryScratch : documentScratch
    let betweenLayers = purpose == .query ? {} : { [self] in runUrgent() }
    var ids: [Int32] = []
    var batch: [Window] = []
    var next = 0
    while next < windows.count {
      if isStopping() { return false }
      ids.removeAll(keepingCapacity: true)
      batch.removeAll(keepingCapacity: true)
      while next < windows.count, ids.count + windows[next].ids.count <= scratch.capacity {
        if !requests[windows[next].request].hasEnded {
          ids += windows[next].ids
          batch.append(windows[next])
        }
        next += 1
      }
      if batch.isEmpty { continue }
      let vectors = [Float](unsafeUninitializedCapacity: batch.count * dimension) { buffer, count in
        guard let base = buffer.baseAddress else { return }
        encoder.encode(
          ids: ids, lengths: batch.map(\.ids.count), scratch: scratch, into: base, betweenLayers: betweenLayers)
        count = batch.count * dimension
      }
      for (position, window) in batch.enumerated() {
        output.replaceSubrange(
          (window.row * dimension)..<((window.row + 1) * dimension),
          with: vectors[(position * dimension)..<((position + 1) * dimension)])
      }
      if purpose == .document { runUrgent() }
    }
    return true
  }

  private func runUrgent() {
    while true {
      let queries = urgent()
      if queries.isEmpty { return }
      run(queries)
    }
  }
}
