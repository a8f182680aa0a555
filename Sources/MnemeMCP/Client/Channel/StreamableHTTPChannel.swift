import Foundation
import MnemeCore
import Synchronization

/// The way to a server over Streamable HTTP: each message is a POST, answered by JSON or by a stream of events.
///
/// In the revisions with sessions an answer that broke off is resumed, and one stream for what the server starts by itself
/// stays open (`HTTPEventStream`). From 2026-07-28 on, closing the answer is what cancels it.
final class StreamableHTTPChannel: ServerChannel {
  struct Pace: Sendable {
    /// Before a broken stream is taken up again, unless the server names a time.
    var reconnect = Duration.seconds(1)
    /// Longest time a server may make us wait.
    var longestRetry = Duration.seconds(60)
    /// Tries in a row that bring no event.
    var attempts = 5
    /// Longest silence of a stream that waits for news.
    var silence = Duration.seconds(300)
    var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  }

  private struct Session {
    var id: String?
    var revision: ProtocolRevision?
  }

  let endpoint: HTTPEndpoint
  let pace: Pace
  private let numbers: RequestNumbers
  private let calls = OpenCalls()
  private let work: BackgroundWork
  private let desk: InboundDesk
  private let limit: Int
  private let stop: StopSignal
  private let session = Mutex(Session())
  private let leavesStreamsOpen = Atomic(false)

  init(
    _ endpoint: HTTPEndpoint, numbers: RequestNumbers, inbound: Inbound, work: BackgroundWork, limit: Int,
    pace: Pace = Pace()
  ) {
    self.endpoint = endpoint
    self.numbers = numbers
    self.work = work
    self.limit = limit
    self.pace = pace
    stop = StopSignal()
    desk = InboundDesk(inbound, calls: calls, work: work, stop: stop)
  }

  var isOpen: Bool { !stop.isStopped }

  func request(_ request: OutgoingRequest) async throws -> JSONValue {
    guard isOpen else { throw RemoteServerError(.closed, "The connection is closed.") }
    let id = numbers.next()
    try calls.open(id, report: request.report)
    defer { calls.drop(id) }
    do {
      guard let whole = request.deadline.map(RequestDeadline.init) else { return try await exchange(request, id) }
      return try await whole.run { [self] in try await exchange(request, id, whole) }
    } catch {
      let failure =
        (error as? MnemeError)?.code == .timeout
        ? RemoteServerError(.timeout, "The server did not answer in time.") : HTTPEndpoint.failure(error)
      if failure is CancellationError || (failure as? RemoteServerError)?.code == .timeout { giveUp(request, id) }
      throw failure
    }
  }

  private func exchange(
    _ request: OutgoingRequest, _ id: Int64, _ whole: RequestDeadline? = nil
  ) async throws -> JSONValue {
    let message = RPCMessage.request(request.message(id: id))
    let response = try await post(message, request.headers, request.deadline ?? pace.silence, whole)
    if request.method == MethodName.initialize, (200..<300).contains(response.status) {
      let id = response.header(HeaderName.session)
      session.withLock { $0.id = id }
    }
    guard (200..<300).contains(response.status) else { throw try await refusal(response) }
    if Self.isStream(response) { return try await read(response, id, whole) }
    let bytes = try await collect(response)
    guard let answer = try? RPCMessage(parsing: bytes), case .response(let answer) = answer,
      answer.id == .integer(id) || answer.id == nil
    else { throw RemoteServerError(.badAnswer, "The server's answer is no message of the protocol.") }
    return try answer.outcome.mapError { RemoteServerError($0) }.get()
  }

