import ArgumentParser
import Foundation
import Logging
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport
import MnemeVectors

/// One part of `scale` in a process of its own, so that no part sees another's memory. Prints its figures as JSON.
struct ScaleWorker: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scale-part", abstract: "One part of scale (run by it).", shouldDisplay: false)

  enum Part: String, ExpressibleByArgument { case build, recall, context, spaces, bulk, embedded }

  @Argument var part: Part
  @Option var count: Int
  @Option var budget: Int = 65_536
  @Option var rounds: Int = 10

  /// Runs a part and waits for its figures.
  static func run(_ part: Part, count: Int, budget: Int = 65_536, rounds: Int) throws -> [String: Double] {
    var launch = ProcessLaunch(
      path: Bundle.main.executablePath ?? CommandLine.arguments[0],
      arguments: [
        "scale-part", part.rawValue, "--count", "\(count)", "--budget", "\(budget)", "--rounds", "\(rounds)",
      ], environment: ProcessInfo.processInfo.environment)
    launch.output = .pipe
    launch.errors = .inherited
    let process = try launch.start()
    let data = process.output?.readDataToEndOfFile() ?? Data()
    guard process.waitUntilEnd() == .exited(0) else {
      throw PeerProcess.Failure(description: "the part \(part.rawValue) of \(count) ended early: see its message above")
    }
    return try JSONDecoder().decode([String: Double].self, from: data)
  }

  func run() async throws {
    let figures =
      switch part {
      case .build: try await build()
      case .recall: try await recall()
      case .context: try await context()
      case .spaces: try await recallFromSpaces()
      case .bulk: try await importInBulk()
      case .embedded: try await importEmbedded()
      }
    print(String(decoding: try JSONEncoder().encode(figures.filter { $0.value.isFinite }), as: UTF8.self))
  }

  // MARK: One space

  private func indexFolder(_ bench: BenchStore) -> URL {
    bench.folder.appendingPathComponent("index-\(Corpus.version)-\(count)", isDirectory: true)
  }

  private func index(
    over store: SQLiteStore, _ embedder: LookupEmbedder, in folder: URL
  ) -> SpaceIndexes {
    SpaceIndexes(
      messages: store, archive: store, vectors: store, model: embedder.info, files: LexicalFolder(folder),
      byteLimit: budget << 20)
  }

  private func engine(_ store: SQLiteStore, _ index: SpaceIndexes, _ embedder: LookupEmbedder) -> RecallEngine {
    RecallEngine(
      messages: store, memories: store, index: index, embedder: embedder, settings: MemorySettings(),
      clock: FixedClock(time: BenchStore.end(of: count)))
  }

  /// The index from the store alone, to its files.
  private func build() async throws -> [String: Double] {
    let bench = try BenchStore(largest: count)
    let folder = indexFolder(bench)
    if FileManager.default.fileExists(atPath: folder.path) { try FileManager.default.removeItem(at: folder) }
    let store = try SQLiteStore.open(directory: try await bench.directory(messages: count).path)
    let embedder = try LookupEmbedder(bench.vectors, about: count)
    let index = index(over: store, embedder, in: folder)
    let engine = engine(store, index, embedder)
    var figures = ["first": try await ask(engine, 0..<1)[0]]
    let clock = ContinuousClock()
    let start = clock.now
    let building = try await ask(engine, 1..<65)
    await index.settleGraphs()
    let seconds = (clock.now - start) / .seconds(1)
    await index.persist(atLeast: 1)
    try store.close()
    let file = graphFile(in: folder)
    if FileManager.default.fileExists(atPath: file.path) {
      figures["building"] = percentile(building, 50)
      figures["graph"] = seconds
      figures["rate"] = Double(count) / seconds
    }
    figures["disk"] = Double(try folder.sizeOfFiles()) / Double(count)
    return figures
  }

  /// Recalls over the files that `build` has left.
  private func recall() async throws -> [String: Double] {
    let bench = try BenchStore(largest: count)
    let folder = indexFolder(bench)
    let store = try SQLiteStore.open(directory: try await bench.directory(messages: count).path)
    let embedder = try LookupEmbedder(bench.vectors, about: count)
    let before = ProcessMemory.now
    let index = index(over: store, embedder, in: folder)
    let engine = engine(store, index, embedder)
    var figures = ["first": try await ask(engine, 0..<1)[0]]
    await index.settleGraphs()
    _ = try await ask(engine, 0..<LookupEmbedder.queryCount)
    var times: [Double] = []
    let cpu = processCPU()
    for _ in 0..<max(1, rounds / 2) { times += try await ask(engine, 0..<LookupEmbedder.queryCount) }
    figures["cpu"] = (processCPU() - cpu) / Double(times.count)
    figures["p50"] = percentile(times, 50)
    figures["p95"] = percentile(times, 95)
    figures["p99"] = percentile(times, 99)
    let after = ProcessMemory.now
    let items = Double(count + count / BenchStore.messagesPerMemory)
    figures["memory"] = (after.anonymous - before.anonymous) / items
    figures["mapped"] = (after.mapped - before.mapped) / items
    try store.close()
    if let missed = try missed(bench, graphFile(in: folder)) { figures["missed"] = missed }
    return figures
  }

  private func graphFile(in folder: URL) -> URL {
    folder.appendingPathComponent("space-\(BenchStore.space.rawValue)/vectors.graph")
  }

  /// Share of the exact top 10 that the saved graph with exact scores for its best 40 does not find; nil without a graph.
  private func missed(_ bench: BenchStore, _ file: URL) throws -> Double? {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    let graph = try GraphIndex.load(from: file).index
    let asked = 100
    let dimension = BenchStore.dimension
    return try bench.vectors.withRows(asked, of: bench.vectors.queries) { queries in
      try bench.vectors.withRows(count, of: bench.vectors.rows) { rows in
        var exact = [[FlatIndex.Match]](repeating: [], count: asked)
        let questions = (0..<asked).map { Array(queries[$0 * dimension..<($0 + 1) * dimension]) }
        for first in stride(from: 0, to: count, by: 4096) {
          let range = first..<min(count, first + 4096)
          let block = try FlatIndex(dimension: dimension)
          // The store numbers messages from 1, in the order of rows.
          try block.append(
            Array(rows[range.lowerBound * dimension..<range.upperBound * dimension]), keys: range.map { Int64($0) + 1 })
          for (number, question) in questions.enumerated() {
            exact[number] = Array(
              (exact[number] + (try block.topK(question, k: 10))).sorted { ($1.score, $0.key) < ($0.score, $1.key) }
                .prefix(10))
          }
        }
        var (missed, wanted) = (0, 0)
        // What came last may still be beside the graph, where it is scanned.
        let inGraph = Set(graph.livingKeys())
        for (question, all) in zip(questions, exact) {
          let truth = all.filter { inGraph.contains($0.key) }
          let found = try graph.search(question, k: 10) { candidates in
            candidates.map { candidate in
              let first = (Int(candidate.key) - 1) * dimension
              return zip(question, rows[first..<first + dimension]).reduce(0) { $0 + $1.0 * $1.1 }
            }
          }
          missed += truth.count - Set(truth.map(\.key)).intersection(found.map(\.key)).count
          wanted += truth.count
        }
        return Double(missed) / Double(max(1, wanted))
      }
    }
  }

  private func ask(_ engine: RecallEngine, _ numbers: Range<Int>, in space: SpaceID = BenchStore.space) async throws
    -> [Double]
  {
    let clock = ContinuousClock()
    var times: [Double] = []
    for number in numbers {
      let text = Corpus.query(number % LookupEmbedder.queryCount, about: count)
      let query = RecallQuery(space: space, text: text, limit: 10, observe: false)
      let start = clock.now
      let result = try await engine.recall(query)
      times.append((clock.now - start) / .milliseconds(1))
      guard result.hits.count == 10, !result.lexicalOnly else {
        throw PeerProcess.Failure(description: "recall returned \(result.hits.count) items, or used words alone")
      }
    }
    return times
  }

  // MARK: Many spaces

  private func recallFromSpaces() async throws -> [String: Double] {
    let each = 1000
    let bench = try BenchStore(largest: count * each)
    let store = try SQLiteStore.open(directory: try await bench.directory(spaces: count, messages: each).path)
    let folder = bench.folder.appendingPathComponent("index-\(Corpus.version)-\(count)x\(each)", isDirectory: true)
    let embedder = try LookupEmbedder(bench.vectors, about: count)
    let spaces = try (0..<count).map { try BenchStore.space($0) }
    // The files of each index, as a server that has run for a while has them.
    let first = index(over: store, embedder, in: folder)
    for space in spaces { _ = try await ask(engine(store, first, embedder), 0..<1, in: space) }
    await first.persist(atLeast: 1)
    let before = ProcessMemory.now
    let index = index(over: store, embedder, in: folder)
    let engine = engine(store, index, embedder)
    var one: [Double] = []
    for number in 0..<2 * LookupEmbedder.queryCount {
      one += try await ask(engine, number..<number + 1, in: spaces[0])
    }
    var loading: [Double] = []
    for space in spaces.dropFirst() { loading += try await ask(engine, 0..<1, in: space) }
    var random = SplitMix64(stream: 3, index: 0)
    var times: [Double] = []
    for number in 0..<max(2, rounds) * LookupEmbedder.queryCount {
      let space = spaces[Int(random.unit() * Double(count))]
      times += try await ask(engine, number..<number + 1, in: space)
    }
    let resident = await index.resident.count
    let after = ProcessMemory.now
    try store.close()
    return [
      "one p50": percentile(one, 50), "one p95": percentile(one, 95), "first p50": percentile(loading, 50),
      "p50": percentile(times, 50), "p95": percentile(times, 95), "resident": Double(resident),
      "memory": (after.anonymous - before.anonymous) / Double(1 << 20),
    ]
  }
}

/// What the system says of this process, in bytes; zero where it does not tell.
struct ProcessMemory {
  var anonymous = 0.0
  var mapped = 0.0

  static var now: ProcessMemory {
    var memory = ProcessMemory()
    // No such file on other systems.
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    for line in status.split(separator: "\n") {
      let fields = line.split(whereSeparator: \.isWhitespace)
      guard fields.count > 1, let kibibytes = Double(fields[1]) else { continue }
      if fields[0] == "RssAnon:" { memory.anonymous = kibibytes * 1024 }
      if fields[0] == "RssFile:" { memory.mapped = kibibytes * 1024 }
    }
    return memory
  }
}
