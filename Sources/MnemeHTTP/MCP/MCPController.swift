import HTTPTypes
import Hummingbird
import MnemeCore
import MnemeMCP
import NIOCore

/// `/mcp`: the Model Context Protocol over Streamable HTTP. Reads and writes HTTP; what is answered, `HTTPTransport` knows.
struct MCPController: Sendable {
  let transport: HTTPTransport
  let registry: ConnectionRegistry
  let maxBodyBytes: Int
  /// Silence in a stream after which a comment is sent.
  let keepAlive: Duration

  /// After which a client that lost its connection is to come back.
  private static let retryMilliseconds = 1000

  func post(_ scope: RequestScope) async throws -> Response {
    try scope.requireMediaType(["application/json"])
    let call = try call(scope)
    return try await answer(transport.post(try await scope.collect(limit: maxBodyBytes), call), scope)
  }

  func get(_ scope: RequestScope) async throws -> Response {
    // A HEAD would take the stream from its reader.
    guard scope.request.method == .get else {
      throw HTTPFailure(
        .methodNotAllowed, "method_not_allowed", "This address answers POST, GET, DELETE.",
        headers: [.allow: "POST, GET, DELETE"])
    }
    return try await answer(transport.get(try call(scope)), scope)
  }

  func delete(_ scope: RequestScope) async throws -> Response {
    try await answer(transport.delete(try call(scope)), scope)
  }

  private func call(_ scope: RequestScope) throws(HTTPFailure) -> HTTPTransport.Call {
    // Another key is another principal, and the next token of the same person is the same; the key itself is kept nowhere.
    let key = scope.principal ?? scope.headers[.authorization] ?? scope.headers[.apiKey] ?? scope.caller.id
    let principal = Base64URL.encode(SHA256.digest(key.utf8))
    let headers = scope.headers
    return HTTPTransport.Call(origin: MCPServer.Origin(principal: principal, space: try scope.space())) { name in
      HTTPField.Name(name).flatMap { headers[$0] }
    }
  }

  private func answer(_ answer: HTTPTransport.Answer, _ scope: RequestScope) async throws -> Response {
    switch answer {
    case .empty(let status): return Response(status: .init(code: status))
    case .json(let status, let response, let session):
      var headers: HTTPFields = [:]
      headers[.mcpSession] = session
      return json(status, RPCMessage.response(response).bytes, headers)
    case .stream(let stream): return try await open(stream, scope)
    }
  }

  private func json(_ status: Int, _ bytes: [UInt8], _ headers: HTTPFields = [:]) -> Response {
    var headers = headers
    headers[.contentType] = "application/json"
    headers[.contentLength] = String(bytes.count)
    return Response(status: .init(code: status), headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  // MARK: Streams

  /// One JSON object when the response is all there is to say, else an event stream.
  private func open(_ stream: HTTPTransport.Stream, _ scope: RequestScope) async throws -> Response {
    var after = stream.after
    while stream.mayBeJSON || stream.mustBeJSON {
      switch await next(stream, after: after, scope) {
      case .step(.entry(let entry)):
        if case .response(let response) = entry.message { return json(stream.status(of: response), entry.bytes) }
        guard stream.mustBeJSON else { return events(stream, scope) }
        after = entry.number
      case .step, .ended:
        // Taken back by the client, or ended with the server: nobody waits for an answer.
        stream.cancel?.fire()
        return Response(status: .noContent)
      case .silence:
        if !stream.mustBeJSON { return events(stream, scope) }
      }
    }
    return events(stream, scope)
  }

  private func events(_ stream: HTTPTransport.Stream, _ scope: RequestScope) -> Response {
    let headers: HTTPFields = [
      .contentType: "text/event-stream; charset=utf-8", .accelBuffering: "no", .cacheControl: "no-store",
    ]
    let leaving = Leaving(cancel: stream.cancel)
    let body = ResponseBody { writer in
      defer { leaving.cancel?.fire() }
      if stream.isPrimed {
        try await writer.write(
          ByteBuffer(string: "id: \(stream.log.eventID(0))\nretry: \(Self.retryMilliseconds)\ndata:\n\n"))
      }
      try await write(stream, scope, to: &writer)
      try await writer.finish(nil)
    }
    return Response(status: .ok, headers: headers, body: body)
  }

  /// Ends the work when the body that holds this is let go, also one that was never written because the client had gone
  /// before the head.
  final class Leaving: Sendable {
    let cancel: CancelSwitch?

    init(cancel: CancelSwitch?) { self.cancel = cancel }

    deinit { cancel?.fire() }
  }

  private func write(
    _ stream: HTTPTransport.Stream, _ scope: RequestScope, to writer: inout any ResponseBodyWriter
  ) async throws {
    var after = stream.after
    while true {
      switch await next(stream, after: after, scope) {
      case .step(.entry(let entry)):
        after = entry.number
        try await writer.write(frame(entry, stream))
      case .step, .ended: return
      case .silence: try await writer.write(ServerSentEvents.keepAlive)
      }
    }
  }

  private func frame(_ entry: StreamLog.Entry, _ stream: HTTPTransport.Stream) -> ByteBuffer {
    var frame = ByteBuffer()
    if stream.isResumable { frame.writeString("id: \(stream.log.eventID(entry.number))\n") }
    frame.writeString("event: message\ndata: ")
    frame.writeBytes(entry.bytes)
    frame.writeString("\n\n")
    return frame
  }

  private enum Turn: Sendable {
    case step(StreamLog.Step)
    /// Nothing came for a while.
    case silence
    /// The client left, or the server stops.
    case ended
  }

  private func next(_ stream: HTTPTransport.Stream, after: Int, _ scope: RequestScope) async -> Turn {
    await withTaskGroup(of: Turn.self) { group in
      group.addTask { .step(await stream.log.next(after: after, reader: stream.reader)) }
      group.addTask { [keepAlive] in
        try? await Task.sleep(for: keepAlive)  // cancellation ends it too; then nobody looks at the result
        return .silence
      }
      group.addTask { [registry] in
        let signals = [scope.signal, stream.isEndless ? registry.stopping : scope.signal]
        await withTaskGroup(of: Void.self) { waits in
          for signal in signals { waits.addTask { _ = await signal.wait() } }
          await waits.next()
          waits.cancelAll()
        }
        return .ended
      }
      defer { group.cancelAll() }
      return await group.next() ?? .ended
    }
  }
}

extension HTTPField.Name {
  static let mcpSession = HTTPField.Name("Mcp-Session-Id") ?? .origin
}
