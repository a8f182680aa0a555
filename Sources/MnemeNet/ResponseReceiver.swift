import AsyncHTTPClient
import MnemeCore
import NIOCore
import NIOHTTP1
import Synchronization

/// The answer to one request, as it arrives on its event loop and is read on demand.
///
/// Each wait has a limit. One timer serves all waits of an answer: it looks when the oldest limit is over and goes on with the
/// next, so that a piece costs no timer of its own.
final class ResponseReceiver: HTTPClientResponseDelegate {
  typealias Response = Void

  private struct Wait {
    let continuation: CheckedContinuation<Void, any Error>
    let due: NIODeadline
    let limit: Duration
  }

  private struct State {
    var task: HTTPClient.Task<Void>?
    var head: HTTPResponseHead?
    /// Arrived and not yet read, oldest first.
    var pieces: [ByteBuffer] = []
    var bytes = 0
    /// Kept while enough waits to be read; the connection reads on when it is fulfilled.
    var held: EventLoopPromise<Void>?
    var isComplete = false
    var failure: (any Error)?
    var wait: Wait?
    var timer: (due: NIODeadline, Scheduled<Void>)?

    var isOver: Bool { isComplete || failure != nil }
  }

  /// Bytes that may wait to be read before the connection stops reading.
  private static let highWater = 128 << 10

  private let target: Target
  private let state = Mutex(State())

  init(target: Target) {
    self.target = target
  }

  /// Told once, right after the request was begun.
  func begin(_ task: HTTPClient.Task<Void>) {
    let isOver = state.withLock { state in
      state.task = task
      return state.failure != nil
    }
    if isOver { task.cancel() }
  }

  // MARK: Reading

  /// - Throws: `timeout`, or what ended the request before its head.
  func head(within limit: Duration) async throws -> HTTPResponseHead {
    while true {
      let (head, failure) = state.withLock { ($0.head, $0.failure) }
      if let head { return head }
      if let failure { throw failure }
      try await wait(limit) { $0.head != nil }
    }
  }

  /// All that has arrived since the last call, never empty; nil at the end.
  func next(within limit: Duration) async throws -> [UInt8]? {
    while true {
      let (pieces, isComplete, failure, held) = state.withLock { state in
        var held: EventLoopPromise<Void>?
        var pieces: [ByteBuffer] = []
        swap(&pieces, &state.pieces)
        swap(&held, &state.held)
        state.bytes = 0
        return (pieces, state.isComplete, state.failure, held)
      }
      held?.succeed()
      if !pieces.isEmpty { return pieces.flatMap(\.readableBytesView) }
      if let failure { throw failure }
      if isComplete { return nil }
      try await wait(limit) { !$0.pieces.isEmpty }
    }
  }

  /// Closes the connection unless the answer is complete.
  func cancel() { end(with: CancellationError()) }

  /// Returns when `isReady` or the request is over.
  private func wait(_ limit: Duration, isReady: @escaping @Sendable (borrowing State) -> Bool) async throws {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        let due = NIODeadline.now() + TimeAmount(limit)
        let (waits, isBusy) = state.withLock { state in
          if isReady(state) || state.isOver { return (false, false) }
          if state.wait != nil { return (false, true) }
          state.wait = Wait(continuation: continuation, due: due, limit: limit)
          arm(&state, due)
          return (true, false)
        }
        if isBusy {
          continuation.resume(throwing: MnemeError(.internal, "A response body has one reader at a time."))
        } else if !waits {
          continuation.resume()
        }
      }
    } onCancel: {
      cancel()
    }
  }

  private func arm(_ state: inout State, _ due: NIODeadline) {
    guard let loop = state.task?.eventLoop else { return }
    if let timer = state.timer {
      if timer.due <= due { return }
      timer.1.cancel()
    }
    state.timer = (due, loop.scheduleTask(deadline: due) { [weak self] in self?.look() })
  }

  /// The oldest limit is over.
  private func look() {
    let limit: Duration? = state.withLock { state in
      state.timer = nil
      guard let wait = state.wait else { return nil }
      if wait.due <= .now() { return wait.limit }
      arm(&state, wait.due)
      return nil
    }
    guard let limit else { return }
    let hasBegun = state.withLock { $0.head != nil }
    end(
      with: MnemeError(
        .timeout, hasBegun ? "\(target.name) fell silent for \(limit)." : "\(target.name) did not answer in time."))
  }

  private func end(with failure: any Error) {
    let task: HTTPClient.Task<Void>? = state.withLock { state in
      if state.isOver { return nil }
      state.failure = failure
      return state.task
    }
    wake()
    // Told what ended it, should it tell anybody.
    task?.cancel()
  }

  /// Whoever waits looks at what there is.
  private func wake() {
    let (wait, timer, held) = state.withLock { state in
      var wait: Wait?
      swap(&wait, &state.wait)
      var timer: Scheduled<Void>?
      var held: EventLoopPromise<Void>?
      if state.isOver {
        timer = state.timer?.1
        state.timer = nil
        swap(&held, &state.held)
      }
      return (wait, timer, held)
    }
    timer?.cancel()
    held?.succeed()
    wait?.continuation.resume()
  }

  // MARK: On the event loop

  func didReceiveHead(task: HTTPClient.Task<Void>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
    state.withLock { $0.head = head }
    wake()
    return task.eventLoop.makeSucceededVoidFuture()
  }

  func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
    guard buffer.readableBytes > 0 else { return task.eventLoop.makeSucceededVoidFuture() }
    let held = state.withLock { state -> EventLoopPromise<Void>? in
      state.pieces.append(buffer)
      state.bytes += buffer.readableBytes
      guard state.bytes >= Self.highWater, !state.isOver else { return nil }
      let held = task.eventLoop.makePromise(of: Void.self)
      state.held = held
      return held
    }
    wake()
    return held?.futureResult ?? task.eventLoop.makeSucceededVoidFuture()
  }

  func didFinishRequest(task: HTTPClient.Task<Void>) throws {
    state.withLock { if !$0.isOver { $0.isComplete = true } }
    wake()
  }

  func didReceiveError(task: HTTPClient.Task<Void>, _ error: any Error) {
    state.withLock { if !$0.isOver { $0.failure = error } }
    wake()
  }
}
