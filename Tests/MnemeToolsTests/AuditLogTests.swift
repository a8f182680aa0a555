import Foundation
import MnemeCore
import MnemeTestSupport
import Synchronization
import Testing

@testable import MnemeTools

@Suite struct AuditLogTests {
  /// Fails as often as it is told to, and counts who writes at once.
  private final class FrailStore: ToolAuditStore {
    private let state = Mutex((failures: 0, writing: 0, most: 0, entries: [ToolAuditEntry]()))
    var entries: [ToolAuditEntry] { state.withLock { $0.entries } }
    var most: Int { state.withLock { $0.most } }
    func fail(_ times: Int) { state.withLock { $0.failures = times } }

    func append(_ entries: [ToolAuditEntry]) async throws(MnemeError) {
      state.withLock {
        $0.writing += 1
        $0.most = max($0.most, $0.writing)
      }
      for _ in 0..<20 { await Task.yield() }
      let fails = state.withLock { state in
        state.writing -= 1
        if state.failures > 0 {
          state.failures -= 1
          return true
        }
        state.entries += entries
        return false
      }
      if fails { throw MnemeError(.storage, "The disk is full.") }
    }

    func auditEntries(_ search: ToolAuditSearch, in space: SpaceID) async throws(MnemeError) -> [ToolAuditEntry] {
      entries
    }
    func removeAuditEntries(before: Date) async throws(MnemeError) -> Int { 0 }
  }

  @Test func nothingIsChangedThatCannotBeLogged() async throws {
    let (store, runs) = (FrailStore(), NotingTool.Runs())
    let house = try ToolHouse(
      [NotingTool("look", runs: runs), NotingTool("change", changes: true, runs: runs)], auditStore: store)
    store.fail(1)
    let refused = try await house.registry.call("change", arguments: .null, in: house.turn())
    #expect(refused.failure?.code == .memoryStore && runs.all.isEmpty)
    store.fail(1)
    #expect(try await house.registry.call("look", arguments: .null, in: house.turn()).succeeded)
    await house.audit.flush()
    #expect(try await house.registry.call("change", arguments: .null, in: house.turn()).succeeded)
    #expect(runs.all.count == 2)
    // What could not be written at first is there in the end.
    #expect(store.entries.map(\.tool) == ["change", "change", "look", "change", "change"])
    try house.close()
  }

  @Test func anUrgentEntryIsWrittenOnReturnWhoeverElseWrites() async throws {
    let store = FrailStore()
    let house = try ToolHouse([NotingTool("change", changes: true)], auditStore: store)
    let draft = AuditDraft("change", .null, house.turn(), at: house.clock.now())
    await withTaskGroup(of: Void.self) { group in
      for number in 1...40 {
        group.addTask {
          let before = store.entries.count
          let isWritten = await house.audit.record(draft.begun(), isUrgent: true)
          #expect(isWritten && store.entries.count > before, "\(number)")
        }
      }
    }
    #expect(store.entries.count == 40 && store.most == 1)
    try house.close()
  }

  @Test func aClientThatCallsItselfModelIsNone() {
    for caller: ToolCaller in [.model, .client(name: ""), .client(name: "model"), .client(name: "client:x")] {
      #expect(ToolCaller(named: caller.name) == caller)
    }
    #expect(ToolCaller.client(name: "model").name == "client:model")
  }
}