  /// The answer to a request in a stream, which is taken up again where it breaks off and the revision has that.
  private func read(_ response: FetchResponse, _ id: Int64, _ whole: RequestDeadline?) async throws -> JSONValue {
    var stream = response
    var position = StreamPosition()
    while true {
      let before = position.events
      do {
        if let answer = try await events(of: stream, &position, until: id) {
          await finish(stream)
          return answer
        }
      } catch let error as MnemeError where error.code != .timeout && canResume(position) {
        // Broke off; what follows decides.
      }
      position.idle = position.events == before ? position.idle + 1 : 0
      guard canResume(position), position.idle < pace.attempts else {
        throw RemoteServerError(.unreachable, "The server broke off in the middle of its answer.")
      }
      try await pace.sleep(position.pause(pace))
      stream = try await open(position, whole)
      guard Self.isStream(stream), stream.status == 200 else {
        let refusal = try await refusal(stream)
        // The server got the request, whatever became of it: the session's loss must not repeat it.
        guard refusal.code != .sessionLost else {
          throw RemoteServerError(.unreachable, "The server broke off in the middle of its answer.")
        }
        throw refusal
      }
    }
  }

  /// - Returns: the answer; nil at the end of the stream.
  func events(
    of response: FetchResponse, _ position: inout StreamPosition, until id: Int64? = nil
  ) async throws -> JSONValue? {
    var decoder = ServerSentEvents(eventLimit: limit)
    for try await piece in response.body {
      let events: [ServerSentEvents.Event]
      do { events = try decoder.feed(piece) } catch {
        throw RemoteServerError(.tooLarge, "The server's message is longer than \(limit) bytes.")
      }
      position.retry = decoder.retry ?? position.retry
      for event in events {
        position.events += 1
        position.last = event.id ?? position.last
        // An event without data only says where the stream stands.
        guard !event.data.isEmpty, event.name == nil || event.name == "message",
          let message = try? RPCMessage(parsing: Array(event.data.utf8))
        else { continue }
        if case .response(let answer) = message, let id, answer.id == .integer(id) {
          return try answer.outcome.mapError { RemoteServerError($0) }.get()
        }
        take(message)
      }
    }
    // A body ends too when its reader is cancelled.
    try Task.checkCancellation()
    return nil
  }

  /// Reads the end of a stream that has said everything, so that its connection can be used again. A server that leaves its
  /// streams open is waited for once.
  private func finish(_ response: FetchResponse) async {
    guard !leavesStreamsOpen.load(ordering: .relaxed) else { return }
    do {
      try await withDeadline(.milliseconds(50), "open") { for try await _ in response.body {} }
    } catch {
      leavesStreamsOpen.store(true, ordering: .relaxed)
    }
  }

  private func take(_ message: RPCMessage) {
    // A stateless server asks in its results and never like this.
    if case .request = message, isStateless { return }
    desk.take(message) { [self] response in
      // A server that does not take the answer asks again or gives up.
      try? await tell(.response(response))
    }
  }

  private func canResume(_ position: StreamPosition) -> Bool { !isStateless && position.last != nil && isOpen }
  private var isStateless: Bool { session.withLock { $0.revision }?.isStateless ?? false }

  func notify(_ method: String, params: JSONValue?) async throws {
    try await tell(.notification(RPCNotification(method, params: params)))
  }

  private func tell(_ message: RPCMessage) async throws {
    let response = try await post(message, [], .seconds(30))
    guard (200..<300).contains(response.status) else { throw try await refusal(response) }
    _ = try await collect(response)
  }

  private func giveUp(_ request: OutgoingRequest, _ id: Int64) {
    guard request.tellsCancellation, !isStateless, isOpen else { return }
    work.start { [self] in
      // Whether it still hears this is of no matter.
      try? await notify(MethodName.cancelled, params: ["requestId": .integer(id)])
    }
  }

  func settle(on revision: ProtocolRevision?) async {
    session.withLock { $0.revision = revision }
  }

