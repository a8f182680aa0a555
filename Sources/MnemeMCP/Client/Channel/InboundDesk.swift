import MnemeCore
import Synchronization

/// Takes the messages that a server starts by itself, the same for every transport: questions are answered beside the
/// connection's reading, and the server may take them back.
final class InboundDesk: Sendable {
  private let inbound: Inbound
  private let calls: OpenCalls
  private let work: BackgroundWork
  private let stop: StopSignal
  private let asked = Mutex<[RequestID: StopSignal]>([:])

  /// Questions that are answered at once; more are refused.
  private static let mostQuestions = 32

  init(_ inbound: Inbound, calls: OpenCalls, work: BackgroundWork, stop: StopSignal) {
    self.inbound = inbound
    self.calls = calls
    self.work = work
    self.stop = stop
  }

  /// - Parameter reply: sends an answer; not called for what is no question or was taken back.
  func take(_ message: RPCMessage, reply: @escaping @Sendable (RPCResponse) async -> Void) {
    switch message {
    case .response(let response): calls.resolve(response)
    case .notification(let note) where note.method == MethodName.progress: calls.progress(note.params)
    case .notification(let note) where note.method == MethodName.cancelled:
      guard let id = note.params?["requestId"].flatMap(RequestID.init) else { return }
      asked.withLock { $0[id] }?.stop()
    case .notification(let note): inbound.notified(note)
    case .request(let request): answer(request, reply: reply)
    }
  }

  /// Runs beside the connection, as long as that lasts.
  func run(_ job: @escaping @Sendable () async -> Void) {
    work.start { [stop] in _ = await stop.running(job) }
  }

  private func answer(_ request: RPCRequest, reply: @escaping @Sendable (RPCResponse) async -> Void) {
    let recall = StopSignal()
    let isTaken = asked.withLock { asked in
      guard asked[request.id] == nil, asked.count < Self.mostQuestions else { return false }
      asked[request.id] = recall
      return true
    }
    work.start { [self] in
      _ = await stop.running { [self] in
        guard isTaken else {
          await reply(RPCResponse(id: request.id, .failure(.invalidRequest("Too many questions at once."))))
          return
        }
        let outcome = await recall.running { [inbound] in await inbound.asked(request.method, request.params) }
        _ = asked.withLock { $0.removeValue(forKey: request.id) }
        if let outcome { await reply(RPCResponse(id: request.id, outcome)) }
      }
    }
  }
}
