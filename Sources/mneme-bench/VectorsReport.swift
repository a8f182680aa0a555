import Foundation

/// What `vectors` found, as a table or as JSON.
struct VectorsReport: Encodable {
  struct Line: Encodable {
    let engine: String
    /// Microseconds per query: median of the rounds' medians, and the fastest query.
    let median, best: Double
    /// Bytes per second at the median.
    let bytes_per_second: Double
    /// The part of the bandwidth used, at the median and at the fastest query.
    var share, best_share: Double
    /// How many of the reference's top k are found too, 0…1; none for the plain sums.
    let agreement: Double?
  }

  struct Size: Encodable {
    let rows: Int
    /// The best plain sum's bytes per second over the bytes of each element type.
    let bandwidth_f32, bandwidth_f16: Double
    /// The faster of numpy and faiss over ours, medians: above 1 we are faster. None without peers.
    let speed_f32, speed_f16: Double?
    let lines: [Line]
  }

  let dimension, k, rounds: Int
  var peers: [String: String] = [:]
  var sizes: [Size] = []
  let load_before = VectorsReport.load
  var load_after = 0.0

  init(dimension: Int, k: Int, rounds: Int) {
    self.dimension = dimension
    self.k = k
    self.rounds = rounds
  }

  mutating func finish() { load_after = Self.load }

  /// The machine's load over the last minute.
  private static var load: Double {
    var average = 0.0
    return getloadavg(&average, 1) == 1 ? average : -1
  }

  var heading: String {
    "Exact search, top \(k), \(dimension) dimensions, one thread, \(rounds) interleaved rounds"
  }

  var closing: String {
    let versions = peers.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    return String(format: "load %.1f before, %.1f after", load_before, load_after)
      + (versions.isEmpty ? "" : "; \(versions)")
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

extension VectorsReport.Size {
  /// - Parameters:
  ///   - samples: per engine, per round, the microseconds of its queries.
  ///   - reference: the engine whose answers the others are compared with.
  init(
    rows: Int, engines: [any VectorsEngine], samples: [[[Double]]], reference: any VectorsEngine,
    agreementQueries: Int, k: Int
  ) throws {
    func fastest(_ index: Int) -> Double { samples[index].joined().min() ?? .nan }
    func bandwidth(_ suffix: String) -> Double {
      engines.indices
        .filter { engines[$0] is SweepEngine && engines[$0].name.hasSuffix(suffix) }
        .map { Double(engines[$0].bytes) / fastest($0) * 1e6 }.max() ?? .nan
    }
    let single = bandwidth("f32")
    let half = bandwidth("f16")
    let truth = try reference.run(first: 0, count: agreementQueries, k: k, warm: 0).keys.map(Set.init)
    var lines: [VectorsReport.Line] = []
    for (index, engine) in engines.enumerated() {
      let middle = median(samples[index].map(median))
      let full = engine.bytes == reference.bytes ? single : half
      var agreement: Double?
      if !(engine is SweepEngine) {
        let found = try engine.run(first: 0, count: agreementQueries, k: k, warm: 0).keys
        let shared = zip(truth, found).reduce(0) { $0 + $1.0.intersection($1.1).count }
        agreement = Double(shared) / Double(truth.reduce(0) { $0 + $1.count })
      }
      lines.append(
        VectorsReport.Line(
          engine: engine.name, median: middle, best: fastest(index),
          bytes_per_second: Double(engine.bytes) / middle * 1e6,
          share: Double(engine.bytes) / middle * 1e6 / full,
          best_share: Double(engine.bytes) / fastest(index) * 1e6 / full, agreement: agreement))
    }
    func middle(_ name: String) -> Double? { lines.first { $0.engine == name }?.median }
    let peer = [middle("numpy"), middle("faiss")].compactMap(\.self).min()
    self.init(
      rows: rows, bandwidth_f32: single, bandwidth_f16: half,
      speed_f32: peer.flatMap { peer in middle("mneme f32").map { peer / $0 } },
      speed_f16: peer.flatMap { peer in middle("mneme f16").map { peer / $0 } }, lines: lines)
  }

  var table: String {
    func pad(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    func number(_ value: Double, _ digits: Int, _ width: Int) -> String {
      let text = String(format: "%.\(digits)f", value)
      return String(repeating: " ", count: max(0, width - text.count)) + text
    }
    var text = "\n\(rows) rows\n" + pad("engine", 18) + "   median µs     best µs    GB/s  share %  best %  same top"
    for line in lines {
      text += "\n" + pad(line.engine, 18) + number(line.median, 1, 12) + number(line.best, 1, 12)
      text += number(line.bytes_per_second / 1e9, 1, 8) + number(line.share * 100, 0, 9)
      text += number(line.best_share * 100, 0, 8)
      text += line.agreement.map { number($0, 3, 10) } ?? ""
    }
    if let speed_f32, let speed_f16 {
      text += String(format: "\nfaster of numpy and faiss / mneme: f32 %.2f, f16 %.2f", speed_f32, speed_f16)
    }
    return text
  }
}

/// The middle value, or the mean of the two in the middle.
func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  guard !sorted.isEmpty else { return .nan }
  let half = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}
