import Testing

@testable import mneme

/// `mneme models test`.
@Suite struct ModelsTestVerbTests {
  @Test(arguments: Reach.allCases) func withoutAModelItSaysWhatToDo(_ reach: Reach) async throws {
    try await reach.run { program in
      try await program.refuses("models", "test", saying: "No language model is connected")
      try await program.refuses("models", "test", "--model", "absent", saying: "no language model with this name")
    }
  }
}
