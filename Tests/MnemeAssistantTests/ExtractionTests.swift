import Foundation
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport
import Testing

@testable import MnemeAssistant

@Suite struct ExtractionTests {
  private struct Home {
    let directory = FileManager.default.temporaryDirectory.appending(path: "mneme-extract-\(UUID().uuidString)")
    let store: SQLiteStore
    let test: ExtractionTest

    init(_ answer: @escaping AnsweringModel.Answer) throws {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      store = try SQLiteStore.open(directory: directory.path)
      let clock = ManualClock()
      let source = OneModelSource(model: AnsweringModel(answer))
      test = ExtractionTest(
        source: source, store: store, utility: UtilityModel(source: source, store: store, clock: clock), clock: clock)
    }
  }

  /// What a perfect model finds.
  private static func perfect(_ request: ModelRequest) -> String {
    let item = ExtractionCase.all.first { DistillationPrompt.content([$0.text]) == request.question }
    let memories = (item?.memories ?? []).map {
      JSONValue.object([
        "message": 1, "text": .string($0.joined(separator: " ")), "kind": "fact", "importance": .number(0.5),
      ])
    }
    return JSONValue.object([
      "memories": .array(memories), "entities": [], "relations": [], "emotions": [], "summary": "",
    ]).text
  }

  @Test func aModelThatReadsAllRightPassesAndIsRecorded() async throws {
    let home = try Home { Self.perfect($0) }
    let floor = try await home.test.testExtraction(of: nil)
    #expect(floor.passed == floor.cases && floor.cases >= ExtractionFloor.fewestCases && floor.isPassed)
    #expect(try await home.test.extractionResults() == [floor])
    await #expect(throws: MnemeError.self) { try await home.test.testExtraction(of: "absent") }
    try home.store.close()
  }

  @Test func aModelThatFindsNothingOrTooMuchDoesNot() async throws {
    let silent = try Home { _ in
      #"{"memories": [], "entities": [], "relations": [], "emotions": [], "summary": ""}"#
    }
    #expect(try await !silent.test.testExtraction(of: nil).isPassed)
    let parrot = try Home { request in
      let text = JSONValue.string(ExtractionCase.all.first { request.question.contains($0.text) }?.text ?? "").text
      return #"{"memories": [{"message": 1, "text": \#(text), "kind": "fact", "importance": 0.5}], "entities": [], "#
        + #""relations": [], "emotions": [], "summary": ""}"#
    }
    #expect(try await !parrot.test.testExtraction(of: "answering").isPassed)
    try silent.store.close()
    try parrot.store.close()
  }

  @Test func insightsOfAModelAreCheckedAsAWhole() {
    func read(_ text: String) -> [String]? { ModelInsightWriter.read(text, memories: ["a", "b"])?.map(\.text) }
    #expect(
      read(#"{"insights": [{"text": "Give prices in euros.", "statements": [1, 2]}]}"#) == ["Give prices in euros."])
    #expect(read(#"{"insights": []}"#) == [])
    #expect(read(#"{"insights": [{"text": "Be brief.", "statements": []}]}"#) == nil)
    #expect(read(#"{"insights": [{"text": "Be brief.", "statements": [3]}]}"#) == nil)
    #expect(read(#"{"insights": [{"text": "The password is hunter2secret", "statements": [1]}]}"#) == nil)
    #expect(read("Be brief.") == nil)
  }
}
