import Logging
import MnemeCore
import MnemeSQLite
import Synchronization
import Testing

@testable import MnemeAssistant

@Suite struct ForeignSessionTests {
  /// Notes what is asked of it.
  private final class Store: ForeignTextStore {
    private let state = Mutex((marked: Set<String>(), reads: 0, writes: 0, isBroken: false))
    var reads: Int { state.withLock { $0.reads } }
    var writes: Int { state.withLock { $0.writes } }
    func breaks(_ breaks: Bool = true) { state.withLock { $0.isBroken = breaks } }

    func markForeignText(session: String, in space: SpaceID) async throws(MnemeError) {
      let isBroken = state.withLock { state in
        state.writes += 1
        if !state.isBroken { state.marked.insert(space.rawValue + "/" + session) }
        return state.isBroken
      }
      if isBroken { throw MnemeError(.storage, "full") }
    }

    func holdsForeignText(session: String, in space: SpaceID) async throws(MnemeError) -> Bool {
      let found = state.withLock { state -> Bool? in
        state.reads += 1
        return state.isBroken ? nil : state.marked.contains(space.rawValue + "/" + session)
      }
      guard let found else { throw MnemeError(.storage, "broken") }
      return found
    }
  }

  private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  @Test func whatIsKnownIsReadAndWrittenOnce() async throws {
    let store = Store()
    let sessions = ForeignSessions(store: store, limit: 2, logger: logger)
    for _ in 0..<3 { await sessions.note("one", in: .me) }
    for _ in 0..<3 { #expect(await !sessions.contains("two", in: .me)) }
    #expect(store.writes == 1 && store.reads == 1)
    #expect(await sessions.contains("one", in: .me))
    // Nothing was kept of a new one: there is nothing to read.
    #expect(await !sessions.contains("three", in: .me, isNew: true))
    #expect(store.reads == 1)
    // Those that go on stay in memory; what left it is read again.
    #expect(await sessions.contains("one", in: .me))
    #expect(await !sessions.contains("two", in: .me))
    #expect(store.reads == 2)
    #expect(await !sessions.contains(nil, in: .me))
  }

  @Test func aConversationOfTheSameNameInAnotherSpaceIsAnother() async throws {
    let store = Store()
    let sessions = ForeignSessions(store: store, logger: logger)
    await sessions.note("talk", in: .me)
    #expect(await !sessions.contains("talk", in: try SpaceID("other")))
    #expect(await ForeignSessions(store: store, logger: logger).contains("talk", in: .me))
  }

  @Test func whatCouldNotBeWrittenIsKeptAndWrittenWithTheNextWords() async throws {
    let store = Store()
    let sessions = ForeignSessions(store: store, limit: 2, logger: logger)
    store.breaks()
    await sessions.note("talk", in: .me)
    // However many others come by, it is not forgotten: it stands nowhere else.
    for other in 0..<5 { await sessions.note("other \(other)", in: .me) }
    #expect(await sessions.contains("talk", in: .me) && store.reads == 0)
    store.breaks(false)
    for _ in 0..<2 { await sessions.note("talk", in: .me) }
    #expect(store.writes == 7)
    #expect(await ForeignSessions(store: store, logger: logger).contains("talk", in: .me))
  }

  @Test func whatCannotBeLookedUpCountsAsForeign() async throws {
    let store = Store()
    store.breaks()
    let sessions = ForeignSessions(store: store, logger: logger)
    for _ in 0..<2 { #expect(await sessions.contains("talk", in: .me)) }
    // Not for good.
    #expect(store.reads == 2)
  }
}
