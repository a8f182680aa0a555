import ArgumentParser
import Foundation
import MnemeCore
import MnemeModels

/// The sentence encoder beside onnxruntime running the same model in single precision.
struct EmbeddingBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embedding",
    abstract: "Text to vectors, one thread, beside onnxruntime with the same model on the same texts.",
    discussion: """
      Tokenising and pooling are inside both figures. Both sides sort by length; the peer pads batches of 8 (larger
      ones made it slower). The programs take turns within each round; figures are medians of the rounds. Wall time
      suffers from what else the machine does, CPU time hardly.
      """)

  @OptionGroup var options: BenchOptions

  @Option(help: "Folder of the model; by default the one `make setup` fills.")
  var model: String?

  func run() async throws {
    var table = BenchTable()
    try await measure(into: &table)
    try options.print(table)
  }

  func measure(into table: inout BenchTable) async throws {
    let environment = ProcessInfo.processInfo.environment
    let folder = model ?? environment["MNEME_BENCH_MODEL_DIR"] ?? LocalEmbedder.defaultModelDirectory()
    var settings = EmbeddingSettings()
    settings.modelDirectory = folder
    let embedder = LocalEmbedder(settings: settings, workers: 1, cachedQueries: 0)
    let peer = options.withoutPeers ? nil : try EmbeddingPeer(model: folder)
    defer { peer?.stop() }
    let texts = EmbeddingTexts.mixed(128)
    let sentence = EmbeddingTexts.sentence
    try EmbeddingTexts.check(vocabularyIn: folder)
    try await checkAgreement(texts, embedder, peer)
    var throughput = Samples()
    var single = Samples()
    for round in 0..<max(5, options.rounds) {
      progress("embedding: round \(round + 1)")
      // Whoever is first in one round is second in the next.
      for turn in 0..<2 {
        if (turn + round) % 2 == 0 {
          throughput.add("mneme", try await time(1) { _ = try await embedder.embed(texts, as: .document) })
          single.add("mneme", try await time(20) { _ = try await embedder.embed([sentence], as: .query) })
        } else if let peer {
          throughput.add("onnxruntime", try peer.time(texts, batch: 8, repeats: 1))
          single.add("onnxruntime", try peer.time([sentence], batch: 1, repeats: 20))
        }
      }
    }
    await embedder.shutdown()
    let count = Double(texts.count)
    table.add([
      BenchRow(
        "embedding, 128 texts of 5…200 tokens, per text, wall", unit: "ms",
        throughput.medians(\.wall).mapValues { $0 / count },
        limit: throughput.medians(\.wall)["onnxruntime"].map { $0 / count / 0.95 }),
      BenchRow(
        "embedding, 128 texts of 5…200 tokens, per text, CPU", unit: "ms",
        throughput.medians(\.cpu).mapValues { $0 / count },
        limit: throughput.medians(\.cpu)["onnxruntime"].map { $0 / count / 0.95 }),
      BenchRow("embedding, one sentence of 32 tokens, CPU", unit: "ms", single.medians(\.cpu), limit: 15),
    ])
    if let peer { table.add(peer: "onnxruntime", version: peer.version) }
  }

  private func time(_ repeats: Int, _ body: () async throws -> Void) async throws -> [EmbeddingTime] {
    var times: [EmbeddingTime] = []
    for _ in 0..<repeats {
      let cpu = processCPU()
      let start = ContinuousClock.now
      try await body()
      let wall = (ContinuousClock.now - start) / .milliseconds(1)
      times.append(EmbeddingTime(wall: wall, cpu: processCPU() - cpu))
    }
    return times
  }

  /// Speed counts only for equal vectors; also warms both sides.
  private func checkAgreement(_ texts: [String], _ embedder: LocalEmbedder, _ peer: EmbeddingPeer?) async throws {
    let ours = try await embedder.embed(texts, as: .document)
    guard let theirs = try peer?.vectors(texts) else { return }
    for index in texts.indices {
      let similarity = zip(ours.chunks(of: index), theirs[index]).reduce(Float(0)) { $0 + $1.0 * $1.1 }
      guard similarity >= 0.9999 else {
        throw PeerProcess.Failure(description: "text \(index): our vector differs from onnxruntime's (\(similarity))")
      }
    }
  }

  /// Times of each program, the repetitions of a round reduced to their median.
  private struct Samples {
    private var rounds: [String: [EmbeddingTime]] = [:]

    mutating func add(_ program: String, _ times: [EmbeddingTime]) {
      rounds[program, default: []].append(
        EmbeddingTime(wall: percentile(times.map(\.wall), 50), cpu: percentile(times.map(\.cpu), 50)))
    }

    func medians(_ figure: (EmbeddingTime) -> Double) -> [String: Double] {
      rounds.mapValues { percentile($0.map(figure), 50) }
    }
  }
}

/// Milliseconds of one call.
struct EmbeddingTime {
  let wall: Double
  let cpu: Double
}
