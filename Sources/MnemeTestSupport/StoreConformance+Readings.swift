import MnemeCore
import Testing

extension StoreConformance {
  package func readingsOfMessagesGoWithThem() async throws {
    let store = try await make()
    let other = try SpaceID("other")
    _ = try await store.append([Self.message("a"), Self.message("b")], channel: "api")
    _ = try await store.append([Self.message("a", space: other)], channel: "api")
    func reading(_ id: String, _ emotion: Emotion, intent: Intent? = .chat) -> MessageReading {
      MessageReading(message: id, emotion: emotion, emotionConfidence: 0.25, intent: intent, method: "rules")
    }
    try await store.put(
      [reading("a", .positive), reading("b", .mixed, intent: nil), reading("gone", .neutral)], in: .me)
    #expect(
      try await store.readings(of: ["b", "gone", "a"], in: .me)
        == [reading("b", .mixed, intent: nil), reading("a", .positive)])
    #expect(try await store.readings(of: ["a"], in: other).isEmpty)
    try await store.put([reading("a", .negative)], in: .me)
    #expect(try await store.readings(of: ["a"], in: .me) == [reading("a", .negative)])
    let plan = try await store.forgettingPlan(for: .message("a"), in: .me)
    _ = try await store.forget(plan, in: .me, at: Self.noon)
    #expect(try await store.readings(of: ["a", "b"], in: .me) == [reading("b", .mixed, intent: nil)])
    #expect(try await store.integrityFindings() == [])
  }

  package func whatModelsDidIsKept() async throws {
    let store = try await make()
    let floors = ["b/model:7b", "모델"].map { ExtractionFloor(model: $0, passed: 16, cases: 20, testedAt: Self.noon) }
    for floor in floors { try await store.put(floor) }
    #expect(try await store.extractionFloors() == floors)
    let worse = ExtractionFloor(model: floors[0].model, passed: 15, cases: 20, testedAt: Self.noon)
    try await store.put(worse)
    #expect(try await store.extractionFloors() == [worse, floors[1]])
    #expect(floors[0].isPassed && !worse.isPassed)
    #expect(try await store.distilledThrough(in: .me) == nil)
    try await store.markDistilled(through: 7, in: .me)
    try await store.markDistilled(through: 9, in: .me)
    #expect(try await store.distilledThrough(in: .me) == 9)
    #expect(try await store.distilledThrough(in: try SpaceID("other")) == nil)
  }
}
