import Foundation
import MnemeCore
import MnemeTestSupport
import Synchronization
import Testing

@testable import MnemeAssistant

@Suite struct TurnLaneTests {
  private final class Order: Sendable {
    let names = Mutex<[String]>([])
  }

  private let key = TurnLanes.Key(space: .me, session: "s")

  @Test func turnsOfOneConversationFollowOneAnotherAndOthersDoNotWait() async throws {
    let lanes = TurnLanes(width: 1)
    let order = Order()
    let first = try #require(lanes.enterAtOnce(key))
    #expect(lanes.enterAtOnce(key) == nil)
    let other = lanes.enterAtOnce(TurnLanes.Key(space: .me, session: "other"))
    #expect(other != nil)
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        let lane = await lanes.enter(key)
        order.names.withLock { $0.append("second") }
        lane.leave()
      }
      while lanes.counts.waiting == 0 { await Task.yield() }
      order.names.withLock { $0.append("first") }
      first.leave()
    }
    #expect(order.names.withLock { $0 } == ["first", "second"])
    #expect(lanes.counts == (0, 0))
    #expect(lanes.enterAtOnce(key) != nil)
  }

  @Test func aTurnThatHangsHoldsTheNextUpOnlySoLong() async throws {
    let lanes = TurnLanes(width: 1, hold: .milliseconds(20))
    let stuck = try #require(lanes.enterAtOnce(key))
    let lane = await lanes.enter(key)
    #expect(lanes.counts == (0, 1))
    lane.leave()
    #expect(lanes.enterAtOnce(key) == nil)
    stuck.leave()
    #expect(lanes.enterAtOnce(key) != nil)
  }

  @Test func theSecondQuestionOfAConversationSeesTheAnswerToTheFirst() async throws {
    let home = try House(model: ScriptedModel(pieces: ["Answer."]))
    async let one = home.say([(.user, "My bicycle is green.")]) { $0.session = "talk" }
    async let two = home.say([(.user, "What colour is my bicycle?")]) { $0.session = "talk" }
    _ = try await (one, two)
    let roles = try await home.messages().map(\.role)
    #expect(roles == [.user, .assistant, .user, .assistant])
    try home.close()
  }
}
