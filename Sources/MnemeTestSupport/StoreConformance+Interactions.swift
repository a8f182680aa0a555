import Foundation
import MnemeCore
import Testing

extension StoreConformance {
  private static func turn(_ number: Int, of message: String, session: String = "s1") -> Interaction {
    Interaction(
      id: "t\(number)", space: .me, session: session, message: message, channel: "test",
      at: noon.addingTimeInterval(Double(number)), model: "m", provider: "openai",
      usage: TokenUsage(prompt: 10 + number, completion: 3, reported: number % 2 == 0),
      firstTokenMilliseconds: number == 0 ? nil : 12, totalMilliseconds: 40, outcome: number == 1 ? .failed : .stop,
      errorCode: number == 1 ? "timeout" : nil, toolRounds: 2, toolCalls: 3,
      style: AnswerStyle(characters: 90, sentences: 4, hedges: 1, listItems: 2), suspicion: 0.5, redactions: 1,
      recalled: number == 2 ? [] : [RecalledItem(source: .memory, id: "m\(number)", score: 0.5)])
  }

  package func turnsAreLoggedAndReadBackLatestFirst() async throws {
    let store = try await make()
    _ = try await store.append(
      [Self.message("a"), Self.message("b"), Self.message("c", session: "s2")], channel: "test")
    let turns = [Self.turn(0, of: "a"), Self.turn(1, of: "b"), Self.turn(2, of: "c", session: "s2")]
    for turn in turns { try await store.append(turn) }
    #expect(try await store.interactions(InteractionSearch(), in: .me) == turns.reversed())
    #expect(try await store.interactions(InteractionSearch(limit: 1), in: .me).map(\.id) == ["t2"])
    #expect(try await store.interactions(InteractionSearch(session: "s1"), in: .me).map(\.id) == ["t1", "t0"])
    let middle = InteractionSearch(from: Self.noon.addingTimeInterval(1), to: Self.noon.addingTimeInterval(2))
    #expect(try await store.interactions(middle, in: .me).map(\.id) == ["t1"])
    #expect(try await store.interactions(InteractionSearch(), in: try SpaceID("other")).isEmpty)
    #expect(try await store.totals().interactions == 3)
    #expect(try await store.removeInteractions(before: Self.noon.addingTimeInterval(2)) == 2)
    #expect(try await store.interactions(InteractionSearch(), in: .me).map(\.id) == ["t2"])
  }

  package func aTurnIsForgottenWithItsMessage() async throws {
    let store = try await make()
    _ = try await store.append(
      [Self.message("a"), Self.message("b"), Self.message("c", session: "s2")], channel: "test")
    for (number, message) in ["a", "b", "gone"].enumerated() { try await store.append(Self.turn(number, of: message)) }
    try await store.append(Self.turn(3, of: "c", session: "s2"))
    #expect(try await store.interactions(InteractionSearch(), in: .me).map(\.id) == ["t3", "t1", "t0"])
    let one = try await store.forgettingPlan(for: .message("a"), in: .me)
    _ = try await store.forget(one, in: .me, at: Self.noon)
    #expect(try await store.interactions(InteractionSearch(), in: .me).map(\.id) == ["t3", "t1"])
    let session = try await store.forgettingPlan(for: .session("s1"), in: .me)
    _ = try await store.forget(session, in: .me, at: Self.noon)
    #expect(try await store.interactions(InteractionSearch(), in: .me).map(\.id) == ["t3"])
    #expect(try await store.integrityFindings() == [])
  }
}
