import ArgumentParser
import Foundation
import MnemeMemory

/// Large spaces, many spaces, and bulk import.
struct ScaleBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scale",
    abstract: "Recall in spaces of up to a million messages, over a thousand spaces, contexts, and bulk import.",
    discussion: """
      Each size is measured in processes of its own: one makes the index from the store, the next starts with its files. \
      Doubled sizes show how latency grows. Memory is what the index and the recalls add to the process, without mapped files.
      """)

  @OptionGroup var options: BenchOptions

  @Option(help: "Messages in one space, separated by commas; 0 leaves it out.")
  var sizes: String = "10000,20000,100000,200000,1000000"

  @Option(help: "Spaces open at once, with a thousand messages each; 0 leaves them out.")
  var spaces: Int = 1000

  @Option(help: "MiB for the indexes of all those spaces together.")
  var budget: Int = 1536

  @Option(help: "Messages in one space for the context of a turn, separated by commas; 0 leaves it out.")
  var contexts: String = "10000,20000,100000"

  @Option(help: "Messages imported in bulk; 0 leaves it out.")
  var imported: Int = 100_000

  @Option(help: "Messages imported with the sentence encoder at work; 0 leaves it out.")
  var embedded: Int = 2000

  func run() async throws {
    var table = BenchTable()
    try await measure(into: &table)
    try options.print(table)
  }

  /// Milliseconds that the median and the 95th percentile may take at these sizes.
  private static let latency = [10_000: (1.0, 2.0), 100_000: (3.0, 6.0), 1_000_000: (10.0, 20.0)]
  private static let bytesPerItem = 700.0
  /// Milliseconds that the 95th percentile of a context of all layers may take, up to 100,000 messages.
  private static let contextLimit = 8.0
  /// Least share of the encoder's own rate that is left when an import is at work.
  private static let embeddedShare = 0.9

  func measure(into table: inout BenchTable) async throws {
    if sizes != "0" { try measureRecall(into: &table) }
    if contexts != "0" { try measureContexts(into: &table) }
    if spaces > 0 { try measureSpaces(into: &table) }
    if imported > 0 { try measureImport(into: &table) }
    if embedded > 0 { try measureEmbeddedImport(into: &table) }
  }

  private func measureRecall(into table: inout BenchTable) throws {
    let counts = try BenchSizes(sizes, from: 1000).counts
    var medians: [Int: [Double]] = [:]
    for count in counts {
      progress("scale: \(count) messages")
      let built = try ScaleWorker.run(.build, count: count, rounds: options.rounds)
      let used = try ScaleWorker.run(.recall, count: count, rounds: options.rounds)
      let name = "\(count) messages"
      medians[count] = [used["p50"] ?? .nan, used["p95"] ?? .nan]
      let limits = Self.latency[count]
      func row(_ figure: String, _ unit: String, _ value: Double?, limit: Double? = nil) {
        if let value { table.add([BenchRow("\(figure), \(name)", unit: unit, ["mneme": value], limit: limit)]) }
      }
      row("recall p50", "ms", used["p50"], limit: limits?.0)
      row("recall p95", "ms", used["p95"], limit: limits?.1)
      row("recall CPU", "ms", used["cpu"])
      row("recall p50 while the graph is built", "ms", built["building"])
      row("missed of the exact top 10", "share", used["missed"], limit: 0.02)
      row("graph built", "s", built["graph"])
      row("graph built, rows a second", "rows/s", built["rate"])
      row("index files on disk, per message", "bytes", built["disk"])
      row("first recall without files", "ms", built["first"])
      row("first recall with files", "ms", used["first"])
      row("memory per item", "bytes", used["memory"], limit: count >= 1_000_000 ? Self.bytesPerItem : nil)
      row("mapped pages per item", "bytes", used["mapped"])
    }
    addGrowth(of: "recall", medians, into: &table)
  }

  /// Rows for each size of which the double was measured, too.
  private func addGrowth(of figure: String, _ ranks: [Int: [Double]], into table: inout BenchTable) {
    for (count, values) in ranks.sorted(by: { $0.key < $1.key }) {
      guard let doubled = ranks[2 * count] else { continue }
      for (place, rank) in [50, 95].enumerated() {
        table.add([
          BenchRow(
            "\(figure) p\(rank), \(2 * count) over \(count) messages", unit: "ratio",
            ["mneme": doubled[place] / values[place]], limit: 2)
        ])
      }
    }
  }

  private func measureContexts(into table: inout BenchTable) throws {
    var ranks: [Int: [Double]] = [:]
    for count in try BenchSizes(contexts, from: 1000).counts {
      progress("scale: contexts over \(count) messages")
      let result = try ScaleWorker.run(.context, count: count, rounds: options.rounds)
      let values = [result["p50"] ?? .nan, result["p95"] ?? .nan]
      ranks[count] = values
      table.add([
        BenchRow("context p50, \(count) messages", unit: "ms", ["mneme": values[0]]),
        BenchRow("context p95, \(count) messages", unit: "ms", ["mneme": values[1]], limit: Self.contextLimit),
        BenchRow(
          "turn CPU (append, context, append), \(count) messages", unit: "ms",
          ["mneme": result["cpu with append"] ?? .nan]),
      ])
      for layer in ContextLayer.allCases {
        table.add([
          BenchRow(
            "contexts with layer \(layer), \(count) messages", unit: "share",
            ["mneme": result["share \(layer.rawValue)"] ?? 0])
        ])
      }
    }
    addGrowth(of: "context", ranks, into: &table)
  }

  private func measureSpaces(into table: inout BenchTable) throws {
    progress("scale: \(spaces) spaces")
    let result = try ScaleWorker.run(.spaces, count: spaces, budget: budget, rounds: options.rounds)
    let one = result["one p95"] ?? .nan
    table.add([
      BenchRow("recall p50, one space of 1000", unit: "ms", ["mneme": result["one p50"] ?? .nan]),
      BenchRow("recall p95, one space of 1000", unit: "ms", ["mneme": one]),
      BenchRow("recall p50, \(spaces) spaces of 1000", unit: "ms", ["mneme": result["p50"] ?? .nan]),
      BenchRow("recall p95, \(spaces) spaces of 1000", unit: "ms", ["mneme": result["p95"] ?? .nan], limit: 2 * one),
      BenchRow("first recall of a space of 1000 p50", unit: "ms", ["mneme": result["first p50"] ?? .nan]),
      BenchRow("spaces in memory, of \(spaces)", unit: "spaces", ["mneme": result["resident"] ?? .nan]),
      BenchRow(
        "memory of \(spaces) spaces", unit: "MiB", ["mneme": result["memory"] ?? .nan], limit: Double(budget)),
    ])
  }

  private func measureImport(into table: inout BenchTable) throws {
    progress("scale: import of \(imported) messages")
    let result = try ScaleWorker.run(.bulk, count: imported, rounds: options.rounds)
    table.add([
      BenchRow(
        "bulk import per message, rows and words on disk", unit: "µs", ["mneme": result["each"] ?? .nan], limit: 100),
      BenchRow("bulk import", unit: "messages/s", ["mneme": result["rate"] ?? .nan]),
    ])
  }

  private func measureEmbeddedImport(into table: inout BenchTable) throws {
    progress("scale: import of \(embedded) messages with the encoder at work")
    let result = try ScaleWorker.run(.embedded, count: embedded, rounds: options.rounds)
    let (own, with) = (result["own"] ?? .nan, result["with import"] ?? .nan)
    table.add([
      BenchRow("encoder alone", unit: "texts/s", ["mneme": own]),
      BenchRow("encoder behind an import", unit: "texts/s", ["mneme": with]),
      // The largest that meets the target is the inverse of the share.
      BenchRow(
        "encoder alone over encoder behind an import", unit: "ratio", ["mneme": own / with],
        limit: 1 / Self.embeddedShare),
    ])
  }
}
