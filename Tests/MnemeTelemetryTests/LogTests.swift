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
}
