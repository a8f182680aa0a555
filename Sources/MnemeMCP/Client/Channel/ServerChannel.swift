import MnemeCore
import Synchronization

/// The way to one server: carries requests there and answers back, and hands what the server starts by itself to `Inbound`.
protocol ServerChannel: Sendable {
  /// Nothing more can be sent once this is false.
  var isOpen: Bool { get }
  /// Sends a request and returns the result that answers it: an object.
  ///
  /// Cancelling the task tells the server, in the way of the transport, and throws at once.
  /// - Throws: `RemoteServerError`; `CancellationError`.
  func request(_ request: OutgoingRequest) async throws -> JSONValue
  /// - Throws: `RemoteServerError`; `CancellationError`.
  func notify(_ method: String, params: JSONValue?) async throws
  /// The revision that is spoken from now on; nil while that is being asked.
  func settle(on revision: ProtocolRevision?) async
  /// Ends it and everything that waits for it; returns when it has ended. Again it does nothing.
  func close() async
}

/// A request on its way.
struct OutgoingRequest: Sendable {
  let method: String
  /// An object.
  var params: JSONValue
  /// Of HTTP, besides those of every request.
  var headers: [(name: String, value: String)] = []
  /// Nil for one that stays open until it is cancelled.
  var deadline: Duration?
  /// Whether the server is told when the caller gives up.
  var tellsCancellation = true
  var report: (@Sendable (ToolProgress) -> Void)?

  init(_ method: String, params: JSONValue = [:], deadline: Duration?) {
    self.method = method
    self.params = params
    self.deadline = deadline
  }

  /// The message, with the token under which its progress comes back.
  func message(id: Int64) -> RPCRequest {
    var params = params
    if report != nil {
      let meta = params["_meta"] ?? [:]
      params = params.setting("_meta", to: meta.setting(MetaKey.progressToken, to: .integer(id)))
    }
    return RPCRequest(id: .integer(id), method, params: params == [:] ? nil : params)
  }
}

/// Identifiers of one server's requests: never the same twice, not even after a new connection, so that a late answer finds
/// nobody else's question.
final class RequestNumbers: Sendable {
  private let last = Atomic<Int64>(0)

  func next() -> Int64 { last.wrappingAdd(1, ordering: .relaxed).newValue }
}

/// Where the messages go that a server sends by itself.
struct Inbound: Sendable {
  /// Anything but progress and cancellation. Must return at once.
  var notified: @Sendable (RPCNotification) -> Void
  /// Answers a question of the server's.
  var asked: @Sendable (_ method: String, _ params: JSONValue?) async -> Result<JSONValue, RPCError>
}
