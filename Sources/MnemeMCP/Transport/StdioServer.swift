package import MnemeCore
import Synchronization

/// Serves one client over lines: standard input and output. Both lanes; which one a message means, it says itself.
package final class StdioServer: Sendable {
  private struct State {
    var session: ServerSession?
    var running: [RequestID: CancelSwitch] = [:]
  }

  private let server: MCPServer
  private let origin: MCPServer.Origin
  private let reader: LineReader
  private let output: any ServerOutput
  private let grace: Duration
  private let state = Mutex(State())

  /// - Parameter grace: how long running requests may take after the input has ended.
  package init(
    server: MCPServer, space: SpaceID, reader: LineReader, output: any ServerOutput, grace: Duration = .seconds(10)
  ) {
    self.server = server
    origin = MCPServer.Origin(principal: "stdio", space: space)
    self.reader = reader
    self.output = output
    self.grace = grace
  }

  /// Returns when the input has ended and its requests are answered, or when the task is cancelled.
  package func run() async {
    let ended = CancelSwitch()
    await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        await self.server.run()
        return false
      }
      group.addTask {
        await self.serve(ended)
        return true
      }
      group.addTask {
        await ended.wait()
        try? await Task.sleep(for: self.grace)  // cancellation ends the wait too
        return true
      }
      for await isOver in group where isOver { break }
      group.cancelAll()
    }
    reader.stop()
    if let session = state.withLock({ $0.session }) { server.leave(session) }
  }

  private func serve(_ ended: CancelSwitch) async {
    await withDiscardingTaskGroup { group in
      for await line in reader.lines {
        reader.taken()
        switch line {
        case .tooLong:
          output.send(.response(RPCResponse(id: nil, .failure(.invalidRequest("The message is too long.")))))
        case .bytes(let bytes): take(bytes) { job in group.addTask { await job() } }
        }
      }
      // Streams of change notifications would last forever.
      server.stop()
      ended.fire()
    }
  }

  private func take(_ bytes: [UInt8], run: (@escaping @Sendable () async -> Void) -> Void) {
    do throws(RPCRefusal) {
      switch try RPCInput(parsing: bytes) {
      case .single(let message): take(message, run: run)
      case .batch(let members):
        guard state.withLock({ $0.session })?.revision.hasBatches == true else {
          throw RPCRefusal(.invalidRequest("This revision has no batches."))
        }
        for member in members {
          switch member {
          case .success(let message): take(message, run: run)
          case .failure(let refusal): output.send(.response(refusal.response))
          }
        }
      }
    } catch {
      output.send(.response(error.response))
    }
  }

  private func take(_ message: RPCMessage, run: (@escaping @Sendable () async -> Void) -> Void) {
    let session = state.withLock { $0.session }
    switch message {
    case .response(let response): session?.receive(response)
    case .notification(let notification):
      if let session { server.take(notification, of: session) }
      if notification.method == MethodName.cancelled,
        let id = notification.params?["requestId"].flatMap({ RequestID($0) })
      {
        state.withLock { $0.running[id] }?.fire()
      }
    case .request(let request):
      if request.params?["_meta"]?[MetaKey.revision] != nil {
        stateless(request, run: run)
      } else if request.method == MethodName.initialize {
        open(request)
      } else if let session {
        run { [server, origin, output] in
          let response = await server.respond(to: request, of: session, from: origin, output: output)
          if let response { output.send(.response(response)) }
        }
      } else {
        output.send(.response(RPCResponse(id: request.id, .failure(Self.uninitialized(request)))))
      }
    }
  }

  /// What is neither of a session nor stateless: clients of both eras find out by this what the server speaks.
  private static func uninitialized(_ request: RPCRequest) -> RPCError {
    MCPServer.hasStateless(request.method)
      ? .invalidParams("'_meta' lacks '\(MetaKey.revision)'; or begin with 'initialize'.")
      : .invalidRequest("Begin with 'initialize'.")
  }

  private func open(_ request: RPCRequest) {
    guard state.withLock({ $0.session }) == nil else {
      output.send(
        .response(RPCResponse(id: request.id, .failure(.invalidRequest("The session is initialized already.")))))
      return
    }
    do throws(RPCError) {
      let (session, result) = try server.open(request, from: origin, output: output)
      state.withLock { $0.session = session }
      output.send(.response(RPCResponse(id: request.id, .success(result))))
    } catch {
      output.send(.response(RPCResponse(id: request.id, .failure(error))))
    }
  }

  private func stateless(_ request: RPCRequest, run: (@escaping @Sendable () async -> Void) -> Void) {
    let cancel = CancelSwitch()
    let isNew = state.withLock { state -> Bool in
      guard state.running[request.id] == nil else { return false }
      state.running[request.id] = cancel
      return true
    }
    guard isNew else {
      output.send(
        .response(
          RPCResponse(id: request.id, .failure(.invalidRequest("A request with this id is still running.")))))
      return
    }
    run { [self] in
      let response = await server.respond(to: request, from: origin, output: output, cancel: cancel)
      state.withLock { _ = $0.running.removeValue(forKey: request.id) }
      if let response { output.send(.response(response)) }
    }
  }
}
