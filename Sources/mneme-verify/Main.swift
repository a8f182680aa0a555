import ArgumentParser
import Foundation

/// The counting proofs: one row for each id of the performance contract.
@main
struct Verify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mneme-verify",
    abstract: "Counts what the memory does (statements, embedding requests, steps) and holds it to its limits.",
    discussion: "Exit status 1 if a row fails, or is not built where --built is not given.")

  @Flag(help: "Print one JSON document instead of lines.")
  var json = false

  @Flag(help: "Accept rows whose component does not exist yet.")
  var built = false

  @Argument(help: "Ids to prove, such as PERF-005; all where none is given.")
  var ids: [String] = []

  func validate() throws {
    let known = Set(Proofs.all.map(\.id))
    if let unknown = ids.first(where: { !known.contains($0.uppercased()) }) {
      throw ValidationError("There is no proof with the id \(unknown).")
    }
  }

  func run() async throws {
    let wanted = Set(ids.map { $0.uppercased() })
    var rows: [ProofRow] = []
    for proof in Proofs.all where wanted.isEmpty || wanted.contains(proof.id) {
      let row = await proof.row()
      rows.append(row)
      if !json { print(row.text) }
    }
    let accepted = rows.allSatisfy { $0.isAcceptable(builtOnly: built) }
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(rows), as: UTF8.self))
    } else {
      let counts = Dictionary(grouping: rows, by: \.status).mapValues(\.count)
      print(
        "\(rows.count) conditions: \(counts[.pass] ?? 0) pass, \(counts[.fail] ?? 0) fail, "
          + "\(counts[.notBuilt] ?? 0) not built.")
    }
    if !accepted { throw ExitCode(1) }
  }
}
