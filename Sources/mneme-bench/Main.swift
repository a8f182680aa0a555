import ArgumentParser

/// The benchmarks: each subcommand runs our code and its peers on the same data in the same run, interleaved.
@main
struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mneme-bench",
    abstract: "Measures Mneme beside other programs that do the same work.",
    subcommands: [
      AllBench.self, EmbeddingBench.self, RememberBench.self, RecallBench.self, ContextBench.self, FootprintBench.self,
      SocketBench.self,
      VectorsBench.self, GatewayBench.self, BareProxy.self, MCPBench.self, ScaleBench.self, ScaleWorker.self,
    ], defaultSubcommand: AllBench.self)
}
