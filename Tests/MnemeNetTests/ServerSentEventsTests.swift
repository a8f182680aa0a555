import MnemeCore
import Testing

@Suite struct ServerSentEventsTests {
  private static let stream =
    "\u{FEFF}: comment\r\nevent: greet\rdata: Grüße, 세계\ndata:  two\r\n\r\ndata\n\nid: 7\nretry: 5\nnonsense\ndata: {\"a\":1}\n\n\n\ndata: [DONE]\r\n\r\n"
  private static let events = [
    ServerSentEvents.Event(name: "greet", data: "Grüße, 세계\n two"),
    ServerSentEvents.Event(data: ""),
    ServerSentEvents.Event(data: "{\"a\":1}", id: "7"),
    ServerSentEvents.Event(data: "[DONE]", id: "7"),
  ]

  @Test func aWholeStreamIsRead() throws {
    var decoder = ServerSentEvents()
    #expect(try decoder.feed(Array(Self.stream.utf8)) == Self.events)
    #expect(decoder.finish() == nil)
  }

  @Test func everyCutOfAStreamGivesTheSameEvents() throws {
    let bytes = Array(Self.stream.utf8)
    for cut in 0...bytes.count {
      var decoder = ServerSentEvents()
      let events = try decoder.feed(Array(bytes[..<cut])) + decoder.feed(Array(bytes[cut...]))
      #expect(events == Self.events, "cut at \(cut)")
    }
  }

  @Test func byteByByteGivesTheSameEvents() throws {
    var decoder = ServerSentEvents()
    var events: [ServerSentEvents.Event] = []
    for byte in Self.stream.utf8 { events += try decoder.feed([byte]) }
    #expect(events == Self.events)
  }

  @Test func anEventWithoutItsBlankLineComesAtTheEnd() throws {
    var decoder = ServerSentEvents()
    #expect(try decoder.feed(Array("data: a\n\ndata: b\ndata: c".utf8)).map(\.data) == ["a"])
    #expect(decoder.finish()?.data == "b\nc")
    #expect(decoder.finish() == nil)
  }

  @Test func anEventBeyondTheLimitIsRefusedHoweverItIsCut() throws {
    var whole = ServerSentEvents(eventLimit: 100)
    #expect(throws: MnemeError.self) { try whole.feed(Array("data: \(String(repeating: "x", count: 200))\n\n".utf8)) }
    var lines = ServerSentEvents(eventLimit: 100)
    #expect(throws: MnemeError.self) {
      for _ in 0..<50 { _ = try lines.feed(Array("data: abc\n".utf8)) }
    }
  }

  @Test func keepAliveCommentsNeverReachTheLimit() throws {
    var decoder = ServerSentEvents(eventLimit: 100)
    for _ in 0..<1000 { #expect(try decoder.feed(Array(": still here\n".utf8)).isEmpty) }
    #expect(try decoder.feed(Array("data: x\n\n".utf8)).map(\.data) == ["x"])
  }
}
