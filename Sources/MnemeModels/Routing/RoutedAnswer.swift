import MnemeCore

/// One answer being looked for and read, on demand.
actor RoutedAnswer {
  private struct Open {
    var iterator: AsyncThrowingStream<ModelEvent, any Error>.Iterator
    let call: RouteHealth.Call
    /// Something of the answer was passed on.
    var hasSpoken = false
    /// Nil where the key has no limit.
    let spending: Spending?
  }

  private let name: String
  private let request: ModelRequest
  private let policy: RoutingPolicy
  private let began: ContinuousClock.Instant
  private var waiting: ArraySlice<Route>
  private let count: Int
  private var open: Open?
  private var isOver = false
  /// Read once more after the last event, so that its body ends and its connection can be used again.
  private var finished: AsyncThrowingStream<ModelEvent, any Error>.Iterator?
  private var failure: MnemeError?
  private var shortestWait: Duration?

  init(name: String, routes: [Route], request: ModelRequest, policy: RoutingPolicy) {
    self.name = name
    self.request = request
    self.policy = policy
    waiting = routes[...]
    count = routes.count
    began = policy.now()
  }

  func next() async throws -> ModelEvent? {
    if var last = finished {
      finished = nil
      // The answer is complete; what goes wrong behind it changes nothing.
      _ = try? await last.next(isolation: self)
    }
    while !isOver {
      guard var current = open else {
        if let event = try await openNext() { return event }
        continue
      }
      open = nil
      do {
        guard let event = try await current.iterator.next(isolation: self) else {
          current.call.giveUp()
          isOver = true
          return nil
        }
        if case .finished(_, let usage) = event {
          current.call.succeed()
          isOver = true
          finished = current.iterator
          await current.spending?.settle(usage)
          return event
        }
        current.spending?.count(event)
        // It answers: others need not wait for the end of this answer to know.
        if !current.hasSpoken { current.call.answers() }
        current.hasSpoken = true
        open = current
        return event
      } catch let error as MnemeError {
        if Task.isCancelled || error.underlying is CancellationError {
          // Whoever asked went away: it says nothing of the server, and nobody waits for another.
          current.call.giveUp()
          isOver = true
          throw CancellationError()
        }
        current.call.fail(error, hasOthers: count > 1)
        failure = error
        guard !current.hasSpoken, Self.mayHelp(after: error), policy.now() - began < policy.deadline else {
          isOver = true
          throw error
        }
      } catch {
        isOver = true
        throw error
      }
    }
    return nil
  }

  /// Opens the next way that may be tried.
  /// - Returns: what is to be said before its answer.
  private func openNext() async throws -> ModelEvent? {
    guard let route = waiting.popFirst() else {
      isOver = true
      throw failure ?? refusal
    }
    if let budget = route.budget {
      do throws(MnemeError) {
        try await budget.check()
      } catch {
        failure = error
        return nil
      }
    }
    switch route.health.admit(hasOthers: count > 1, waiting: policy.longestWait) {
    case .refused(let wait):
      shortestWait = min(shortestWait ?? wait, wait)
      return nil
    case .limited(let wait):
      shortestWait = min(shortestWait ?? wait, wait)
      failure = MnemeError(
        .overloaded, "\(route.provider) is asked as often as requests_per_minute allows; try again later.",
        retryAfter: max(1, Int(wait.components.seconds)))
      return nil
    case .call(let call, let wait):
      if wait > .zero { try await policy.sleep(wait) }
      let spending = route.budget.map { Spending($0, price: route.price, messages: request.messages) }
      open = Open(iterator: route.model.stream(request).makeAsyncIterator(), call: call, spending: spending)
      return route.model.name == name ? nil : .answering(model: route.model.name)
    }
  }

  private var refusal: MnemeError {
    let seconds = max(1, Int((shortestWait ?? .seconds(1)).components.seconds))
    return MnemeError(
      .unavailable,
      "The model \(name) failed several times and is left alone; it is asked again in \(seconds) seconds, or choose another.",
      retryAfter: seconds)
  }

  /// Whether another way can do better: not where the request itself is wrong.
  private static func mayHelp(after error: MnemeError) -> Bool {
    switch error.code {
    case .invalidInput, .tooLarge, .unprocessable, .configuration, .conflict: false
    case .notFound, .unauthorized, .overloaded, .unavailable, .upstream, .timeout, .storage, .internal: true
    }
  }
}
