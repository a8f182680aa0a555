import Foundation
import MnemeCore
import MnemeTools
import Testing

@testable import mneme_verify

/// The proofs of tools hold, and fail as soon as what they prove is taken out.
@Suite struct ToolProofTests {
  @Test(arguments: Proofs.ofTools.map(\.id))
  func everyConditionHolds(_ id: String) async throws {
    let proof = try #require(Proofs.ofTools.first { $0.id == id })
    let row = await proof.row()
    #expect(row.isAcceptable(builtOnly: true), "\(row.text)")
  }

  /// One naive variant for each condition.
  private static let naive: [Proof] = [
    Proofs.fileTools { access in
      Proofs.standardFileTools(access).map { $0.description.name == "read_file" ? ReadsAtOnce(access: access) : $0 }
    },
    Proofs.resultTimes { hits, format in
      // Sorted by the text of the times, which is then written anew.
      hits.sorted { format($0.createdAt) > format($1.createdAt) }.map { "\(format($0.createdAt)) \($0.content)" }
    },
    Proofs.pathPasses { text in
      var (path, visits) = (text, text.utf8.count)
      while path.contains("//") {
        path = path.replacing("//", with: "/")
        visits += path.utf8.count
      }
      return (path.split(separator: "/").map(String.init).filter { $0 != "." }, visits)
    },
    Proofs.components { lookups in
      let registry = try ToolRegistry(logger: Proofs.silent)
      registry.replace(group: "other", with: [LooksUpEachTime(lookups: lookups)])
      return registry
    },
  ]

  @Test(arguments: Array(naive.indices))
  func aConditionFailsWhenItsOptimisationIsTakenOut(_ index: Int) async {
    let row = await Self.naive[index].row()
    #expect(row.status == .fail && row.error == nil, "\(row.text)")
  }

  @Test func everyConditionHasANaiveVariant() {
    #expect(Self.naive.map(\.id) == Proofs.ofTools.map(\.id))
  }
}

private struct ReadsAtOnce: Tool {
  let access: FileAccess
  let description = ReadFile(
    files: FileAccess(
      policy: PathPolicy(roots: [], dataDirectory: nil, logger: Proofs.silent), workers: FileWorkers())
  ).description
  let reach = ToolReach.none
  let category = ToolCategory.file

  func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    guard case .string(let path)? = arguments["path"] else { return "" }
    return ToolOutput(String(decoding: try access.policy.open(path).bytes(upTo: 1000), as: UTF8.self))
  }
}

private struct LooksUpEachTime: Tool {
  let lookups: CountingMemoryTool.Lookups
  let description = ToolDescription(name: "answer", summary: "Names the service.")
  let reach = ToolReach.none
  let category = ToolCategory.memory

  func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput { ToolOutput(lookups.find()) }
}
