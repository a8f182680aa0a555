import Foundation
import Logging
import MnemeCore
import MnemeMCP
import Synchronization
import Testing

@testable import mneme

/// What a relay does when its server breaks off, is gone, or hangs.
@Suite struct RelayTests {
  private let call = #"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"remember","arguments":{}}}"#
  private let answer = #"{"jsonrpc":"2.0","id":7,"result":{}}"#

  /// Sends lines through a relay whose input ends after them.
  /// - Returns: what the client reads, and how often another server was looked for.
  private func relay(
    _ lines: [String], to first: ScriptedPort, then next: ScriptedPort? = nil, grace: Duration = .seconds(60)
  ) async throws -> (lines: [JSONValue], searches: Int) {
    let (input, output) = (Pipe(), Pipe())
    let searches = Mutex(0)
    let other = (next ?? first).target
    let writer = LineWriter(descriptor: output.fileHandleForWriting.fileDescriptor)
    let relay = StdioRelay(
      space: .me, reader: LineReader(descriptor: input.fileHandleForReading.fileDescriptor, limit: 1 << 20),
      output: writer, first: first.target,
      find: {
        searches.withLock { $0 += 1 }
        return other
      }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, grace: grace)
    try input.fileHandleForWriting.write(contentsOf: Data(lines.map { $0 + "\n" }.joined().utf8))
    try input.fileHandleForWriting.close()
    await relay.run()
    await writer.close()
    try output.fileHandleForWriting.close()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let messages = try text.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    return (messages, searches.withLock { $0 })
  }

  @Test func aCallThatBrokeOffIsNotMadeTwice() async throws {
    let port = try ScriptedPort { _ in nil }
    let (lines, searches) = try await relay([call], to: port)
    #expect(lines.count == 1 && lines.first?["id"] == 7 && lines.first?["error"]?["code"] == -32603)
    #expect(port.requests.count == 1 && searches == 0)
    port.close()
  }

  @Test func aCallThatReachedNobodyGoesToTheServerOfNow() async throws {
    let gone = try ScriptedPort { _ in nil }
    gone.close()
    let port = try ScriptedPort { [answer] _ in .json(200, answer) }
    let (lines, searches) = try await relay([call], to: gone, then: port)
    #expect(lines == [try JSONValue(parsing: answer)])
    #expect(gone.requests.isEmpty && port.requests.count == 1 && searches == 1)
    port.close()
  }

  @Test func aCallThatWasRefusedUnreadGoesToTheServerOfNow() async throws {
    let refused = Atomic(false)
    let port = try ScriptedPort { [answer] _ in
      refused.exchange(true, ordering: .relaxed) ? .json(200, answer) : .json(401, "{}")
    }
    let (lines, searches) = try await relay([call], to: port)
    #expect(lines == [try JSONValue(parsing: answer)])
    #expect(port.requests.count == 2 && searches == 1)
    port.close()
  }

  @Test func theEndOfTheInputEndsWhatHangs() async throws {
    let port = try ScriptedPort { _ in .silence }
    let listen = #"{"jsonrpc":"2.0","id":8,"method":"subscriptions/listen","params":{}}"#
    let (lines, _) = try await relay([call, listen], to: port, grace: .milliseconds(100))
    #expect(lines.isEmpty)
    port.close()
  }

  @Test func streamsOfChangesEndWithTheInputAtOnce() async throws {
    let port = try ScriptedPort { _ in .silence }
    let listen = #"{"jsonrpc":"2.0","id":8,"method":"subscriptions/listen","params":{}}"#
    // With the whole grace the test would take an hour.
    let (lines, _) = try await relay([listen], to: port, grace: .seconds(3600))
    #expect(lines.isEmpty)
    port.close()
  }

  @Test func batchesGoThroughWhole() async throws {
    let batch = #"[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"ping"}]"#
    let port = try ScriptedPort { _ in
      .events(
        [1, 2].map { "event: message\ndata: {\"jsonrpc\":\"2.0\",\"id\":\($0),\"result\":{}}\n\n" }.joined())
    }
    let (lines, _) = try await relay([batch], to: port)
    #expect(lines.map { $0["id"] } == [1, 2])
    #expect(port.requests.map(\.body) == [batch])
    port.close()
  }
}
