import Foundation
import MnemeCore
import Testing

@testable import mneme

/// `mneme persona`.
@Suite struct PersonaVerbTests {
  @Test(arguments: Reach.allCases) func anInsightIsLearntShownAndTakenBack(_ reach: Reach) async throws {
    try await reach.run { program in
      #expect(try await program.out("persona", "insights") == "Nothing was learnt yet.\n")
      for _ in 0..<2 { _ = try await program.out("remember", "Always answer briefly") }
      _ = try await program.out("maintain")
      let insights = try await program.decode(WireInsights.self, "persona", "insights").insights
      let insight = try #require(insights.first)
      #expect(insights.count == 1 && insight.text == "Answer briefly." && insight.active)
      #expect(insight.sources.contains(try await program.memory("Always answer briefly")))
      let shown = try await program.out("persona")
      #expect(shown.hasPrefix("The standard persona;") && shown.contains("- Answer briefly."))
      #expect(try await program.out("persona", "undo", insight.id) == "Taken back: Answer briefly.\n")
      #expect(try await program.out("persona", "insights").contains("taken back"))
      #expect(try await !program.out("persona", "show").contains("- Answer briefly."))
      try await program.refuses("persona", "undo", "nothing", saying: "no insight with this id")
    }
  }

  @Test(arguments: Reach.allCases) func aBrokenIdentityFileIsToldAndKept(_ reach: Reach) async throws {
    let program = try Program()
    let file = URL(fileURLWithPath: program.data + "/identity.json")
    try FileManager.default.createDirectory(atPath: program.data, withIntermediateDirectories: true)
    try Data(#"{"voice": 3}"#.utf8).write(to: file)
    try await reach.run(on: program) { program in
      let persona = try await program.decode(WirePersona.self, "persona")
      #expect(persona.source == .broken && persona.problem?.contains("'voice'") == true)
      let checked = try await program.run("doctor")
      #expect(checked.out.contains("warn  persona") && checked.out.contains("'voice'"))
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == #"{"voice": 3}"#)
  }
}
