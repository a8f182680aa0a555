import Hummingbird
import Logging
import NIOCore
import Synchronization

/// A Hummingbird server on a free loopback port for the time of `body`, which gets its port.
func withServer<
  Value: Sendable, Context: InitializableFromSource<ApplicationRequestContextSource> & RequestContext
>(
  _ router: Router<Context>, _ body: @escaping @Sendable (Int) async throws -> Value
) async throws -> Value {
  let (ports, announce) = AsyncStream<Int>.makeStream()
  let application = Application(
    responder: router.buildResponder(),
    configuration: .init(address: .hostname("127.0.0.1", port: 0)),
    onServerRunning: { channel in
      if let port = channel.localAddress?.port { announce.yield(port) }
      announce.finish()
    }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  return try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { try await application.run() }
    defer { group.cancelAll() }
    var port: Int?
    for await announced in ports { port = announced }
    guard let port else { throw ServerDidNotStart() }
    return try await body(port)
  }
}

struct ServerDidNotStart: Error {}

/// What a handler saw, in order.
final class Seen<Value: Sendable>: Sendable {
  private let values = Mutex<[Value]>([])

  func add(_ value: Value) -> Int {
    values.withLock {
      $0.append(value)
      return $0.count
    }
  }

  var all: [Value] { values.withLock { $0 } }
}

/// A body sent piece by piece; each piece is flushed before the next is made.
func pieces(_ pieces: [String], after: @escaping @Sendable () async throws -> Void = {}) -> ResponseBody {
  ResponseBody { writer in
    for piece in pieces { try await writer.write(ByteBuffer(string: piece)) }
    try await after()
    try await writer.finish(nil)
  }
}

/// A context that knows its connection.
struct ChannelContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    channel = source.channel
  }
}
