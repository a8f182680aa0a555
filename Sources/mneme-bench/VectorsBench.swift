import ArgumentParser
import Foundation
import MnemeVectors

/// Exact top-k search beside numpy and faiss.
struct VectorsBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vectors",
    abstract: "Exact vector search, one thread, beside numpy and faiss on the same vectors.",
    discussion: """
      All engines take turns within each round. A round's figure is the median of its queries, the result the median
      of the rounds. "share" is the part of the memory bandwidth used: the rate of the best plain sum over the same
      bytes in the same run is 100 %.
      """)

  @Option(help: "Numbers of rows, separated by commas.")
  var sizes: String = "5000,50000,500000"

  @Option(help: "Values per row.")
  var dimension: Int = 384

  @Option(help: "Results per query.")
  var top: Int = 10

  @Option(help: "Rounds.")
  var rounds: Int = 5

  @Flag(help: "Measure our own index only; needs no Python.")
  var withoutPeers = false

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard !rowCounts.isEmpty, rowCounts.allSatisfy({ $0 > 0 }), dimension > 0, top > 0, rounds > 0 else {
      throw ValidationError("sizes, dimension, top and rounds are positive numbers")
    }
  }

  private var rowCounts: [Int] {
    let parts = sizes.split(separator: ",").map { Int($0.trimmingCharacters(in: .whitespaces)) }
    return parts.contains(nil) ? [] : parts.compactMap(\.self)
  }

  func run() throws {
    let report = try report { if !json { print($0) } }
    print(json ? try report.json() : report.closing)
  }

  /// The medians as rows of the one table.
  func rows() throws -> [BenchRow] {
    try report { progress($0) }.sizes.flatMap { size in
      ["f32", "f16"].map { element in
        let peers = element == "f32" ? ["numpy": "numpy", "faiss": "faiss"] : ["faiss-fp16": "faiss"]
        var values: [String: Double] = [:]
        for line in size.lines {
          if line.engine == "mneme \(element)" { values["mneme"] = line.median }
          if let peer = peers[line.engine] { values[peer] = line.median }
        }
        return BenchRow("exact search, \(size.rows) rows, \(element), p50", unit: "µs", values)
      }
    }
  }

  /// - Parameter show: gets the heading and each size's table as they are ready.
  private func report(_ show: (String) -> Void) throws -> VectorsReport {
    let largest = rowCounts.reduce(0, max)
    let data = try VectorsData(
      folder: VectorsData.defaultFolder, dimension: dimension, rowCount: largest, queryCount: 256)
    let peer = withoutPeers ? nil : try PeerProcess(script: PeerProcess.script("vectors_flat.py"))
    defer { peer?.stop() }
    var report = VectorsReport(dimension: dimension, k: top, rounds: rounds)
    show(report.heading)
    for rows in rowCounts {
      let result = try measure(rows: rows, data: data, peer: peer, versions: &report.peers)
      report.sizes.append(result)
      show(result.table)
    }
    report.finish()
    return report
  }

  private func measure(
    rows: Int, data: VectorsData, peer: PeerProcess?, versions: inout [String: String]
  ) throws -> VectorsReport.Size {
    let single = try MnemeEngine(element: .float32, data: data, rowCount: rows)
    let half = try MnemeEngine(element: .float16, data: data, rowCount: rows)
    var engines: [any VectorsEngine] = [SweepEngine(over: single), single, SweepEngine(over: half), half]
    if let peer {
      let load = PeerEngine.Load(
        rows: data.rows.path, count: rows, dimension: dimension, queries: data.queries.path,
        query_count: data.queryCount)
      versions = try peer.ask(load, answer: PeerEngine.Loaded.self).engines
      engines += [
        PeerEngine(name: "numpy", bytes: single.bytes, process: peer),
        PeerEngine(name: "faiss", bytes: single.bytes, process: peer),
        PeerEngine(name: "faiss-fp16", bytes: half.bytes, process: peer),
      ]
    }
    // Short turns, so that what else the machine does falls on all alike; one query beforehand brings the matrix back
    // into the cache where it fits.
    let turn = max(1, min(50, 400_000 / rows))
    var samples = [[[Double]]](repeating: [], count: engines.count)
    for round in 0..<rounds {
      for index in engines.indices { samples[index].append([]) }
      for step in 0..<4 {
        for place in engines.indices {
          let index = (place + round + step) % engines.count
          let run = try engines[index].run(first: (round * 4 + step) * turn, count: turn, k: top, warm: 1)
          samples[index][round] += run.microseconds
        }
      }
    }
    return try VectorsReport.Size(
      rows: rows, engines: engines, samples: samples, reference: single, agreementQueries: 20, k: top)
  }
}
