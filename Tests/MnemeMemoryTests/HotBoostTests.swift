import Foundation
import MnemeCore
import MnemeTestSupport
import Testing

@testable import MnemeMemory

@Suite struct HotBoostTests {
  @Test func theBoostGrowsWithUseAndIsBounded() {
    let keys = (0..<5).map { ItemKey(.message, Int64($0)) }
    let boost = HotBoost(zip(keys, [0, 1, 3, 1e9, .infinity]).map { HotItem(key: $0, count: $1) })
    #expect(keys.map(boost.factor).prefix(3) == [1, 1.0125, 1.025])
    #expect(boost.factor(of: keys[3]) > 1.0499 && boost.factor(of: keys[3]) <= 1.05)
    #expect(boost.factor(of: keys[4]) == 1 && boost.factor(of: ItemKey(.memory, 1)) == 1)
    #expect(HotBoost.none.factor(of: keys[1]) == 1)
  }

  @Test func whatIsRecalledOftenComesBeforeItsEqual() async throws {
    let home = try EngineHome()
    try await home.say("I saw a heron at the lake.", session: "a")
    try await home.say("I saw a heron at the pond.", session: "b")
    try await home.work()
    func order() async throws -> [String] {
      try await home.recalled("Where was the heron?").map { $0.contains("lake") ? "lake" : "pond" }
    }
    func look(_ observe: Bool) async throws {
      for _ in 0..<8 {
        _ = try await home.engine.recall(
          RecallQuery(space: .me, text: "heron at the lake", limit: 1, explain: !observe, observe: observe))
      }
      try await home.work()
    }
    #expect(try await order() == ["pond", "lake"])
    // What is only explained leaves no trace.
    try await look(false)
    #expect(try await order() == ["pond", "lake"])
    try await look(true)
    #expect(try await order() == ["lake", "pond"])
    let explained = try await home.engine.recall(
      RecallQuery(space: .me, text: "Where was the heron?", explain: true, observe: false))
    let parts = explained.hits.map { hit in hit.explanation?.parts.first { $0.name == "hot" }?.value ?? 0 }
    #expect(parts.count == 2 && parts[0] > 1.03 && parts[0] <= 1.05 && parts[1] == 1)
    // Not in what is about something else, and no longer once the interest is over.
    try await home.say("I saw a fox in the garden.", session: "c")
    try await home.work()
    #expect(try await home.recalled("Where was the fox?").first?.contains("fox") == true)
    home.clock.advance(by: 120 * 86_400)
    let later = try await home.engine.recall(
      RecallQuery(space: .me, text: "Where was the heron?", explain: true, observe: false))
    let faded = later.hits.compactMap { hit in hit.explanation?.parts.first { $0.name == "hot" }?.value }
    #expect(faded.allSatisfy { $0 < 1.001 })
    try home.close()
  }
}
