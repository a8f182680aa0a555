package import MnemeCore
import Synchronization

/// One client that began with `initialize` (revisions up to 2025-11-25).
package final class ServerSession: Sendable {
  private struct State {
    var level: LogLevel?
    var subscriptions: Set<String> = []
    var asked: Int64 = 0
    var waiting: [RequestID: AsyncStream<RPCResponse>.Continuation] = [:]
    var running: [RequestID: CancelSwitch] = [:]
    var isClosed = false
  }

  package let revision: ProtocolRevision
  package let client: PeerInfo?
  package let capabilities: JSONValue
  package let space: SpaceID
  /// For messages that belong to no request.
  let output: any ServerOutput
  private let patience: Duration
  private let state = Mutex(State())

  /// How long a person or a model behind the client may take to answer.
  package static let patience = Duration.seconds(300)
  /// Requests that one session may have running at once.
  static let maxRunning = 128
  /// Addresses that one session may watch.
  static let maxSubscriptions = 1000

  init(
    revision: ProtocolRevision, client: PeerInfo?, capabilities: JSONValue, space: SpaceID, output: any ServerOutput,
    patience: Duration
  ) {
    self.revision = revision
    self.client = client
    self.capabilities = capabilities
    self.space = space
    self.output = output
    self.patience = patience
  }

  // MARK: Running requests

  /// - Throws: `invalidRequest` when a request with this id is still running, or too many are.
  func begin(_ id: RequestID, _ cancel: CancelSwitch) throws(RPCError) {
    let (isNew, fits) = state.withLock { state -> (Bool, Bool) in
      guard state.running.count < ServerSession.maxRunning else { return (true, false) }
      guard state.running[id] == nil, !state.isClosed else { return (false, true) }
      state.running[id] = cancel
      return (true, true)
    }
    guard fits else { throw .invalidRequest("Too many requests are running in this session.") }
    guard isNew else { throw .invalidRequest("A request with this id is still running.") }
  }

  func end(_ id: RequestID) { state.withLock { _ = $0.running.removeValue(forKey: id) } }

  /// Requests that are not answered yet.
  package var runningCount: Int { state.withLock { $0.running.count } }

  func cancel(_ id: RequestID) { state.withLock { $0.running[id] }?.fire() }

  /// Nothing is answered any more; what runs is cancelled.
  package func close() {
    let (running, waiting) = state.withLock { state in
      state.isClosed = true
      defer {
        state.running = [:]
        state.waiting = [:]
      }
      return (Array(state.running.values), Array(state.waiting.values))
    }
    for cancel in running { cancel.fire() }
    for continuation in waiting { continuation.finish() }
  }

  // MARK: Requests to the client

  /// - Throws: the client's error, a time-out as `internalError`, `CancellationError`.
  func ask(_ request: InputRequest, through output: any ServerOutput) async throws -> JSONValue {
    let (answers, continuation) = AsyncStream<RPCResponse>.makeStream(bufferingPolicy: .bufferingOldest(1))
    let id = state.withLock { state -> RequestID? in
      guard !state.isClosed else { return nil }
      state.asked += 1
      // A string, so that it is not taken for one of the client's own numbers.
      let id = RequestID.string("mneme-\(state.asked)")
      state.waiting[id] = continuation
      return id
    }
    guard let id else { throw CancellationError() }
    output.send(.request(RPCRequest(id: id, request.method, params: request.params)))
    let answer: RPCResponse?
    do {
      answer = try await withDeadline(patience, "The client did not answer in time.") {
        for await answer in answers { return answer }
        return nil
      }
    } catch {
      forget(id, through: output)
      throw error is CancellationError
        ? error : RPCError(RPCError.internalErrorCode, "The client did not answer in time.")
    }
    _ = state.withLock { $0.waiting.removeValue(forKey: id) }
    try Task.checkCancellation()
    guard let answer else { throw CancellationError() }
    return try answer.outcome.get()
  }

  private func forget(_ id: RequestID, through output: any ServerOutput) {
    let wasWaiting = state.withLock { $0.waiting.removeValue(forKey: id) != nil }
    guard wasWaiting else { return }
    output.send(
      .notification(
        RPCNotification(MethodName.cancelled, params: ["requestId": id.json, "reason": "No longer needed."])))
  }

  /// An answer to something that nobody asked, or not any more, is dropped.
  package func receive(_ response: RPCResponse) {
    guard let id = response.id, let waiting = state.withLock({ $0.waiting.removeValue(forKey: id) }) else { return }
    waiting.yield(response)
    waiting.finish()
  }

  // MARK: What the client chose

  var logLevel: LogLevel? {
    get { state.withLock { $0.level } }
    set { state.withLock { $0.level = newValue } }
  }

  /// - Throws: `invalidParams` when there are too many.
  func subscribe(_ uri: String) throws(RPCError) {
    let fits = state.withLock { state -> Bool in
      guard state.subscriptions.count < ServerSession.maxSubscriptions || state.subscriptions.contains(uri) else {
        return false
      }
      state.subscriptions.insert(uri)
      return true
    }
    guard fits else { throw .invalidParams("The session watches too many resources.") }
  }

  func unsubscribe(_ uri: String) { state.withLock { _ = $0.subscriptions.remove(uri) } }
  var subscriptions: Set<String> { state.withLock { $0.subscriptions } }
}
