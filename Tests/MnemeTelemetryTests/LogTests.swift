import Foundation
import Logging
import MnemeCore
import MnemeTelemetry
import MnemeTestSupport
import Synchronization
import Testing

final class MemoryOutput: LogOutput {
  private let state = Mutex((text: "", writes: 0, flushes: 0))
  var text: String { state.withLock { $0.text } }
  var writes: Int { state.withLock { $0.writes } }
  var flushes: Int { state.withLock { $0.flushes } }
  func write(_ bytes: [UInt8]) {
    state.withLock { state in
      state.text += String(decoding: bytes, as: UTF8.self)
      state.writes += 1
    }
  }
  func flush() { state.withLock { $0.flushes += 1 } }
}

/// Blocks those for whom `blocks` is set until it is released.
final class BlockingOutput: LogOutput {
  @TaskLocal static var blocks = false
  private let gate = DispatchSemaphore(value: 0)
  private let state = Mutex((lines: 0, isBlocked: false, isFree: false))
  var lines: Int { state.withLock { $0.lines } }
  var isBlocked: Bool { state.withLock { $0.isBlocked } }

  var isFree: Bool { state.withLock { $0.isFree } }

  func release() {
    state.withLock { $0.isFree = true }
    gate.signal()
  }

  func write(_ bytes: [UInt8]) {
    let waits = state.withLock { state in
      state.lines += bytes.count { $0 == UInt8(ascii: "\n") }
      state.isBlocked = Self.blocks && !state.isFree
      return state.isBlocked
    }
    // Ends by itself, so that a sink that waits for it fails its test and does not hang it.
    if waits, gate.wait(timeout: .now() + 600) == .timedOut { state.withLock { $0.isFree = true } }
    state.withLock { $0.isBlocked = false }
  }

  func flush() {}
}

/// Runs jobs on threads outside of the pool.
final class QueueExecutor: TaskExecutor {
  private let queue = DispatchQueue(label: "mneme.test.blocking", attributes: .concurrent)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

@Suite struct LogTests {
  private func logger(_ format: LineLogHandler.Format, _ sink: LogSink) -> Logger {
    Logger(label: "mneme") { label in
      LineLogHandler(label: label, format: format, sinks: [sink], clock: ManualClock()) {
        $0.replacing("hush", with: "[redacted]")
      }
    }
  }

  @Test func aLineOfJSONHoldsEverythingEscaped() throws {
    let output = MemoryOutput()
    let logger = logger(.json, LogSink(output))
    CurrentRequest.$id.withValue("r-1") {
      logger.info("a \"b\"\n", metadata: ["key": "hush\u{1}", "other": "x y"])
    }
    let object = try #require(try JSONSerialization.jsonObject(with: Data(output.text.utf8)) as? [String: String])
    #expect(
      object == [
        "ts": "2025-06-15T15:06:40Z", "level": "info", "logger": "mneme", "msg": "a \"b\"\n", "http.request_id": "r-1",
        "key": "[redacted]\u{1}", "other": "x y",
      ])
    #expect(output.text.hasSuffix("}\n") && output.text.count { $0 == "\n" } == 1)
  }

  @Test func aLineForPeopleIsOneLine() {
    let output = MemoryOutput()
    logger(.text, LogSink(output)).notice("one\ntwo", metadata: ["a": "b c", "d": "e\u{1B}"])
    #expect(output.text == "2025-06-15T15:06:40Z notice mneme: one two a=\"b c\" d=e \n")
  }

  @Test func linesBelowWarningWaitForTheServiceAndAWarningTakesThemAlong() async {
    let output = MemoryOutput()
    let sink = LogSink(output)
    let logger = logger(.text, sink)
    for number in 0..<50 { logger.info("line \(number)") }
    #expect(output.flushes == 0)
    logger.warning("now")
    #expect(output.flushes == 1 && output.text.split(separator: "\n").count == 51)
    let service = Task { await sink.run() }
    logger.info("late")
    service.cancel()
    await service.value
    #expect(output.text.split(separator: "\n").count == 52)
  }

  @Test func anOutputThatBlocksHoldsUpNobodyWhoLogs() async {
    let output = BlockingOutput()
    let sink = LogSink(output)
    // What blocks has threads of its own: those of the pool belong to everybody.
    let threads = QueueExecutor()
    let service = Task(executorPreference: threads) {
      await BlockingOutput.$blocks.withValue(true) { await sink.run() }
    }
    let line = [UInt8](repeating: UInt8(ascii: "x"), count: 199) + [UInt8(ascii: "\n")]
    var lines = 0
    // Nothing is handed over before the service runs; an output that gave up waiting ends the loop.
    while !output.isBlocked, !output.isFree {
      sink.write(line, isUrgent: false)
      lines += 1
      try? await Task.sleep(for: .milliseconds(1))
    }
    for _ in 0..<10_000 { sink.write(line, isUrgent: false) }
    #expect(output.isBlocked && sink.dropped > 0)
    output.release()
    service.cancel()
    await service.value
    #expect(output.lines + Int(sink.dropped) == lines + 10_000)
  }
}

@Suite struct ErrorWindowTests {
  private let start = Date(milliseconds: 1_750_000_000_000)

  @Test func onlyFailuresOfOneWindowCount() {
    var window = ErrorWindow()
    #expect(window.failed(.upstream, at: start) == nil)
    #expect(window.failed(.upstream, at: start.addingTimeInterval(1)) == nil)
    // The first two are over.
    #expect(window.failed(.upstream, at: start.addingTimeInterval(301)) == nil)
    #expect(window.failed(.upstream, at: start.addingTimeInterval(302)) == nil)
    #expect(window.failed(.upstream, at: start.addingTimeInterval(303))?.count == 3)
  }

  @Test func aClassIsSilentAfterItsAlertAndOthersAreNot() {
    var window = ErrorWindow()
    func feed(_ code: MnemeError.Code, _ count: Int, at seconds: Double) -> Int {
      (0..<count).count { _ in window.failed(code, at: start.addingTimeInterval(seconds)) != nil }
    }
    #expect(feed(.upstream, 50, at: 0) == 1)
    #expect(feed(.timeout, 5, at: 1) == 1)
    #expect(feed(.upstream, 50, at: 599) == 0)
    #expect(feed(.upstream, 3, at: 601) == 1)
    #expect(feed(.invalidInput, 100, at: 700) == 0)
  }

  @Test func anAlertCountsAllOfItsWindow() {
    var window = ErrorWindow()
    for number in 0..<3_000 {
      let alert = window.failed(.upstream, at: start.addingTimeInterval(Double(number) / 10))
      #expect((alert?.count ?? 3) == 3)
    }
    for _ in 0..<40 { _ = window.failed(.upstream, at: start.addingTimeInterval(599)) }
    #expect(window.failed(.upstream, at: start.addingTimeInterval(602))?.count == 41)
  }

  @Test func aClockThatIsSetBackSilencesNothingForLong() {
    var window = ErrorWindow()
    func feed(_ count: Int, at seconds: Double) -> [Int] {
      (0..<count).compactMap { _ in window.failed(.upstream, at: start.addingTimeInterval(seconds))?.count }
    }
    #expect(feed(3, at: 86_400) == [3])
    #expect(feed(3, at: 0).isEmpty)
    #expect(feed(3, at: 299).isEmpty)
    #expect(feed(4, at: 600) == [3])
  }
}
