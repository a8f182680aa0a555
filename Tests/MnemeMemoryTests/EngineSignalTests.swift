import Synchronization
import Testing

@testable import MnemeMemory

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
    let returned = Mutex(false)
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
  @Test func sectionsNeverOverlap() async {
    let lock = AsyncLock()
    let inside = Mutex((now: 0, most: 0, total: 0))
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<50 {
        group.addTask {
          await lock.withLock {
            inside.withLock {
              $0.now += 1
              $0.most = max($0.most, $0.now)
              $0.total += 1
            }
            await Task.yield()
            inside.withLock { $0.now -= 1 }
          }
        }
      }
    }
    let (_, most, total) = inside.withLock { $0 }
    #expect(most == 1)
    #expect(total == 50)
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
