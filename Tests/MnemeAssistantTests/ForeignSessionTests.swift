import Testing

@testable import MnemeAssistant

@Suite struct ForeignSessionTests {
  @Test func conversationsThatGoOnAreKeptBeforeThoseThatEnded() {
    let sessions = ForeignSessions(limit: 2)
    sessions.note("one")
    sessions.note("two")
    #expect(sessions.contains("one"))
    sessions.note("three")
    #expect(sessions.contains("one") && !sessions.contains("two") && sessions.contains("three"))
    sessions.note("one")
    sessions.note("four")
    #expect(sessions.contains("one") && !sessions.contains("three"))
    #expect(!sessions.contains(nil))
  }
}
