import Foundation
import MnemeCore
import Synchronization

/// The way to a server of revision 2024-11-05 over HTTP: one stream brings everything, messages go by POST to the address that
/// the stream names first.
final class OldSSEChannel: ServerChannel {
  private let endpoint: HTTPEndpoint
  private let numbers: RequestNumbers
  private let calls = OpenCalls()
  private let desk: InboundDesk
  private let stop: StopSignal
  private let limit: Int
  private let silence: Duration
  private let target = Mutex<String?>(nil)

  private init(
    _ endpoint: HTTPEndpoint, numbers: RequestNumbers, inbound: Inbound, work: BackgroundWork, limit: Int,
    silence: Duration
  ) {
    self.endpoint = endpoint
    self.numbers = numbers
    self.limit = limit
    self.silence = silence
    stop = StopSignal()
    desk = InboundDesk(inbound, calls: calls, work: work, stop: stop)
  }

  /// Opens the stream and returns when it has said where messages go.
  /// - Throws: `RemoteServerError`: `badAnswer` where the address is no such server.
  static func open(
    _ endpoint: HTTPEndpoint, numbers: RequestNumbers, inbound: Inbound, work: BackgroundWork, limit: Int,
    deadline: Duration, silence: Duration = .seconds(300)
  ) async throws -> OldSSEChannel {
    let channel = OldSSEChannel(
      endpoint, numbers: numbers, inbound: inbound, work: work, limit: limit, silence: silence)
    let (found, continuation) = AsyncStream.makeStream(of: Result<Void, RemoteServerError>.self)
    let whole = RequestDeadline(deadline)
    work.start { await channel.stop.running { await channel.read(continuation, whole) } }
    do {
      try await whole.run {
        for await result in found { return try result.get() }
        throw RemoteServerError(.unreachable, "The server closed its stream.")
      }
    } catch {
      channel.stop.stop()
      if (error as? MnemeError)?.code == .timeout {
        throw RemoteServerError(.timeout, "The server did not open its stream in time.")
      }
      throw HTTPEndpoint.failure(error)
    }
    return channel
  }

  var isOpen: Bool { !stop.isStopped }

  /// Reads the stream to its end, which is the end of the connection.
  private func read(
    _ opened: AsyncStream<Result<Void, RemoteServerError>>.Continuation, _ whole: RequestDeadline
  ) async {
    var failure = RemoteServerError(.closed, "The server closed the connection.")
    do {
      let response = try await endpoint.send(
        "GET", headers: [(name: "Accept", value: "text/event-stream")], deadline: silence, whole: whole)
      guard response.status == 200, StreamableHTTPChannel.isStream(response) else {
        throw RemoteServerError(
          response.status == 401 || response.status == 403 ? .unauthorized : .badAnswer,
          "The server answered with HTTP status \(response.status).")
      }
      var decoder = ServerSentEvents(eventLimit: limit)
      for try await piece in response.body {
        for event in try decoder.feed(piece) {
          if event.name == "endpoint" {
            try setTarget(event.data)
            opened.yield(.success(()))
          } else if event.name == nil || event.name == "message",
            let message = try? RPCMessage(parsing: Array(event.data.utf8))
          {
            desk.take(message) { [self] response in try? await post(.response(response)) }  // it may be gone
          }
        }
      }
    } catch {
      failure = HTTPEndpoint.failure(error) as? RemoteServerError ?? failure
    }
    opened.yield(.failure(failure))
    opened.finish()
    calls.fail(failure)
    stop.stop()
  }

  /// - Throws: for an address outside the origin: messages would go to somebody else.
  private func setTarget(_ place: String) throws(RemoteServerError) {
    guard let url = URL(string: place, relativeTo: URL(string: endpoint.url))?.absoluteURL.absoluteString,
      Origin(url) == Origin(endpoint.url)
    else { throw RemoteServerError(.badAnswer, "The server names an address of another origin for its messages.") }
    target.withLock { $0 = url }
  }

  func request(_ request: OutgoingRequest) async throws -> JSONValue {
    let id = numbers.next()
    try calls.open(id, report: request.report)
    defer { calls.drop(id) }
    let message = RPCMessage.request(request.message(id: id))
    let whole = RequestDeadline(request.deadline ?? .seconds(31_536_000))
    do {
      return try await whole.run { [self] in
        try await post(message, whole)
        return try await calls.answer(to: id)
      }
    } catch {
      let failure =
        (error as? MnemeError)?.code == .timeout
        ? RemoteServerError(.timeout, "The server did not answer in time.") : HTTPEndpoint.failure(error)
      if request.tellsCancellation, isOpen,
        failure is CancellationError || (failure as? RemoteServerError)?.code == .timeout
      {
        desk.run { [self] in
          // Whether it still hears this is of no matter.
          try? await notify(MethodName.cancelled, params: ["requestId": .integer(id)])
        }
      }
      throw failure
    }
  }

  func notify(_ method: String, params: JSONValue?) async throws {
    try await post(.notification(RPCNotification(method, params: params)))
  }

  func settle(on revision: ProtocolRevision?) async {}

  func close() async {
    stop.stop()
    calls.fail(RemoteServerError(.closed, "The connection is closed."))
  }

  private func post(_ message: RPCMessage, _ whole: RequestDeadline? = nil) async throws {
    guard isOpen, let target = target.withLock({ $0 }) else {
      throw RemoteServerError(.closed, "The connection is closed.")
    }
    let response = try await endpoint.send(
      "POST", to: target, headers: [(name: "Content-Type", value: "application/json")], body: message.bytes,
      deadline: .seconds(30), whole: whole)
    let status = response.status
    _ = try? await response.collect(upTo: 1 << 20)  // what counts comes in the stream
    guard (200..<300).contains(status) else {
      throw RemoteServerError(.badAnswer, "The server answered with HTTP status \(status).")
    }
  }
}
