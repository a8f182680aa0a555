import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Stands between the HTTP decoder and everything else of one connection: bounds every wait, answers what cannot be
/// parsed, honours `Connection: close` and `Expect`, and tells the registry when the client leaves.
final class ConnectionGuard: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let registry: ConnectionRegistry
  private let timeouts: ConnectionTimeouts
  private var state: ConnectionState
  private var signal: ConnectionSignal?
  private var ticker: RepeatedTask?
  /// The last answer has left and our side is closed.
  private var written: EventLoopFuture<Void>?
  private var closesAfterAnswer = false
  /// The last answer is written: nothing is passed on any more.
  private var isFinished = false
  /// The client sends nothing any more.
  private var isInputClosed = false
  /// A WebSocket has taken the place of HTTP: what is before this handler speaks, and bounds its own waits.
  private var isUpgraded = false

  init(registry: ConnectionRegistry, timeouts: ConnectionTimeouts) {
    self.registry = registry
    self.timeouts = timeouts
    state = ConnectionState(timeouts: timeouts, now: .now())
  }

  func handlerAdded(context: ChannelHandlerContext) {
    signal = registry.add(context.channel, now: .now())
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    ticker = context.eventLoop.scheduleRepeatedTask(initialDelay: timeouts.tick, delay: timeouts.tick) { _ in
      let (handler, context) = bound.value
      handler.act(on: handler.state.check(now: .now()), context: context)
      handler.registry.makeRoom(now: .now())
    }
  }

  func handlerRemoved(context: ChannelHandlerContext) { leave(context) }

  func channelInactive(context: ChannelHandlerContext) {
    leave(context)
    context.fireChannelInactive()
  }

  private func leave(_ context: ChannelHandlerContext) {
    isFinished = true
    ticker?.cancel()
    ticker = nil
    registry.remove(context.channel)
  }

  // MARK: Inbound

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isFinished else {
      discard(unwrapInboundIn(data), context: context)
      return
    }
    switch unwrapInboundIn(data) {
    case .head(let head):
      state.requestBegan(now: .now())
      registry.isBusy(context.channel)
      if !head.isKeepAlive { closesAfterAnswer = true }
      guard head.headers["host"].count <= 1 else {
        refuse(.badRequest, "invalid_host", "A request has one Host header.", context: context)
        return
      }
      if state.outstanding == 1, head.headers[canonicalForm: "expect"].contains("100-continue") {
        let answer = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(answer)), promise: nil)
      }
    case .body(let buffer): act(on: state.bodyArrived(buffer.readableBytes, now: .now()), context: context)
    case .end:
      state.requestEnded(now: .now())
      noteIdle(context)
    }
    context.fireChannelRead(data)
  }

  /// What comes after the last answer; the end of it is waited for, or a full close would reset the connection and take
  /// the answer with it.
  private func discard(_ part: HTTPServerRequestPart, context: ChannelHandlerContext) {
    switch part {
    case .head: break
    case .body(let buffer): act(on: state.bodyArrived(buffer.readableBytes, now: .now()), context: context)
    case .end: state.requestEnded(now: .now())
    }
  }

  private func noteIdle(_ context: ChannelHandlerContext) {
    if state.isIdle { registry.isIdle(context.channel, since: .now(), hasSpoken: state.hasSpoken) }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    state.readDone()
    context.fireChannelReadComplete()
    // Nobody behind us reads on.
    if isFinished, !isInputClosed { context.read() }
  }

  func read(context: ChannelHandlerContext) {
    state.readWanted(now: .now())
    context.read()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is ChannelShouldQuiesceEvent {
      act(on: state.stop(), context: context)
    } else if event is GiveWay {
      giveWay(context, looks: state.hasSpoken ? 0 : Self.looks)
    } else if case .inputClosed? = event as? ChannelEvent {
      // A client that closes its side while it is owed an answer has most likely gone: turns are cancelled, short
      // answers are still sent.
      signal?.fire(.clientGone)
      closesAfterAnswer = true
      isInputClosed = true
      if isFinished { closeWhenWritten(context) } else if state.outstanding == 0 { context.close(promise: nil) }
    }
    context.fireUserInboundEventTriggered(event)
  }

  /// Times that one which never spoke is looked at before it is closed.
  private static let looks = 4

  /// A client that has just connected may have spoken without having been read yet: of many connections with input the event
  /// loop takes up some in each turn. A few turns later that is known.
  private func giveWay(_ context: ChannelHandlerContext, looks: Int) {
    guard state.isIdle, !isFinished else { return registry.staysBusy(context.channel, now: .now()) }
    guard looks > 0 else { return context.close(promise: nil) }
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: .milliseconds(5)) {
      let (handler, context) = bound.value
      handler.giveWay(context, looks: looks - 1)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard !isFinished else { return }
    guard error is HTTPParserError, state.outstanding == 0 else {
      // Inside a body the handler that reads it answers; every other error ends the connection.
      closesAfterAnswer = true
      context.fireErrorCaught(error)
      if !(error is HTTPParserError) { context.close(promise: nil) }
      return
    }
    if case .headerOverflow? = error as? HTTPParserError {
      refuse(
        .requestHeaderFieldsTooLarge, "headers_too_large", "The request's headers are too large.",
        context: context)
    } else {
      refuse(.badRequest, "invalid_http", "This is not a valid HTTP/1.1 request.", context: context)
    }
  }

  // MARK: Outbound

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard !isFinished else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    // The end of the answer that opened the WebSocket: nothing is sent for it.
    if isUpgraded {
      promise?.succeed()
      return
    }
    switch unwrapOutboundIn(data) {
    case .head(let head) where head.status == .switchingProtocols:
      guard let upgrade = registry.takeUpgrade(of: context.channel) else { return context.close(promise: nil) }
      context.writeAndFlush(data, promise: promise)
      self.upgrade(to: upgrade, context)
    case .head(var head):
      if head.headers[canonicalForm: "connection"].contains("close") { closesAfterAnswer = true }
      if closesAfterAnswer || state.isStopping { head.headers.replaceOrAdd(name: "connection", value: "close") }
      state.answerBegan()
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .body: context.write(data, promise: promise)
    case .end:
      state.answerEnded(now: .now())
      guard closesAfterAnswer || state.isStopping, state.outstanding == 0 else {
        noteIdle(context)
        context.write(data, promise: promise)
        return
      }
      context.writeAndFlush(data, promise: promise)
      finish(context)
    }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    state.writability(context.channel.isWritable, now: .now())
    context.fireChannelWritabilityChanged()
  }

  /// Puts the WebSocket's handlers where HTTP's were.
  private func upgrade(to upgrade: ConnectionRegistry.Upgrade, _ context: ChannelHandlerContext) {
    isUpgraded = true
    ticker?.cancel()
    ticker = nil
    registry.isBusy(context.channel)
    let pipeline = context.pipeline.syncOperations
    do {
      let encoder = try pipeline.context(handlerType: HTTPResponseEncoder.self)
      let decoder = try pipeline.context(handlerType: ByteToMessageHandler<HTTPRequestDecoder>.self)
      // They leave at once: neither is at work now.
      pipeline.removeHandler(context: encoder, promise: nil)
      pipeline.removeHandler(context: decoder, promise: nil)
      try pipeline.addHandlers(
        [
          WebSocketFrameEncoder(),
          ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: upgrade.messageLimit)),
          WebSocketHandler(link: upgrade.link, messageLimit: upgrade.messageLimit),
        ], position: .before(self))
    } catch {
      context.close(promise: nil)
    }
  }

  // MARK: Ending

  private func act(on verdict: ConnectionState.Verdict, context: ChannelHandlerContext) {
    switch verdict {
    case .carryOn: break
    case .close: context.close(promise: nil)
    case .timeOut:
      guard !isFinished else { return }
      refuse(
        .requestTimeout, "request_timeout", "The request's body did not arrive in time.", context: context)
    }
  }

  /// Answers on the handlers' behalf and ends the connection; what they may still write is dropped.
  private func refuse(
    _ status: HTTPResponseStatus, _ code: String, _ message: String, context: ChannelHandlerContext
  ) {
    let body = (["error": ["code": .string(code), "message": .string(message)]] as JSON).bytes
    let head = HTTPResponseHead(
      version: .http1_1, status: status,
      headers: [
        "content-type": "application/json", "content-length": String(body.count), "connection": "close",
      ])
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    finish(context)
  }

  /// Half-closes, reads what still comes within bounds, then closes: a full close with unread input would reset the
  /// connection and lose the answer.
  private func finish(_ context: ChannelHandlerContext) {
    isFinished = true
    state.lastAnswerGiven(now: .now())
    registry.isBusy(context.channel)
    signal?.fire(.clientGone)
    let written = context.eventLoop.makePromise(of: Void.self)
    context.close(mode: .output, promise: written)
    self.written = written.futureResult
    let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
    written.futureResult.whenComplete { _ in bound.value.state.lastAnswerWritten(now: .now()) }
    if isInputClosed { closeWhenWritten(context) } else { context.read() }
  }

  private func closeWhenWritten(_ context: ChannelHandlerContext) {
    let channel = context.channel
    // However the writing ended, there is nothing left to do for the connection.
    written?.whenComplete { _ in channel.close(promise: nil) }
  }
}

/// Asks an idle connection to close because another one needs its place.
struct GiveWay: Sendable {}
