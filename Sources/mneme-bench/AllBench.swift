import ArgumentParser
import Foundation

/// Everything, one table. A part that cannot run is named in it and does not stop the others.
struct AllBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "all", abstract: "Runs every benchmark and prints one table (the default).")

  @OptionGroup var options: BenchOptions

  @Option(help: "The `mneme` program for start-up and memory; by default the one beside this one.")
  var binary: String?

  @Flag(help: "Small stores and few rounds: shows that everything runs; the figures mean little.")
  var quick = false

  func run() async throws {
    var table = BenchTable()
    let common =
      ["--rounds", quick ? "2" : "\(options.rounds)"] + (options.withoutPeers ? ["--without-peers"] : [])
    await part("embedding", &table) { table in
      try await EmbeddingBench.parse(common).measure(into: &table)
    }
    await part("remember", &table) { table in
      try await RememberBench.parse(common + (quick ? ["--sizes", "0,1000"] : [])).measure(into: &table)
    }
    await part("recall", &table) { table in
      try await RecallBench.parse(common + (quick ? ["--sizes", "1000"] : [])).measure(into: &table)
    }
    await part("context", &table) { table in
      try await ContextBench.parse(common + (quick ? ["--size", "1000"] : [])).measure(into: &table)
    }
    await part("footprint", &table) { table in
      let program = binary.map { ["--binary", $0] } ?? []
      try await FootprintBench.parse(common + program + (quick ? ["--size", "1000"] : [])).measure(into: &table)
    }
    await part("sockets", &table) { table in
      let program = binary.map { ["--binary", $0] } ?? []
      try await SocketBench.parse(common + program + (quick ? ["--count", "100"] : [])).measure(into: &table)
    }
    await part("gateway", &table) { table in
      let program = binary.map { ["--binary", $0] } ?? []
      let small = ["--size", "1000", "--streams", "20", "--pieces", "50"]
      try await GatewayBench.parse(common + program + (quick ? small : [])).measure(into: &table)
    }
    await part("mcp", &table) { table in
      let program = binary.map { ["--binary", $0] } ?? []
      let small = ["--calls", "20", "--together", "100", "--cycles", "200", "--starts", "3"]
      try await MCPBench.parse(common + program + (quick ? small : [])).measure(into: &table)
    }
    await part("scale", &table) { table in
      let small = [
        "--sizes", "1000,2000", "--spaces", "10", "--contexts", "1000,2000", "--imported", "2000", "--embedded", "200",
      ]
      try await ScaleBench.parse(common + (quick ? small : [])).measure(into: &table)
    }
    await part("vectors", &table) { table in
      let sizes = quick ? "5000" : "5000,50000,500000"
      let peers = options.withoutPeers ? ["--without-peers"] : []
      table.add(try VectorsBench.parse(["--sizes", sizes] + peers).rows())
    }
    try options.print(table)
  }

  private func part(
    _ name: String, _ table: inout BenchTable, _ measure: (inout BenchTable) async throws -> Void
  ) async {
    do {
      try await measure(&table)
    } catch {
      table.add(gap: "\(name): \(error)")
    }
  }
}
