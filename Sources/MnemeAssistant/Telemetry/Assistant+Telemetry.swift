import Foundation
import Logging
import MnemeCore
import MnemeMemory

/// What is told of a turn when it is over: counts for whoever counts, and a row of the interaction log.
extension Assistant {
  func record(_ meter: TurnMeter, of request: ChatRequest, after error: (any Error)? = nil) async {
    let (outcome, code) = meter.outcome(error)
    observer.observe(
      .turn(outcome, channel: request.channel, seconds: meter.seconds, toolRounds: meter.rounds))
    if let code { observer.observe(.failure(code)) }
    guard logsInteractions, let row = meter.interaction(id: identifiers.next(), after: error) else { return }
    // Awaited here; a task of its own because the store refuses work of a turn that was cancelled.
    let failure = await Task { () -> MnemeError? in
      do throws(MnemeError) {
        try await stores.interactions.append(row)
        return nil
      } catch {
        return error
      }
    }.value
    if let failure { logger.warning("interaction.unwritten", metadata: ["error.code": "\(failure.code.rawValue)"]) }
  }

  /// The model's events, told of when they end. Our own responder is no model.
  func measured(_ model: any ChatModel, _ request: ModelRequest) -> MeasuredStream {
    MeasuredStream(
      events: model.stream(request), model: model, stopwatch: stopwatch,
      observer: model.name == RecallResponder.name ? NoObserver() : observer)
  }
}

/// One request to a model that is measured as it is read.
struct MeasuredStream: AsyncSequence {
  typealias Element = ModelEvent

  let events: AsyncThrowingStream<ModelEvent, any Error>
  let model: any ChatModel
  let stopwatch: Stopwatch
  let observer: any ActivityObserver

  struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate var base: AsyncThrowingStream<ModelEvent, any Error>.AsyncIterator
    fileprivate let stream: MeasuredStream
    fileprivate let start: Double
    fileprivate var first: Double?
    fileprivate var usage: TokenUsage?
    fileprivate var isTold = false

    mutating func next() async throws -> ModelEvent? {
      do {
        guard let event = try await base.next() else {
          tell(usage == nil ? "incomplete" : nil)
          return nil
        }
        if first == nil { first = stream.stopwatch.seconds() - start }
        if case .finished(_, let tokens) = event { usage = tokens }
        return event
      } catch {
        tell(error is CancellationError ? "cancelled" : (error as? MnemeError)?.code.rawValue ?? "internal")
        throw error
      }
    }

    private mutating func tell(_ error: String?) {
      if isTold { return }
      isTold = true
      stream.observer.observe(
        .modelCall(
          ModelCallActivity(
            provider: stream.model.provider, model: stream.model.name, seconds: stream.stopwatch.seconds() - start,
            firstTokenSeconds: first, usage: usage, error: error)))
    }
  }

  func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(base: events.makeAsyncIterator(), stream: self, start: stopwatch.seconds())
  }
}
