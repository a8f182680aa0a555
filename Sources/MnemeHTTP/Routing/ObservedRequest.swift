import HTTPTypes
import Hummingbird
import MnemeCore
import Synchronization

/// One request on its way through the gateway: told of once, when the last byte of its answer is written or its answer is
/// given up.
final class ObservedRequest: Sendable {
  private struct State {
    var route: String?
    var status = 500
    var isTold = false
  }

  private let method: String
  private let observer: any ActivityObserver
  private let stopwatch: Stopwatch
  private let start: Double
  private let state = Mutex(State())

  init(method: String, observer: any ActivityObserver, stopwatch: Stopwatch) {
    self.method = method
    self.observer = observer
    self.stopwatch = stopwatch
    start = stopwatch.seconds()
  }

  func found(_ route: Route) { state.withLock { $0.route = route.pattern } }

  /// The same answer, which tells of its end.
  func watching(_ response: Response) -> Response {
    state.withLock { $0.status = response.status.code }
    var watched = response
    let body = response.body
    watched.body = ResponseBody(contentLength: body.contentLength) { writer in
      defer { self.end() }
      try await body.write(writer)
    }
    return watched
  }

  private func end() {
    let seconds = stopwatch.seconds() - start
    let told = state.withLock { state -> RequestActivity? in
      if state.isTold { return nil }
      state.isTold = true
      return RequestActivity(route: state.route, method: method, status: state.status, seconds: seconds)
    }
    if let told { observer.observe(.request(told)) }
  }

  // An answer whose body nobody wrote: HEAD, or a connection that was gone.
  deinit {
    let state = state.withLock { $0 }
    if state.isTold { return }
    observer.observe(
      .request(
        RequestActivity(
          route: state.route, method: method, status: state.status, seconds: stopwatch.seconds() - start)))
  }
}
