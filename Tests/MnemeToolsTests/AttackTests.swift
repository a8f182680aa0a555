import Foundation
import MnemeCore
import MnemeTestSupport
import Testing

@testable import MnemeTools

/// Every attack of the lists is refused with the right kind of error, and nothing is done. The counts are printed.
@Suite struct AttackTests {
  @Test func everyAttackIsInTheListsAndCounted() throws {
    let counts = try ["paths", "commands", "schemas"].map { ($0, try AttackCases.read($0).count) }
    print(
      "attacks: " + counts.map { "\($0) \($1)" }.joined(separator: ", ") + ", in all \(counts.reduce(0) { $0 + $1.1 })")
    #expect(counts.reduce(0) { $0 + $1.1 } >= 80)
  }

  @Test(arguments: try AttackCases.read("paths"))
  func noPathLeadsOut(attack: AttackCases.Case) async throws {
    let house = try FileHouse()
    defer { house.close() }
    let path = (attack.path ?? "").replacing("ROOT", with: house.root).replacing("OUTSIDE", with: house.outside)
    for tool: any Tool in [ReadFile(files: house.access), GetSource(files: house.access)] {
      // A relative path is for the one, a whole one for the other.
      let name = tool.description.name == "get_source" ? path.replacing(house.root + "/", with: "") : path
      let output = try await house.registry(tool).call(
        tool.description.name, arguments: ["path": .string(name)], in: house.turn)
      #expect(!output.succeeded, "\(tool.description.name): \(output.text)")
      #expect(
        [.permission, .file, .notFound, .tooLarge, .invalidFormat, .missingParameter].contains(output.failure?.code),
        "\(String(describing: output.failure))")
      #expect(!output.text.contains(FileHouse.secret))
    }
  }

  @Test(arguments: try AttackCases.read("commands"))
  func noCommandRunsThatIsNotListed(attack: AttackCases.Case) async throws {
    let runs = NotingTool.Runs()
    var settings = ToolSettings()
    settings.commands = ["git status", "git status --short", "git log *", "echo *", "head -n * *"]
    let command = NotingTool("run_command", parameters: ["type": "object"], changes: true, runs: runs)
    let house = try ToolHouse([command], settings: settings)
    for caller in [ToolCaller.model, .client(name: "c")] {
      let output = try await house.registry.call(
        "run_command", arguments: attack.arguments ?? .null, in: house.turn(caller: caller))
      #expect(output.failure?.code == .permission && output.approval == nil)
    }
    #expect(runs.all.isEmpty)
    // The same registry runs what is listed.
    _ = try await house.registry.call("run_command", arguments: ["command": "git log -n 1"], in: house.turn())
    #expect(runs.all.count == 1)
    try house.close()
  }

  @Test(arguments: try AttackCases.read("schemas"))
  func noArgumentsPassThatDoNotFit(attack: AttackCases.Case) throws {
    let schema = try JSONSchema(try #require(attack.schema))
    let failure = #expect(throws: ToolFailure.self) { try schema.check(attack.value ?? .null) }
    #expect(failure?.code.rawValue == attack.code)
  }
}
