import NIOCore

/// Frames of a `text/event-stream`.
enum ServerSentEvents {
  static func data(_ json: JSON) -> ByteBuffer {
    var bytes = Array("data: ".utf8)
    json.write(to: &bytes)
    bytes += "\n\n".utf8
    return ByteBuffer(bytes: bytes)
  }

  static func named(_ name: String, _ json: JSON) -> ByteBuffer {
    var bytes = Array("event: \(name)\ndata: ".utf8)
    json.write(to: &bytes)
    bytes += "\n\n".utf8
    return ByteBuffer(bytes: bytes)
  }

  /// One event with its id and type. `data` is one line.
  static func event(id: UInt64, name: String, data: [UInt8]) -> ByteBuffer {
    var bytes = Array("id: \(id)\nevent: \(name)\ndata: ".utf8)
    bytes.reserveCapacity(bytes.count + data.count + 2)
    bytes += data
    bytes += "\n\n".utf8
    return ByteBuffer(bytes: bytes)
  }

  /// The first frame of a feed: how long a client waits before it connects again, and where it stands until the first
  /// event. Without data it is no event.
  static func opening(retryMilliseconds: Int, id: UInt64?) -> ByteBuffer {
    ByteBuffer(string: "retry: \(retryMilliseconds)\n" + (id.map { "id: \($0)\n" } ?? "") + "\n")
  }

  static let done = ByteBuffer(string: "data: [DONE]\n\n")
  /// A comment: clients ignore it, proxies and our own writes notice a dead connection by it.
  static let keepAlive = ByteBuffer(string: ": keep-alive\n\n")
}
