import MnemeCore
import Synchronization

/// The way to a server that is a child process: one JSON message a line, many requests at once on one pair of pipes.
final class StdioChannel: ServerChannel {
  private let child: ChildProcess
  private let numbers: RequestNumbers
  private let calls: OpenCalls
  private let stop: StopSignal

  /// Starts the program.
  /// - Parameter limit: bytes that one message may have.
  /// - Throws: `unreachable`.
  init(
    _ command: StdioCommand, numbers: RequestNumbers, inbound: Inbound, work: BackgroundWork, limit: Int
  ) throws(RemoteServerError) {
    let (calls, stop) = (OpenCalls(), StopSignal())
    let desk = InboundDesk(inbound, calls: calls, work: work, stop: stop)
    let lines = Mutex(LineBuffer(limit: limit))
    // What answers questions of the child; known once the child is there.
    let outlet = Outlet()
    child = try ChildProcess(
      command,
      output: ChildProcess.Output { bytes in
        for piece in lines.withLock({ $0.feed(bytes) }) {
          switch piece {
          case .tooLong:
            // Nobody can tell whose answer it was.
            calls.failWaiting(RemoteServerError(.tooLarge, "The server's message is longer than \(limit) bytes."))
          case .line(let line):
            // What is no message (a greeting, a warning of the runtime) is not the protocol's.
            guard let message = try? RPCMessage(parsing: line) else { continue }
            desk.take(message) { outlet.send($0) }
          }
        }
      } ended: {
        // Closed before anybody is told, who may ask again at once.
        stop.stop()
        calls.fail(RemoteServerError(.closed, "The server's program has ended."))
      })
    self.numbers = numbers
    self.calls = calls
    self.stop = stop
    outlet.open { [child] in _ = child.send(RPCMessage.response($0).bytes + [UInt8(ascii: "\n")]) }
  }

  var isOpen: Bool { !stop.isStopped }
  /// The end of the child's standard error.
  var complaint: String { child.complaint }

  func request(_ request: OutgoingRequest) async throws -> JSONValue {
    let id = numbers.next()
    try calls.open(id, report: request.report)
    defer { calls.drop(id) }
    do {
      try send(.request(request.message(id: id)))
      guard let deadline = request.deadline else { return try await calls.answer(to: id) }
      return try await withDeadline(deadline, "late") { [calls] in try await calls.answer(to: id) }
    } catch let error as RemoteServerError {
      throw error
    } catch let error as CancellationError {
      giveUp(request, id)
      throw error
    } catch {
      giveUp(request, id)
      throw RemoteServerError(.timeout, "The server did not answer in time.")
    }
  }

  private func giveUp(_ request: OutgoingRequest, _ id: Int64) {
    guard request.tellsCancellation else { return }
    // Whether it still hears this is of no matter.
    _ = child.send(
      RPCMessage.notification(RPCNotification(MethodName.cancelled, params: ["requestId": .integer(id)])).bytes
        + [UInt8(ascii: "\n")])
  }

  func notify(_ method: String, params: JSONValue?) async throws {
    try send(.notification(RPCNotification(method, params: params)))
  }

  func settle(on revision: ProtocolRevision?) async {}

  func close() async {
    stop.stop()
    calls.fail(RemoteServerError(.closed, "The connection is closed."))
    await child.end()
  }

  private func send(_ message: RPCMessage) throws(RemoteServerError) {
    guard child.send(message.bytes + [UInt8(ascii: "\n")]) else {
      throw RemoteServerError(.closed, "The server's program takes no more messages.")
    }
  }
}

/// A way out that is opened after those who use it were made.
private final class Outlet: Sendable {
  private let way = Mutex<(@Sendable (RPCResponse) -> Void)?>(nil)

  func open(_ way: @escaping @Sendable (RPCResponse) -> Void) { self.way.withLock { $0 = way } }
  func send(_ response: RPCResponse) { way.withLock { $0 }?(response) }
}
