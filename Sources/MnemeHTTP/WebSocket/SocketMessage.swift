import Foundation
import MnemeCore

/// What a client says over the WebSocket, by its `type`.
enum SocketMessage: Sendable {
  case auth(token: String?, space: String?, events: Bool, after: UInt64?)
  case ping
  case pong
  case chat(SocketChat)
  case cancel(id: String?)
  case sessionEnd(session: String?)
  case typingStart
  case subscribe(after: UInt64?)
  case unsubscribe
  case unknown(String)

  enum Fault: Error {
    case notJSON
    /// What is wrong, in words.
    case wrong(String)
  }

  private struct Wire: Decodable {
    var type: String
    var id: String?
    var token: String?
    var space: String?
    var userID: String?
    var events: Bool?
    var after: UInt64?
    var content: String?
    var session: String?
    var model: String?
    var memory: String?

    enum CodingKeys: String, CodingKey {
      case type, id, token, space, events, after, content, session, model, memory
      case userID = "user_id"
    }
  }

  init(_ text: String) throws(Fault) {
    let data = Data(text.utf8)
    guard JSONText.flaw(in: data) == nil else { throw .notJSON }
    let wire: Wire
    do {
      wire = try JSONDecoder().decode(Wire.self, from: data)
    } catch let error as DecodingError {
      let failure = HTTPFailure(error)
      if failure.isInvalidJSON, !JSONText.isJSON(data) { throw .notJSON }
      throw .wrong(failure.message)
    } catch {
      throw .notJSON
    }
    switch wire.type {
    case "auth":
      self = .auth(
        token: wire.token, space: wire.space ?? wire.userID, events: wire.events ?? (wire.after != nil),
        after: wire.after)
    case "ping": self = .ping
    case "pong": self = .pong
    case "chat": self = .chat(try SocketChat(wire.id, wire.content, wire.session, wire.model, wire.memory))
    case "cancel": self = .cancel(id: wire.id)
    case "session_end": self = .sessionEnd(session: wire.session)
    case "typing_start": self = .typingStart
    case "subscribe": self = .subscribe(after: wire.after)
    case "unsubscribe": self = .unsubscribe
    default: self = .unknown(String(wire.type.unicodeScalars.prefix(64).map(Character.init)))
    }
  }
}

/// One question over a WebSocket.
struct SocketChat: Sendable {
  /// The client's name for it; nil lets us give one.
  let id: String?
  let content: String
  let session: String?
  let model: String?
  let memory: MemoryMode

  fileprivate init(
    _ id: String?, _ content: String?, _ session: String?, _ model: String?, _ memory: String?
  ) throws(SocketMessage.Fault) {
    func name(_ value: String?, _ field: String) throws(SocketMessage.Fault) -> String? {
      guard let value, !value.isEmpty else { return nil }
      guard value.unicodeScalars.count <= Limits.nameCharacters,
        value.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
      else {
        throw .wrong("'\(field)' has at most \(Limits.nameCharacters) characters, none of them control ones.")
      }
      return value
    }
    guard let content, !content.allSatisfy(\.isWhitespace) else { throw .wrong("'content' is missing or empty.") }
    guard let memory = MemoryMode(rawValue: memory ?? MemoryMode.full.rawValue) else {
      throw .wrong("'memory' is off, read or full.")
    }
    self.id = try name(id, "id")
    self.content = content
    self.session = try name(session, "session")
    self.model = try name(model, "model")
    self.memory = memory
  }
}
