import ArgumentParser
import Foundation

/// What the benchmarks of the one table have in common.
struct BenchOptions: ParsableArguments {
  @Option(help: "Rounds; within each all programs take turns.")
  var rounds: Int = 10

  @Flag(help: "Measure our own code only; needs no Python.")
  var withoutPeers = false

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard (1...10_000).contains(rounds) else { throw ValidationError("rounds is a number from 1 to 10000") }
  }

  var peers: [String] { withoutPeers ? [] : MemoryPeer.names }

  func print(_ table: BenchTable) throws {
    Swift.print(json ? try table.json() : table.text)
  }
}

/// Says on standard error what takes long, so that standard output is the table alone.
func progress(_ line: String) {
  FileHandle.standardError.write(Data((line + "\n").utf8))
}
