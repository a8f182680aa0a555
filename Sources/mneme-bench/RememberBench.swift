import ArgumentParser
import Foundation
import MnemeCore
import MnemeSQLite

/// One durable append at a time, beside a single insert of sqlite-vec and of chromadb.
struct RememberBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remember",
    abstract: "One durable message at a time, beside single inserts of sqlite-vec and chromadb.",
    discussion: """
      Ours is what a turn waits for: the message, its full-text entry, its session and its jobs, in one synced commit. The \
      embedding is made and stored later; "and its vector" adds that second commit. The peers insert text and vector.
      """)

  @OptionGroup var options: BenchOptions

  @Option(help: "Messages already stored, separated by commas; 0 is a fresh store.")
  var sizes: String = "0,50000"

  func run() async throws {
    var table = BenchTable()
    try await measure(into: &table)
    try options.print(table)
  }

  func measure(into table: inout BenchTable) async throws {
    let counts = try BenchSizes(sizes, from: 0).counts
    let store = try BenchStore(largest: counts.max() ?? 0)
    for count in counts { try await measure(count, store, into: &table) }
  }

  private func measure(_ count: Int, _ bench: BenchStore, into table: inout BenchTable) async throws {
    progress("remember: \(count) messages")
    let base = count == 0 ? nil : try await bench.directory(messages: count)
    let folder = try bench.copy(of: base, named: "mneme")
    let store = try SQLiteStore.open(directory: folder.path)
    var peers: [MemoryPeer] = []
    for name in options.peers {
      let base = count == 0 ? nil : try MemoryPeer.directory(name: name, count: count, store: bench)
      peers.append(
        try MemoryPeer(name: name, directory: try bench.copy(of: base, named: name), count: count, store: bench))
    }
    var times: [String: [Double]] = [:]
    var cpu: [String: Double] = [:]
    let turn = 20
    for round in 0..<options.rounds {
      let first = round * turn
      for place in 0...peers.count {
        let engine = (place + round) % (peers.count + 1)
        if engine == peers.count {
          let before = processCPU()
          times["mneme", default: []] += try await append(first: count + first, turn, to: store)
          cpu["mneme", default: 0] += processCPU() - before
        } else {
          let measured = try peers[engine].add(first: first, count: turn)
          times[peers[engine].name, default: []] += measured.milliseconds
          cpu[peers[engine].name, default: 0] += measured.cpu
        }
      }
    }
    let both = try await appendWithVector(first: count + options.rounds * turn, turn * 5, to: store)
    try store.close()
    for peer in peers { peer.stop() }
    for name in ["mneme"] + options.peers { try bench.remove(copyNamed: name) }
    let state = count == 0 ? "fresh store" : "\(count) messages"
    var rows = BenchRow.percentiles([50, 95], of: "remember, \(state),", unit: "ms", times)
    rows[0].limit = times["sqlite-vec"].map { 2 * percentile($0, 50) }
    rows.append(
      BenchRow("remember, \(state), CPU", unit: "ms", cpu.mapValues { $0 / Double(options.rounds * turn) }))
    rows.append(BenchRow("remember and its vector, \(state), p50", unit: "ms", ["mneme": percentile(both, 50)]))
    table.add(rows)
    table.add(peers)
  }

  private func append(first: Int, _ count: Int, to store: SQLiteStore) async throws -> [Double] {
    let clock = ContinuousClock()
    var times: [Double] = []
    for index in first..<(first + count) {
      let message = BenchStore.message(index, jobs: [.embedMessage, .reflectMessage])
      let start = clock.now
      _ = try await store.append([message], channel: "bench")
      times.append((clock.now - start) / .milliseconds(1))
    }
    return times
  }

  private func appendWithVector(first: Int, _ count: Int, to store: SQLiteStore) async throws -> [Double] {
    let clock = ContinuousClock()
    var times: [Double] = []
    var values = [Float](repeating: 0, count: BenchStore.dimension)
    values[0] = 1
    for index in first..<(first + count) {
      let message = BenchStore.message(index)
      let start = clock.now
      let outcome = try await store.append([message], channel: "bench")
      let key = ItemKey(.message, outcome[0].message.ordinal)
      try await store.put(
        [VectorRow(key: key, dimension: values.count, values: values)], model: BenchStore.model,
        in: BenchStore.space, finishing: [])
      times.append((clock.now - start) / .milliseconds(1))
    }
    return times
  }
}

/// A list of store sizes on the command line.
struct BenchSizes {
  let counts: [Int]

  init(_ text: String, from least: Int) throws {
    let parts = text.split(separator: ",").map { Int($0.trimmingCharacters(in: .whitespaces)) }
    counts = parts.compactMap(\.self)
    guard !counts.isEmpty, counts.count == parts.count, counts.allSatisfy({ (least...5_000_000).contains($0) }) else {
      throw ValidationError("sizes are numbers from \(least) to 5000000, separated by commas")
    }
  }
}