  /// Keeps a stream open for what the server starts by itself. For revisions with sessions, after the handshake.
  ///
  /// Returns when the server has answered, if that is soon: one that has no such stream leaves the connection to the calls.
  func listen() async {
    guard !isStateless else { return }
    let answered = StopSignal()
    work.start { [self] in
      _ = await stop.running { [self] in await HTTPEventStream(channel: self, answered: answered).run() }
      answered.stop()
    }
    // Cancellation ends the wait, which is what is wanted.
    _ = await answered.running { try? await Task.sleep(for: .milliseconds(100)) }
  }

  func open(_ position: StreamPosition, _ whole: RequestDeadline? = nil) async throws -> FetchResponse {
    var headers = common + [(name: "Accept", value: "text/event-stream")]
    if let last = position.last { headers.append((name: "Last-Event-ID", value: last)) }
    return try await endpoint.send("GET", headers: headers, deadline: pace.silence, whole: whole)
  }

  func close() async {
    guard isOpen else { return }
    stop.stop()
    calls.fail(RemoteServerError(.closed, "The connection is closed."))
    guard session.withLock({ $0.id }) != nil else { return }
    // A server need not let us end its session.
    let response = try? await endpoint.send("DELETE", headers: common, deadline: .seconds(2), mayAuthorize: false)
    _ = try? await response?.collect(upTo: 1 << 16)
  }

  // MARK: Requests and answers

  private func post(
    _ message: RPCMessage, _ headers: [(name: String, value: String)], _ deadline: Duration,
    _ whole: RequestDeadline? = nil
  ) async throws -> FetchResponse {
    let own = [
      (name: "Content-Type", value: "application/json"),
      (name: "Accept", value: "application/json, text/event-stream"),
    ]
    return try await endpoint.send(
      "POST", headers: own + common.filter { own in !headers.contains { $0.name == own.name } } + headers,
      body: message.bytes, deadline: deadline, whole: whole)
  }

  private var common: [(name: String, value: String)] {
    let session = session.withLock { $0 }
    var headers: [(name: String, value: String)] = []
    if let revision = session.revision { headers.append((name: HeaderName.revision, value: revision.rawValue)) }
    if let id = session.id { headers.append((name: HeaderName.session, value: id)) }
    return headers
  }

  /// What a status that is no success means; a body that is an error of the protocol says it better than the status.
  private func refusal(_ response: FetchResponse) async throws -> RemoteServerError {
    let status = response.status
    let bytes = try? await response.collect(upTo: 1 << 20)
    if status == 404, session.withLock({ $0.id }) != nil {
      return RemoteServerError(.sessionLost, "The server does not know the session any more.")
    }
    if let bytes, let message = try? RPCMessage(parsing: bytes), case .response(let answer) = message,
      case .failure(let error) = answer.outcome, status != 401, status != 403
    {
      return RemoteServerError(.refused, "The server refused the request (HTTP \(status)).", answer: error)
    }
    return switch status {
    case 401, 403: RemoteServerError(.unauthorized, "The server asks for a login (HTTP \(status)).")
    case 500...: RemoteServerError(.unreachable, "The server failed (HTTP \(status)).")
    default: RemoteServerError(.badAnswer, "The server answered with HTTP status \(status).")
    }
  }

  private func collect(_ response: FetchResponse) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await piece in response.body {
      guard bytes.count + piece.count <= limit else {
        throw RemoteServerError(.tooLarge, "The server's message is longer than \(limit) bytes.")
      }
      bytes += piece
    }
    try Task.checkCancellation()
    return bytes
  }

  static func isStream(_ response: FetchResponse) -> Bool {
    response.header("Content-Type")?.lowercased().hasPrefix("text/event-stream") ?? false
  }
}

/// How far a stream of events was read.
struct StreamPosition: Sendable {
  var last: String?
  /// Milliseconds, as the server asks for them.
  var retry: Int?
  var events = 0
  /// Tries in a row without an event.
  var idle = 0

  func pause(_ pace: StreamableHTTPChannel.Pace) -> Duration {
    min(retry.map { .milliseconds($0) } ?? pace.reconnect, pace.longestRetry)
  }
}
