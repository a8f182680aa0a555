import NIOCore
import NIOWebSocket

/// Why we close a connection, by the numbers of RFC 6455 and our own from 4000.
struct CloseReason: Sendable, Hashable {
  let code: UInt16
  /// One word for programs; at most 123 bytes.
  let word: String

  static let normal = CloseReason(code: 1000, word: "")
  static let goingAway = CloseReason(code: 1001, word: "server_stopping")
  static let protocolError = CloseReason(code: 1002, word: "protocol_error")
  static let notText = CloseReason(code: 1003, word: "text_only")
  static let notJSON = CloseReason(code: 1003, word: "bad_json")
  static let notUTF8 = CloseReason(code: 1007, word: "not_utf8")
  static let tooLarge = CloseReason(code: 1009, word: "message_too_large")
  static let tooSlow = CloseReason(code: 1013, word: "too_slow")
  static let authRequired = CloseReason(code: 4001, word: "auth_required")
  static let authTimeout = CloseReason(code: 4002, word: "auth_timeout")
  static let silent = CloseReason(code: 4008, word: "no_pong")
}

/// Makes messages of a client's frames, and checks what the decoder leaves to us (RFC 6455 §5): masking, reserved bits, order of
/// fragments, size of the whole, UTF-8, and the content of a close.
struct MessageAssembler {
  enum Outcome: Equatable {
    /// A fragment was taken; more follow.
    case nothing
    case text(String)
    /// To be answered with the same bytes.
    case ping(ByteBuffer)
    case pong
    /// The client closes, with this code.
    case closed(UInt16)
    case refused(CloseReason)
  }

  /// Bytes of a message, all fragments together.
  let limit: Int
  /// Empty fragments cost us and nobody else.
  private static let fragmentLimit = 1024
  private var fragments: ByteBuffer?
  private var count = 0

  init(limit: Int) { self.limit = limit }

  mutating func take(_ frame: WebSocketFrame) -> Outcome {
    guard frame.maskKey != nil, !frame.rsv1, !frame.rsv2, !frame.rsv3 else { return .refused(.protocolError) }
    let data = frame.unmaskedData
    switch frame.opcode {
    case .ping: return .ping(data)
    case .pong: return .pong
    case .connectionClose: return close(data)
    case .binary: return .refused(.notText)
    case .text:
      guard fragments == nil else { return .refused(.protocolError) }
      if frame.fin { return whole(data) }
      (fragments, count) = (data, 1)
      return .nothing
    case .continuation:
      guard var gathered = fragments else { return .refused(.protocolError) }
      var data = data
      count += 1
      guard gathered.readableBytes + data.readableBytes <= limit, count <= Self.fragmentLimit else {
        return .refused(.tooLarge)
      }
      fragments = nil  // the only reference: it grows in place
      gathered.writeBuffer(&data)
      if frame.fin { return whole(gathered) }
      fragments = gathered
      return .nothing
    default: return .refused(.protocolError)
    }
  }

  private func whole(_ data: ByteBuffer) -> Outcome {
    guard data.readableBytes <= limit else { return .refused(.tooLarge) }
    guard let text = String(validating: data.readableBytesView, as: UTF8.self) else { return .refused(.notUTF8) }
    return .text(text)
  }

  private func close(_ data: ByteBuffer) -> Outcome {
    var data = data
    if data.readableBytes == 0 { return .closed(1000) }
    guard let code = data.readInteger(as: UInt16.self), Self.mayBeSent(code) else { return .refused(.protocolError) }
    guard String(validating: data.readableBytesView, as: UTF8.self) != nil else { return .refused(.notUTF8) }
    return .closed(code)
  }

  /// 1004 to 1006 and 1015 never stand in a frame.
  private static func mayBeSent(_ code: UInt16) -> Bool {
    (1000...1003).contains(code) || (1007...1014).contains(code) || (3000...4999).contains(code)
  }
}
