import Foundation
import MnemeAssistant
import MnemeCore
import MnemeMemory
import MnemeTestSupport
import Testing

@Suite struct RepeatedTurnTests {
  private func users(_ house: House) async throws -> [String] {
    try await house.messages().filter { $0.role == .user }.map(\.text)
  }

  // MARK: Keys

  @Test func aKeyUsedForOtherWordsIsRefusedAndNothingIsStored() async throws {
    let house = try House()
    try await house.say([(.user, "Book the table.")]) { $0.idempotencyKey = "k1" }
    let error = await #expect(throws: MnemeError.self) {
      try await house.say([(.user, "Cancel the table.")]) { $0.idempotencyKey = "k1" }
    }
    #expect(error?.code == .unprocessable)
    #expect(error?.message.contains("Idempotency-Key") == true)
    #expect(try await users(house) == ["Book the table."])
    #expect(house.model.requests.count == 1)
    try house.close()
  }

  @Test func aKeyUsedInAnotherConversationIsRefused() async throws {
    let house = try House()
    func say(_ session: String) async throws {
      try await house.say([(.user, "yes")]) {
        $0.idempotencyKey = "k1"
        $0.session = session
      }
    }
    try await say("a")
    try await say("a")
    await #expect(throws: MnemeError.self) { try await say("b") }
    #expect(try await users(house) == ["yes"])
    try house.close()
  }
}
