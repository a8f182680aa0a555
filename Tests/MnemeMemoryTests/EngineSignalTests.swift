import Synchronization
import Testing

@testable import MnemeMemory

/// A value that concurrent tasks may change.
private final class Shared<Value: Sendable>: Sendable {
  private let value: Mutex<Value>

  init(_ value: Value) { self.value = Mutex(value) }

  func withLock<T: Sendable>(_ body: (inout Value) -> T) -> T {
    value.withLock { value -> T in body(&value) }
  }
}

@Suite struct WorkSignalTests {
  @Test func aSignalGivenBeforeTheWaitIsNotLost() async {
    let signal = WorkSignal()
    await signal.waitForWork(timeout: nil)  // the first pass needs no signal
    signal.signal()
    await signal.waitForWork(timeout: nil)
  }

  @Test func waitersReturnOnlyAfterAPassThatBeganAfterTheSignal() async {
    let signal = WorkSignal()
    await signal.waitForWork(timeout: nil)
    signal.signal()
    signal.passEnded()  // this pass began before the signal
    let returned = Shared(false)
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await signal.waitUntilIdle()
        returned.withLock { $0 = true }
      }
      for _ in 0..<20 { await Task.yield() }
      #expect(!returned.withLock { $0 })
      await signal.waitForWork(timeout: nil)
      signal.passEnded()
      await group.waitForAll()
    }
    #expect(returned.withLock { $0 })
  }

  @Test func cancellationEndsBothWaits() async {
    let signal = WorkSignal()
    await signal.waitForWork(timeout: nil)
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await signal.waitUntilIdle() }
      group.addTask { await signal.waitForWork(timeout: nil) }
      group.cancelAll()
      await group.waitForAll()
    }
  }

  @Test func aTimeOutWakesTheWorker() async {
    let signal = WorkSignal()
    await signal.waitForWork(timeout: nil)
    await signal.waitForWork(timeout: .milliseconds(5))
  }
}

@Suite struct AsyncLockTests {
  private struct Counts {
    var now = 0
    var most = 0
    var total = 0
  }

  @Test func sectionsNeverOverlap() async {
    let lock = AsyncLock()
    let inside = Shared(Counts())
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<50 {
        group.addTask {
          await lock.withLock {
            inside.withLock { counts in
              counts.now += 1
              counts.most = max(counts.most, counts.now)
              counts.total += 1
            }
            await Task.yield()
            inside.withLock { $0.now -= 1 }
          }
        }
      }
    }
    let counts = inside.withLock { $0 }
    #expect(counts.most == 1)
    #expect(counts.total == 50)
  }

  @Test func aThrowingSectionReleasesTheLock() async throws {
    struct Failure: Error {}
    let lock = AsyncLock()
    await #expect(throws: Failure.self) { try await lock.withLock { throw Failure() } }
    #expect(await lock.withLock { 1 } == 1)
  }
}

@Suite struct EmbeddingCacheTests {
  @Test func itNeverHoldsMoreThanItsCapacity() {
    let cache = EmbeddingCache(capacity: 10)
    for i in 0..<100 { cache.insert([Float(i)], for: "\(i)") }
    let kept = (0..<100).filter { cache["\($0)"] != nil }
    #expect(kept == Array(90..<100))
  }
}
