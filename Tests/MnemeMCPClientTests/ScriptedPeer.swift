import Foundation
import HTTPTypes
import Hummingbird
import Logging
import MnemeCore
import NIOCore
import Synchronization

@testable import MnemeMCP

/// One request that a peer got.
struct Heard: Sendable {
  let verb: String
  let path: String
  let query: String
  /// Names in lower case.
  let headers: [String: String]
  let text: String
  /// Of the connection that it came on.
  let connection: String

  var json: JSONValue? { try? JSONReader.read(Array(text.utf8)) }
  /// Of the protocol; nil for what is no request or notification of it.
  var method: String? { json?["method"]?.string }
  var params: JSONValue? { json?["params"] }
  var id: JSONValue? { json?["id"] }
  var tool: String? { params?["name"]?.string }
  var token: String? { headers["authorization"].map { String($0.dropFirst("Bearer ".count)) } }
  var form: [String: String] {
    Dictionary(FormEncoding.items(text).map { ($0.name, $0.value) }) { first, _ in first }
  }
}

enum Reply: Sendable {
  case json(Int, JSONValue, [String: String] = [:])
  /// Pieces of a stream of events; then it ends, or stays open until the client leaves.
  case events([String], [String: String] = [:], staysOpen: Bool = false)
  /// A stream of events that are made while it is open.
  case live(String, AsyncStream<String>)
  case status(Int, [String: String] = [:])
  /// Never answers.
  case silence

  /// The answer to a request.
  static func result(_ heard: Heard, _ result: JSONValue, _ headers: [String: String] = [:]) -> Reply {
    .json(200, ["jsonrpc": "2.0", "id": heard.id ?? .null, "result": result], headers)
  }

  static func error(_ heard: Heard, _ code: Int64, _ message: String, status: Int = 200, data: JSONValue? = nil)
    -> Reply
  {
    let error = JSONValue.object(["code": .integer(code), "message": .string(message)]).setting("data", to: data)
    return .json(status, ["jsonrpc": "2.0", "id": heard.id ?? .null, "error": error])
  }
}

/// What a peer got, in order.
final class Log: Sendable {
  private let entries = Mutex<[Heard]>([])
  /// When they came.
  private let times = Mutex<[ContinuousClock.Instant]>([])

  func add(_ heard: Heard) {
    entries.withLock { $0.append(heard) }
    times.withLock { $0.append(.now) }
  }

  var all: [Heard] { entries.withLock { $0 } }
  func of(_ method: String) -> [Heard] { all.filter { $0.method == method } }
  func at(_ path: String) -> [Heard] { all.filter { $0.path == path } }

  /// Waits until so many are there; not for ever.
  func wait(for count: Int, _ matches: @Sendable (Heard) -> Bool) async -> [Heard] {
    for _ in 0..<2000 {
      let found = all.filter(matches)
      if found.count >= count { return found }
      try? await Task.sleep(for: .milliseconds(5))
    }
    return all.filter(matches)
  }
}

struct PeerContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let peer: String

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    peer = source.channel.remoteAddress?.description ?? ""
  }
}

/// A server on a free loopback port that answers by a script, for the time of `body`.
func withPeer<Value: Sendable>(
  _ script: @escaping @Sendable (Heard) async -> Reply,
  _ body: @escaping @Sendable (_ base: String, Log) async throws -> Value
) async throws -> Value {
  let log = Log()
  let (ports, announce) = AsyncStream<Int>.makeStream()
  let responder = CallbackResponder<PeerContext> { request, context in
    let bytes = try await request.body.collect(upTo: 8 << 20)
    var headers: [String: String] = [:]
    for field in request.headers { headers[field.name.canonicalName] = field.value }
    // Hummingbird keeps the host apart.
    headers["host"] = request.head.authority
    let heard = Heard(
      verb: request.method.rawValue, path: request.uri.path, query: request.uri.query ?? "", headers: headers,
      text: String(buffer: bytes), connection: context.peer)
    log.add(heard)
    return try await response(script(heard))
  }
  let application = Application(
    responder: responder, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
    onServerRunning: { channel in
      if let port = channel.localAddress?.port { announce.yield(port) }
      announce.finish()
    }, logger: quiet)
  return try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { try await application.run() }
    defer { group.cancelAll() }
    var port: Int?
    for await announced in ports { port = announced }
    guard let port else { throw PeerDidNotStart() }
    return try await body("http://127.0.0.1:\(port)", log)
  }
}

struct PeerDidNotStart: Error {}

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

private func response(_ reply: Reply) async throws -> Response {
  func fields(_ headers: [String: String], _ type: String?) -> HTTPFields {
    var fields = HTTPFields()
    if let type { fields[.contentType] = type }
    for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
    return fields
  }
  switch reply {
  case .json(let status, let json, let headers):
    return Response(
      status: .init(code: status), headers: fields(headers, "application/json"),
      body: .init(byteBuffer: ByteBuffer(bytes: JSONWriter.bytes(json))))
  case .status(let status, let headers): return Response(status: .init(code: status), headers: fields(headers, nil))
  case .events(let pieces, let headers, let staysOpen):
    return Response(
      status: .ok, headers: fields(headers, "text/event-stream"),
      body: ResponseBody { writer in
        for piece in pieces { try await writer.write(ByteBuffer(string: piece)) }
        if staysOpen { try await Task.sleep(for: .seconds(60)) }
        try await writer.finish(nil)
      })
  case .live(let first, let more):
    return Response(
      status: .ok, headers: fields([:], "text/event-stream"),
      body: ResponseBody { writer in
        try await writer.write(ByteBuffer(string: first))
        for await piece in more { try await writer.write(ByteBuffer(string: piece)) }
        try await writer.finish(nil)
      })
  case .silence:
    try await Task.sleep(for: .seconds(60))
    return Response(status: .requestTimeout)
  }
}

/// One event of a stream.
func event(_ json: JSONValue, id: String? = nil) -> String {
  (id.map { "id: \($0)\n" } ?? "") + "event: message\ndata: \(json.text)\n\n"
}
