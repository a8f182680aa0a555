import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// A language model's server that costs next to nothing: it plays numbered pieces with the time at which each was sent. Speaks
/// OpenAI's chat completions; the model's name says how: `pieces-500-20` is 500 pieces, 20 ms apart.
final class StubUpstream: Sendable {
  let url: String
  private let channel: any Channel
  private let group: MultiThreadedEventLoopGroup

  /// - Parameter models: those that it lists.
  init(models: [String]) async throws {
    let entries = models.map { #"{"id":"\#($0)","object":"model"}"# }.joined(separator: ",")
    let list = #"{"object":"list","data":[\#(entries)]}"#
    group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    channel = try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 512)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(Answerer(list: list))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    url = "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/v1"
  }

  func stop() async throws {
    try await channel.close()
    try await group.shutdownGracefully()
  }

  /// Nanoseconds of the machine's monotonic clock: the same in all processes.
  static var nanoseconds: UInt64 { DispatchTime.now().uptimeNanoseconds }
  /// Its last 999 seconds in microseconds: few digits, so that nobody takes a time for the number of a card.
  static var microseconds: UInt64 { nanoseconds / 1000 % circle }
  static let circle: UInt64 = 999_000_000
}

/// One connection; used on its event loop alone.
private final class Answerer: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private struct Body: Decodable {
    let model: String
    let stream: Bool?
  }

  private let list: String
  private var isPost = false
  private var body = ByteBuffer()

  init(list: String) { self.list = list }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      isPost = head.method == .POST
      body.clear()
    case .body(var piece): body.writeBuffer(&piece)
    case .end: answer(context)
    }
  }

  private func answer(_ context: ChannelHandlerContext) {
    guard isPost, let request = try? JSONDecoder().decode(Body.self, from: Data(body.readableBytesView)) else {
      return whole(list, context)
    }
    let parts = request.model.split(separator: "-").compactMap { Int64($0) }
    let (count, pause) = parts.count == 2 ? (parts[0], parts[1]) : (1, 0)
    guard request.stream == true else {
      return whole(
        #"{"id":"c","object":"chat.completion","created":1,"model":"stub","choices":[{"index":0,"message":{"role":"assistant","#
          + #""content":"Noted."},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}"#,
        context)
    }
    var head = HTTPResponseHead(version: .http1_1, status: .ok)
    head.headers.add(name: "Content-Type", value: "text/event-stream")
    context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    play(0, of: count, every: .milliseconds(pause), context)
  }

  private func play(_ number: Int64, of count: Int64, every pause: TimeAmount, _ context: ChannelHandlerContext) {
    guard context.channel.isActive else { return }
    guard number < count else {
      send(
        "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"stub\",\"choices\":[{\"index\":0,"
          + "\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,"
          + "\"total_tokens\":11}}\n\ndata: [DONE]\n\n", context)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
      return
    }
    send(
      "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"stub\",\"choices\":[{\"index\":0,"
        + "\"delta\":{\"content\":\"#\(number):\(StubUpstream.microseconds) \"},\"finish_reason\":null}]}\n\n", context)
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: pause) {
      let (handler, context) = bound.value
      handler.play(number + 1, of: count, every: pause, context)
    }
  }

  private func send(_ text: String, _ context: ChannelHandlerContext) {
    context.writeAndFlush(
      wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(string: text)))), promise: nil)
  }

  private func whole(_ text: String, _ context: ChannelHandlerContext) {
    var head = HTTPResponseHead(version: .http1_1, status: .ok)
    head.headers.add(name: "Content-Type", value: "application/json")
    head.headers.add(name: "Content-Length", value: "\(text.utf8.count)")
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    send(text, context)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }
}
