import NIOCore

/// Frames of a `text/event-stream`.
enum ServerSentEvents {
  static func data(_ json: JSON) -> ByteBuffer {
    var bytes = Array("data: ".utf8)
    json.write(to: &bytes)
    bytes += "\n\n".utf8
    return ByteBuffer(bytes: bytes)
  }

  static let done = ByteBuffer(string: "data: [DONE]\n\n")
  /// A comment: clients ignore it, proxies and our own writes notice a dead connection by it.
  static let keepAlive = ByteBuffer(string: ": keep-alive\n\n")
}
