import NIOCore
import NIOWebSocket
import Synchronization
import Testing

@testable import MnemeHTTP

/// What the frame decoder leaves to us; the whole is tried with real clients in Tests/clients/socket_tests.py.
@Suite struct MessageAssemblerTests {
  private func frame(
    _ opcode: WebSocketOpcode, _ bytes: [UInt8] = [], fin: Bool = true, masked: Bool = true
  ) -> WebSocketFrame {
    WebSocketFrame(
      fin: fin, opcode: opcode, maskKey: masked ? [0, 0, 0, 0] : nil, data: ByteBuffer(bytes: bytes))
  }

  @Test func piecesMakeOneMessageWithPingsBetweenThem() {
    var assembler = MessageAssembler(limit: 16)
    #expect(assembler.take(frame(.text, Array("ab".utf8), fin: false)) == .nothing)
    #expect(assembler.take(frame(.ping, [1])) == .ping(ByteBuffer(bytes: [1])))
    #expect(assembler.take(frame(.continuation, Array("한".utf8.prefix(2)), fin: false)) == .nothing)
    #expect(assembler.take(frame(.continuation, Array("한".utf8.suffix(1)))) == .text("ab한"))
    #expect(assembler.take(frame(.text, Array("next".utf8))) == .text("next"))
  }

  @Test func whatBreaksTheRulesIsRefused() {
    func outcome(_ frames: WebSocketFrame...) -> MessageAssembler.Outcome? {
      var assembler = MessageAssembler(limit: 16)
      return frames.map { assembler.take($0) }.last
    }
    #expect(outcome(frame(.text, [65], masked: false)) == .refused(.protocolError))
    #expect(outcome(frame(.continuation, [65])) == .refused(.protocolError))
    #expect(outcome(frame(.text, [65], fin: false), frame(.text, [65])) == .refused(.protocolError))
    #expect(outcome(frame(.binary, [65])) == .refused(.notText))
    #expect(outcome(frame(.text, [0xFF])) == .refused(.notUTF8))
    #expect(outcome(frame(.text, Array(repeating: 65, count: 17))) == .refused(.tooLarge))
    let half = Array(repeating: UInt8(65), count: 9)
    #expect(outcome(frame(.text, half, fin: false), frame(.continuation, half, fin: false)) == .refused(.tooLarge))
    #expect(outcome(frame(.connectionClose, [3])) == .refused(.protocolError))
    #expect(outcome(frame(.connectionClose, [3, 237])) == .refused(.protocolError), "1005 is never sent")
    #expect(outcome(frame(.connectionClose, [3, 233])) == .closed(1001))
    #expect(outcome(frame(.connectionClose)) == .closed(1000))
  }

  @Test func theRateIsThatOfAnyStretchOfTheWindow() {
    var rate = MessageRate(limit: 3, per: .seconds(60))
    let start = ContinuousClock.now
    func at(_ seconds: Int) -> ContinuousClock.Instant { start + .seconds(seconds) }
    #expect(rate.allow(at: at(0)) && rate.allow(at: at(10)) && rate.allow(at: at(20)))
    #expect(!rate.allow(at: at(30)) && !rate.allow(at: at(59)), "refused ones do not count")
    #expect(rate.allow(at: at(60)) && !rate.allow(at: at(65)))
    #expect(rate.allow(at: at(70)) && rate.allow(at: at(80)) && !rate.allow(at: at(81)))
  }

  @Test func aSlowReaderIsClosedWhenTheQueueIsFull() {
    let link = WebSocketLink()
    let outputs = Collected()
    link.attach { outputs.add($0) }
    let text = String(repeating: "x", count: 100_000)
    for _ in 0..<10 { link.send(.string(text)) }
    #expect(outputs.texts == 10 && outputs.closed == nil)
    link.written(100_002)
    link.send(.string(text))
    #expect(outputs.texts == 11)
    link.send(.string(text))
    #expect(outputs.texts == 11 && outputs.closed == .tooSlow)
    link.send(.string("x"))
    #expect(outputs.texts == 11, "nothing follows the close")
  }
}

private final class Collected: Sendable {
  private let state = Mutex<(texts: Int, closed: CloseReason?)>((0, nil))

  func add(_ output: WebSocketOutput) {
    state.withLock { state in
      if case .text = output { state.texts += 1 }
      if case .close(let reason) = output { state.closed = reason }
    }
  }

  var texts: Int { state.withLock { $0.texts } }
  var closed: CloseReason? { state.withLock { $0.closed } }
}
