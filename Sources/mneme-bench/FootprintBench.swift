import ArgumentParser
import Foundation
import MnemeCore
import MnemeNet

/// What a server costs that does nothing yet: start and memory.
struct FootprintBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "footprint",
    abstract: "Start-up and resident memory of `mneme serve` on a store, with and without the local encoder.",
    discussion: "Start-up is the CPU time of the whole process until the first answer to GET /health/quick.")

  /// What the targets are about.
  private static let targetSize = 10_000

  @OptionGroup var options: BenchOptions

  @Option(help: "Messages in the store.")
  var size: Int = 10_000

  @Option(help: "The program to measure; by default the `mneme` beside this one.")
  var binary: String?

  func run() async throws {
    var table = BenchTable()
    try await measure(into: &table)
    try options.print(table)
  }

  func measure(into table: inout BenchTable) async throws {
    let program = binary.map { URL(fileURLWithPath: $0) } ?? Self.neighbour
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      table.add(gap: "start-up and memory: no program at \(program.path); build `mneme`, or name it with --binary")
      return
    }
    let bench = try BenchStore(largest: size)
    let original = try await bench.directory(messages: size)
    let empty = try bench.copy(of: nil, named: "no-model")
    let fetcher = HTTPFetcher()
    do {
      for withModel in [false, true] {
        progress("footprint: \(withModel ? "with" : "without") the encoder")
        let directory = try bench.copy(of: original, named: "server")
        try FileManager.default.removeItem(at: directory.appendingPathComponent("complete"))
        var environment = ["MNEME_MODEL_PROBE": "false", "MNEME_MODEL_LOCAL": "off"]
        if !withModel { environment["MNEME_EMBEDDING_MODEL_DIR"] = empty.path }
        try await measure(
          withModel: withModel, into: &table,
          start: {
            try ServerProcess(binary: program, directory: directory, environment: environment, fetcher: fetcher)
          })
        try bench.remove(copyNamed: "server")
      }
    } catch {
      await fetcher.shutdown()
      throw error
    }
    await fetcher.shutdown()
    try bench.remove(copyNamed: "no-model")
  }

  private func measure(withModel: Bool, into table: inout BenchTable, start: () throws -> ServerProcess) async throws {
    let state = "\(size) messages, \(withModel ? "with" : "without") encoder"
    var cpu: [Double] = []
    var wall: [Double] = []
    for round in 0..<max(2, options.rounds / 2) {
      let clock = ContinuousClock()
      let begin = clock.now
      let server = try start()
      defer { server.stop() }
      _ = try await server.get("/health/quick")
      // The first start opens a store that was just copied: it warms the file cache.
      if round > 0 {
        wall.append((clock.now - begin) / .milliseconds(1))
        if let spent = server.cpu { cpu.append(spent) }
      }
    }
    let limit = size == Self.targetSize ? 150.0 : nil
    table.add([
      BenchRow("start-up CPU, \(state)", unit: "ms", ["mneme": percentile(cpu, 50)], limit: limit),
      BenchRow("start-up, \(state)", unit: "ms", ["mneme": percentile(wall, 50)]),
    ])
    let server = try start()
    defer { server.stop() }
    guard try await isReady(server, withModel: withModel) else {
      table.add(gap: "memory with the encoder: it is not installed or did not load; run `make setup`")
      return
    }
    for index in 0..<20 {
      _ = try await server.post("/v1/memories/search", Search(query: Corpus.query(index, about: size)))
    }
    guard let resident = server.resident else {
      table.add(gap: "memory: this system does not tell it")
      return
    }
    let bound = size == Self.targetSize ? (withModel ? 260.0 : 80.0) : nil
    table.add([BenchRow("resident memory, \(state)", unit: "MiB", ["mneme": resident], limit: bound)])
  }

  private struct Search: Encodable {
    let query: String
    let limit = 10
  }

  private struct Health: Decodable { let embedder: String }

  /// Waits until the encoder is loaded, where it is asked for.
  private func isReady(_ server: ServerProcess, withModel: Bool) async throws -> Bool {
    for _ in 0..<600 {
      let health = try JSONDecoder().decode(Health.self, from: Data(try await server.get("/health/quick")))
      if health.embedder != "loading" { return health.embedder == (withModel ? "ready" : "missing") }
      try await Task.sleep(for: .milliseconds(100))
    }
    return false
  }

  static var neighbour: URL {
    let path = ProcessInfo.processInfo.arguments.first ?? ""
    return URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("mneme")
  }
}
