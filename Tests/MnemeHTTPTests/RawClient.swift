import NIOCore
import NIOPosix

/// A client that sends exactly the bytes a test gives it.
final class RawClient {
  struct Answer {
    var status = 0
    var headers: [String: String] = [:]
    var body = ""
  }

  struct Ended: Error {}

  private let channel: any Channel
  private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
  private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
  private(set) var received: [UInt8] = []

  private init(
    channel: any Channel, inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
    outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
  ) {
    self.channel = channel
    self.inbound = inbound.makeAsyncIterator()
    self.outbound = outbound
  }

  /// - Parameter receiveBuffer: bytes the kernel takes for a client that does not read; nil lets them grow.
  static func connect<Value>(
    _ port: Int, receiveBuffer: Int? = nil, _ body: (RawClient) async throws -> Value
  ) async throws -> Value {
    var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
    if let receiveBuffer {
      bootstrap = bootstrap.channelOption(
        ChannelOptions.socketOption(.so_rcvbuf), value: SocketOptionValue(receiveBuffer))
    }
    let channel =
      try await bootstrap
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
            wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
        }
      }
    return try await channel.executeThenClose { inbound, outbound in
      try await body(RawClient(channel: channel.channel, inbound: inbound, outbound: outbound))
    }
  }

  func send(_ text: String) async throws { try await send(ByteBuffer(string: text)) }

  func send(_ bytes: ByteBuffer) async throws { try await outbound.write(bytes) }

  func halfClose() { outbound.finish() }

  func close() async throws { try await channel.close() }

  /// One more piece from the server.
  /// - Returns: false when the server closed its side.
  func more() async throws -> Bool {
    guard let piece = try await inbound.next() else { return false }
    received += Array(buffer: piece)
    return true
  }

  /// Reads until `text` was received.
  func read(until text: String) async throws {
    let needle = Array(text.utf8)
    while !contains(needle) {
      guard try await more() else { throw Ended() }
    }
  }

  /// Reads until the server closes its side; an abrupt end counts as one.
  func readToEnd() async -> String {
    // The reset of a connection is an end like any other here.
    while (try? await more()) == true {}
    return String(decoding: received, as: UTF8.self)
  }

  private func contains(_ needle: [UInt8]) -> Bool { RawClient.find(needle, in: received) != nil }

  private static func find(_ needle: [UInt8], in bytes: [UInt8], from start: Int = 0) -> Int? {
    guard bytes.count >= needle.count else { return nil }
    var index = start
    while index <= bytes.count - needle.count {
      if bytes[index] == needle[0], bytes[index..<(index + needle.count)].elementsEqual(needle) { return index }
      index += 1
    }
    return nil
  }

  /// Reads one whole answer and takes it off what was received.
  func answer() async throws -> Answer {
    let separator = Array("\r\n\r\n".utf8)
    var end = RawClient.find(separator, in: received)
    while end == nil {
      guard try await more() else { throw Ended() }
      end = RawClient.find(separator, in: received)
    }
    guard let end else { throw Ended() }
    var answer = Answer()
    let head = String(decoding: received[..<end], as: UTF8.self).split(
      separator: "\r\n", omittingEmptySubsequences: false)
    answer.status = Int(head[0].split(separator: " ")[1]) ?? 0
    for line in head.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      answer.headers[parts[0].lowercased()] = parts[1].trimmingPrefix(" ").description
    }
    received.removeFirst(end + 4)
    if answer.headers["transfer-encoding"] == "chunked" {
      answer.body = try await chunkedBody()
    } else {
      let length = Int(answer.headers["content-length"] ?? "0") ?? 0
      while received.count < length {
        guard try await more() else { throw Ended() }
      }
      answer.body = String(decoding: received[..<length], as: UTF8.self)
      received.removeFirst(length)
    }
    return answer
  }

  private func chunkedBody() async throws -> String {
    var body: [UInt8] = []
    let newline = Array("\r\n".utf8)
    while true {
      while RawClient.find(newline, in: received) == nil {
        guard try await more() else { throw Ended() }
      }
      guard let end = RawClient.find(newline, in: received) else { throw Ended() }
      guard let size = Int(String(decoding: received[..<end], as: UTF8.self), radix: 16) else { throw Ended() }
      while received.count < end + 2 + size + 2 {
        guard try await more() else { throw Ended() }
      }
      body += received[(end + 2)..<(end + 2 + size)]
      received.removeFirst(end + 2 + size + 2)
      if size == 0 { return String(decoding: body, as: UTF8.self) }
    }
  }
}
