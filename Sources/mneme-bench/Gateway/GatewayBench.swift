import ArgumentParser
import Foundation
import MnemeCore
import MnemeNet

/// What a turn costs beside the model: first token, pieces, many streams, requests a second; LiteLLM's proxy, and a proxy
/// that reads nothing on our own libraries, before the same stub of a model.
struct GatewayBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gateway", abstract: "What `mneme serve` adds to a model's answers, beside LiteLLM's proxy.",
    discussion: "LiteLLM runs in the Python that MNEME_GATEWAY_PYTHON names; `scripts/bench` installs it.")

  @OptionGroup var options: BenchOptions

  @Option(help: "Messages in the store; every twentieth has a memory of its own.")
  var size = 10_000

  @Option(help: "Streams at once.")
  var streams = 200

  @Option(help: "Pieces of each of them, 20 ms apart.")
  var pieces = 500

  @Option(help: "The program to measure; by default the `mneme` beside this one.")
  var binary: String?

  private static let short = "pieces-3-0"
  private static let paced = "pieces-200-2"
  private static let bareName = "bare"

  func run() async throws {
    var table = BenchTable()
    try await measure(into: &table)
    try options.print(table)
  }

  func measure(into table: inout BenchTable) async throws {
    let program = binary.map { URL(fileURLWithPath: $0) } ?? FootprintBench.neighbour
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      table.add(gap: "gateway: no program at \(program.path); build `mneme`, or name it with --binary")
      return
    }
    let bench = try BenchStore(largest: size)
    let directory = try bench.copy(of: try await bench.directory(messages: size), named: "gateway")
    try FileManager.default.removeItem(at: directory.appendingPathComponent("complete"))
    var limits = HTTPFetcher.Limits()
    limits.connectionsPerHost = 512
    let fetcher = HTTPFetcher(limits: limits)
    let many = "pieces-\(pieces)-20"
    let models = [Self.short, Self.paced, "pieces-1-0", many]
    let upstream = try await StubUpstream(models: models)
    let server = try ServerProcess(
      binary: program, directory: directory,
      environment: [
        "MNEME_MODEL_URL": upstream.url, "MNEME_MODEL_LOCAL": "off",
        "MNEME_MAX_TURNS": "1000",
        "MNEME_MODEL_TOOLS": "false",
      ], fetcher: fetcher)
    var proxy: LiteLLMProxy?
    if !options.withoutPeers {
      if let python = ProcessInfo.processInfo.environment["MNEME_GATEWAY_PYTHON"] {
        progress("gateway: starting LiteLLM")
        proxy = try await LiteLLMProxy(
          python: python, upstream: upstream.url, models: models, fetcher: fetcher
        )
        table.add(peer: "litellm", version: proxy?.version ?? "")
      } else {
        table.add(gap: "LiteLLM: MNEME_GATEWAY_PYTHON names no Python with it")
      }
    }
    let bareProxy = try BareProxyProcess(upstream: upstream.url)
    defer {
      server.stop()
      proxy?.stop()
      bareProxy.stop()
    }
    let direct = GatewayClient(base: upstream.url, fetcher: fetcher)
    let off = GatewayClient(
      base: server.url + "/v1", fetcher: fetcher, headers: [(name: "X-Mneme-Memory", value: "off")])
    let on = GatewayClient(base: server.url + "/v1", fetcher: fetcher)
    let litellm = proxy.map { GatewayClient(base: $0.url, fetcher: fetcher) }
    let bare = GatewayClient(base: bareProxy.url, fetcher: fetcher)
    try await firstToken(direct, off, on, litellm, bare, server, into: &table)
    try await perPiece(direct, off, litellm, bare, into: &table)
    try await manyStreams(off, litellm, model: many, server, into: &table)
    try await requestRate(off, litellm, into: &table)
    await fetcher.shutdown()
    try await upstream.stop()
    try bench.remove(copyNamed: "gateway")
  }

  private func firstToken(
    _ direct: GatewayClient, _ off: GatewayClient, _ on: GatewayClient, _ litellm: GatewayClient?,
    _ bare: GatewayClient, _ server: ServerProcess, into table: inout BenchTable
  ) async throws {
    progress("gateway: first token")
    var samples: [String: [Double]] = [:]
    var cpu: [Double] = []
    for round in 0..<(options.rounds * 20 + 20) {
      // A question of its own each time, so that no vector is found in a cache.
      let question = "\(Corpus.query(round, about: size)) In round \(round)?"
      var readings: [(String, GatewayClient.Reading)] = []
      readings.append(("direct", try await direct.stream(question, model: Self.short)))
      readings.append(("off", try await off.stream(question, model: "mneme")))
      readings.append(("bare", try await bare.stream(question, model: Self.short)))
      if let litellm { readings.append(("litellm", try await litellm.stream(question, model: Self.short))) }
      let before = server.cpu
      readings.append(("on", try await on.stream(question, model: "mneme")))
      let after = server.cpu
      // What is done after an answer is not to slow the next one down here: people read before they ask again.
      _ = try await server.get("/v1/jobs?wait=1&timeout=60")
      guard round >= 20 else { continue }
      for (name, reading) in readings { samples[name, default: []].append(reading.first) }
      if let before, let after { cpu.append(after - before) }
    }
    let floor = percentile(samples["direct"] ?? [], 50)
    func added(_ name: String, _ rank: Int) -> Double { percentile(samples[name] ?? [], rank) - floor }
    let others = litellm == nil ? [] : ["litellm"]
    for (rank, limit, whole) in [(50, 25.0, 1.0), (95, 40.0, Double.nan)] {
      let peers = Dictionary(uniqueKeysWithValues: others.map { ($0, added($0, rank)) })
      table.add([
        BenchRow(
          "first token p\(rank), added with memory, \(size) messages", unit: "ms",
          peers.merging(["mneme": added("on", rank)]) { $1 }, limit: limit),
        BenchRow(
          "first token p\(rank), added without memory", unit: "ms",
          peers.merging(["mneme": added("off", rank), Self.bareName: added("bare", rank)]) { $1 },
          limit: whole.isNaN ? nil : whole),
      ])
    }
    table.add([
      BenchRow("CPU of a turn with memory p50, the server's", unit: "ms", ["mneme": percentile(cpu, 50)]),
      BenchRow("CPU of a turn with memory p95, the server's", unit: "ms", ["mneme": percentile(cpu, 95)]),
    ])
  }

  private func perPiece(
    _ direct: GatewayClient, _ off: GatewayClient, _ litellm: GatewayClient?, _ bare: GatewayClient,
    into table: inout BenchTable
  ) async throws {
    progress("gateway: pieces")
    var samples: [String: [Double]] = [:]
    for round in 0..<options.rounds {
      samples["direct", default: []] += try await direct.stream("Go on \(round)", model: Self.paced).delays
      samples["mneme", default: []] += try await off.stream("Go on \(round)", model: Self.paced).delays
      samples[Self.bareName, default: []] += try await bare.stream("Go on \(round)", model: Self.paced).delays
      if let litellm {
        samples["litellm", default: []] += try await litellm.stream("Go on \(round)", model: Self.paced).delays
      }
    }
    for (rank, limit) in [(50, nil), (95, 0.1)] as [(Int, Double?)] {
      let floor = percentile(samples["direct"] ?? [], rank)
      table.add([
        BenchRow(
          "added to a piece p\(rank)", unit: "ms",
          samples.filter { $0.key != "direct" }.mapValues { percentile($0, rank) - floor }, limit: limit)
      ])
    }
  }

  private func manyStreams(
    _ off: GatewayClient, _ litellm: GatewayClient?, model: String, _ server: ServerProcess,
    into table: inout BenchTable
  ) async throws {
    progress("gateway: \(streams) streams")
    let idle = server.resident
    var gaps: [String: Double] = [:]
    var lost: [String: Double] = [:]
    var peak = idle ?? 0
    for (name, client) in [("mneme", off), ("litellm", litellm)] {
      guard let client else { continue }
      let readings = try await withThrowingTaskGroup(of: GatewayClient.Reading.self) { group in
        for number in 0..<streams {
          group.addTask { try await client.stream("Stream \(number)", model: model) }
        }
        // As long as the pieces are played at least; their ends are collected below.
        for _ in 0..<(pieces * 20 / 200) where name == "mneme" {
          peak = max(peak, server.resident ?? 0)
          try await Task.sleep(for: .milliseconds(200))
        }
        var readings: [GatewayClient.Reading] = []
        for try await reading in group { readings.append(reading) }
        return readings
      }
      gaps[name] = readings.map(\.longestGap).max()
      lost[name] = Double(readings.reduce(0) { $0 + abs(pieces - $1.numbers.count) })
    }
    table.add([
      BenchRow("longest silence in \(streams) streams of \(pieces) pieces", unit: "ms", gaps, limit: 250),
      BenchRow("pieces lost in them", unit: "", lost, limit: 0),
    ])
    if let idle {
      table.add([BenchRow("memory more than idle in them", unit: "MiB", ["mneme": peak - idle], limit: 150)])
    }
  }

  private func requestRate(_ off: GatewayClient, _ litellm: GatewayClient?, into table: inout BenchTable) async throws {
    progress("gateway: requests a second")
    var rates: [String: Double] = [:]
    for (name, client) in [("mneme", off), ("litellm", litellm)] {
      guard let client else { continue }
      let seconds = 3.0
      let begin = ContinuousClock.now
      let counts = try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<16 {
          group.addTask {
            var count = 0
            while ContinuousClock.now - begin < .seconds(seconds) {
              try await client.complete("Request \(number) \(count)")
              count += 1
            }
            return count
          }
        }
        return try await group.reduce(0, +)
      }
      rates[name] = Double(counts) / ((ContinuousClock.now - begin) / .seconds(1))
    }
    var ratio: Double?
    if let ours = rates["mneme"], let theirs = rates["litellm"], ours > 0 { ratio = theirs / ours }
    table.add([BenchRow("whole answers a second, 16 at once", unit: "1/s", rates)])
    if let ratio {
      table.add([BenchRow("LiteLLM's rate as a share of ours", unit: "", ["mneme": ratio], limit: 0.2)])
    }
  }
}
