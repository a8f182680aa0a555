import ArgumentParser
import Foundation
import MnemeCore
import MnemeMemory
import MnemeSQLite

/// Recall without the embedding of the question, beside queries of sqlite-vec and of chromadb on the same vectors.
struct RecallBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recall",
    abstract: "Recall with ready-made question vectors, beside queries of sqlite-vec and chromadb.",
    discussion: """
      Ours searches vectors and full text, fuses, decays and returns ten messages or memories; its store also has one memory \
      for twenty messages. The peers search their vectors alone and return ten texts. All were loaded in bulk.
      """)

  /// What the target of 3 ms is about.
  private static let targetSize = 5000

  @OptionGroup var options: BenchOptions

  @Option(help: "Messages in the stores, separated by commas.")
  var sizes: String = "5000,50000"

  @Option(help: "Questions of one turn.")
  var turn: Int = 20

  func run() async throws {
    var table = BenchTable()
    try await measure(into: &table)
    try options.print(table)
  }

  func measure(into table: inout BenchTable) async throws {
    let counts = try BenchSizes(sizes, from: 100).counts
    let bench = try BenchStore(largest: counts.max() ?? 0)
    for count in counts { try await measure(count, bench, into: &table) }
  }

  private func measure(_ count: Int, _ bench: BenchStore, into table: inout BenchTable) async throws {
    progress("recall: \(count) messages")
    let directory = try await bench.directory(messages: count)
    let store = try SQLiteStore.open(directory: directory.path)
    let clock = FixedClock(time: BenchStore.end(of: count))
    let embedder = try LookupEmbedder(bench.vectors, about: count)
    let folder = try bench.copy(of: nil, named: "index")
    let index = SpaceIndexes(
      messages: store, archive: store, vectors: store, model: embedder.info, files: LexicalFolder(folder))
    let engine = RecallEngine(
      messages: store, memories: store, index: index, embedder: embedder, settings: MemorySettings(), clock: clock)
    let peers = try peers(at: count).map { name in
      try MemoryPeer(
        name: name, directory: try MemoryPeer.directory(name: name, count: count, store: bench), count: count,
        store: bench)
    }
    // The first recall loads the space's index.
    let loading = try await ask(engine, first: 0, 1, about: count)
    await index.settleGraphs()
    await index.persist(atLeast: 1)
    var times: [String: [Double]] = [:]
    var cpu: [String: Double] = [:]
    for round in 0..<options.rounds {
      for place in 0...peers.count {
        let who = (place + round) % (peers.count + 1)
        if who == peers.count {
          _ = try await ask(engine, first: round * turn, 1, about: count)
          let before = processCPU()
          times["mneme", default: []] += try await ask(engine, first: round * turn, turn, about: count)
          cpu["mneme", default: 0] += processCPU() - before
        } else {
          let measured = try peers[who].query(first: round * turn, count: turn, warm: 1)
          times[peers[who].name, default: []] += measured.milliseconds
          cpu[peers[who].name, default: 0] += measured.cpu
        }
      }
    }
    try store.close()
    for peer in peers { peer.stop() }
    var rows = BenchRow.percentiles([50, 95, 99], of: "recall, \(count) messages,", unit: "ms", times)
    if count == Self.targetSize { rows[0].limit = 3 }
    rows.append(
      BenchRow("recall, \(count) messages, CPU", unit: "ms", cpu.mapValues { $0 / Double(options.rounds * turn) }))
    rows.append(BenchRow("first recall, \(count) messages", unit: "ms", ["mneme": loading[0]]))
    rows.append(try disk(count, bench, ours: [directory, folder]))
    try bench.remove(copyNamed: "index")
    table.add(rows)
    table.add(peers)
  }

  /// mem0 at the small size only: it takes a hundred times as long to fill as the others.
  private func peers(at count: Int) -> [String] {
    options.peers + (options.withoutPeers || count > Self.targetSize ? [] : [MemoryPeer.mem0])
  }

  /// Every store whole; ours with full-text index, memories and ledger. The text and its vector are what any store must keep.
  private func disk(_ count: Int, _ bench: BenchStore, ours: [URL]) throws -> BenchRow {
    var bytes = ["mneme": try ours.reduce(0) { $0 + (try $1.sizeOfFiles()) }]
    for name in peers(at: count) {
      bytes[name] = try MemoryPeer.directory(name: name, count: count, store: bench).sizeOfFiles()
    }
    bytes["text and vector"] =
      (0..<count).reduce(0) { $0 + Corpus.text($1).utf8.count } + count * BenchStore.dimension * 4
    return BenchRow(
      "disk per message, \(count) messages", unit: "bytes", bytes.mapValues { Double($0) / Double(count) })
  }

  private func ask(_ engine: RecallEngine, first: Int, _ count: Int, about messages: Int) async throws -> [Double] {
    let clock = ContinuousClock()
    var times: [Double] = []
    for index in first..<(first + count) {
      let query = RecallQuery(
        space: BenchStore.space, text: Corpus.query(index % LookupEmbedder.queryCount, about: messages), limit: 10,
        observe: false)
      let start = clock.now
      let result = try await engine.recall(query)
      times.append((clock.now - start) / .milliseconds(1))
      guard result.hits.count == 10, !result.lexicalOnly else {
        throw PeerProcess.Failure(description: "recall returned \(result.hits.count) items, or used words alone")
      }
    }
    return times
  }
}

/// Time that stands still: the same recall every time.
struct FixedClock: WallClock {
  let time: Date

  func now() -> Date { time }
}

/// Knows the vector of every question of the benchmark, so that no embedding is in any figure.
struct LookupEmbedder: Embedder {
  static let queryCount = 256
  let info = EmbedderInfo(model: BenchStore.model, dimension: BenchStore.dimension, window: 100_000)
  let state = EmbedderState.ready
  private let vectors: [String: [Float]]

  /// - Parameter about: messages in the store that the questions are made from.
  init(_ data: VectorsData, about count: Int) throws {
    try self.init(data) { Corpus.query($0, about: count) }
  }

  /// - Parameter question: the words of each question.
  init(_ data: VectorsData, question: (Int) -> String) throws {
    vectors = try data.withRows(Self.queryCount, of: data.queries) { values in
      var vectors: [String: [Float]] = [:]
      for index in 0..<Self.queryCount {
        let range = (index * data.dimension)..<((index + 1) * data.dimension)
        vectors[question(index)] = Array(values[range])
      }
      return vectors
    }
  }

  func embed(_ texts: [String], as purpose: EmbeddingPurpose) async throws(MnemeError) -> EmbeddingBatch {
    var values: [Float] = []
    for text in texts {
      guard let vector = vectors[text] else { throw MnemeError(.unavailable, "No vector is known for this text.") }
      values += vector
    }
    return EmbeddingBatch(dimension: info.dimension, values: values, offsets: Array(0...texts.count))
  }
}
