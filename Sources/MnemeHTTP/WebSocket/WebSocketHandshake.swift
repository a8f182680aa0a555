import Crypto
import Foundation
import HTTPTypes
import Hummingbird

/// The opening of a WebSocket (RFC 6455 §4.2).
enum WebSocketHandshake {
  private static let mark = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

  /// The head that accepts it.
  /// - Throws: 426 for a request that asks for something else, 400 for a wrong one.
  static func accept(_ headers: HTTPFields) throws(HTTPFailure) -> HTTPFields {
    func names(_ field: HTTPField.Name, _ word: String) -> Bool {
      headers[values: field].contains { value in
        value.split(separator: ",").contains { $0.trimmingCharacters(in: .whitespaces).lowercased() == word }
      }
    }
    guard names(.connection, "upgrade"), names(.upgrade, "websocket") else {
      throw HTTPFailure(
        .upgradeRequired, "upgrade_required", "This address speaks WebSocket: connect with 'Upgrade: websocket'.",
        headers: [.upgrade: "websocket", .connection: "upgrade"])
    }
    guard headers[.secWebSocketVersion] == "13" else {
      throw HTTPFailure(
        .upgradeRequired, "websocket_version", "Version 13 of the WebSocket protocol is spoken here.",
        headers: [.secWebSocketVersion: "13", .upgrade: "websocket", .connection: "upgrade"])
    }
    guard let key = headers[.secWebSocketKey], Data(base64Encoded: key)?.count == 16 else {
      throw HTTPFailure.invalid("Sec-WebSocket-Key", "Sec-WebSocket-Key is 16 bytes in Base64.")
    }
    let digest = Data(Insecure.SHA1.hash(data: Data((key + mark).utf8)))
    return [
      .upgrade: "websocket", .connection: "Upgrade", .secWebSocketAccept: digest.base64EncodedString(),
    ]
  }
}
