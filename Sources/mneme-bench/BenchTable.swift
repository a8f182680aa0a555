import Foundation

/// One measured figure, ours beside that of every peer that does the same work.
struct BenchRow: Encodable, Sendable {
  /// What was measured: `remember p50, fresh store`.
  let figure: String
  let unit: String
  /// By program, `mneme` first where present.
  var values: [String: Double]
  /// The largest value of ours that meets the target, where there is one.
  var limit: Double?

  /// Nil without a target.
  var isMet: Bool? {
    guard let limit, let ours = values["mneme"] else { return nil }
    return ours <= limit
  }

  init(_ figure: String, unit: String, _ values: [String: Double], limit: Double? = nil) {
    self.figure = figure
    self.unit = unit
    self.values = values
    self.limit = limit
  }

  /// The percentiles of samples by program, one row each.
  static func percentiles(
    _ ranks: [Int], of figure: String, unit: String, _ samples: [String: [Double]]
  ) -> [BenchRow] {
    ranks.map { rank in
      BenchRow("\(figure) p\(rank)", unit: unit, samples.mapValues { percentile($0, rank) })
    }
  }

  private enum Key: String, CodingKey { case figure, unit, values, limit, met }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(figure, forKey: .figure)
    try container.encode(unit, forKey: .unit)
    try container.encode(values.filter { $0.value.isFinite }, forKey: .values)
    try container.encodeIfPresent(limit, forKey: .limit)
    try container.encodeIfPresent(isMet, forKey: .met)
  }
}

/// All figures of a run, as a table or as JSON.
struct BenchTable: Encodable {
  private(set) var rows: [BenchRow] = []
  /// What could not be measured, and why.
  private(set) var gaps: [String] = []
  /// Of the peers, by name.
  private(set) var versions: [String: String] = [:]
  private let loadBefore = BenchTable.load
  private var loadAfter = 0.0

  mutating func add(_ rows: [BenchRow]) {
    self.rows += rows
    loadAfter = Self.load
  }

  mutating func add(_ peers: [MemoryPeer]) {
    for peer in peers { versions[peer.name] = peer.version }
  }

  mutating func add(peer name: String, version: String) {
    versions[name] = version
  }

  mutating func add(gap: String) {
    gaps.append(gap)
    loadAfter = Self.load
  }

  /// The machine's load over the last minute; above the number of cores, wall times say little.
  static var load: Double {
    var average = 0.0
    return getloadavg(&average, 1) == 1 ? average : -1
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// Columns: figure, unit, ours, the peers in order of appearance, the target.
  var text: String {
    var programs = ["mneme"]
    for name in rows.flatMap({ $0.values.keys.sorted() }) where !programs.contains(name) { programs.append(name) }
    var lines = [["figure", "unit"] + programs + ["target"]]
    for row in rows {
      let target = row.limit.map { "≤ \(Self.number($0)) \(row.isMet == true ? "met" : "MISSED")" } ?? ""
      lines.append([row.figure, row.unit] + programs.map { row.values[$0].map(Self.number) ?? "" } + [target])
    }
    let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    let table = lines.map { cells in
      cells.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return column < 2 || column == widths.count - 1 ? cell + space : space + cell
      }.joined(separator: "  ")
    }
    let load = String(format: "load %.1f before, %.1f after", loadBefore, loadAfter)
    let peers = versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    let closing = ([load] + peers).joined(separator: "; ")
    return (table + gaps.map { "not measured: \($0)" } + [closing]).joined(separator: "\n")
  }

  /// Three significant digits.
  private static func number(_ value: Double) -> String {
    guard value.isFinite else { return "-" }
    let digits = value == 0 ? 0 : max(0, 2 - Int(log10(abs(value)).rounded(.down)))
    return String(format: "%.\(min(digits, 4))f", value)
  }
}

/// Nearest rank; NaN of nothing.
func percentile(_ values: [Double], _ rank: Int) -> Double {
  let sorted = values.sorted()
  guard !sorted.isEmpty else { return .nan }
  return sorted[min(sorted.count - 1, sorted.count * rank / 100)]
}

/// CPU time of this process in milliseconds, all threads.
func processCPU() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1e6
}
