import Foundation
package import Logging
package import MnemeCore
import Synchronization

/// An HTTP client with its end.
package struct AlertClient: Sendable {
  package let http: any HTTPFetching
  package let close: @Sendable () async -> Void

  package init(http: any HTTPFetching, close: @escaping @Sendable () async -> Void) {
    self.http = http
    self.close = close
  }
}

/// Watches failures, logs an alert when they pile up, and posts it where the owner wants to have it.
///
/// The client is made for the first alert that is posted and closed when `run()` ends; without alerts there is none.
package final class ErrorMonitor: ActivityObserver {
  private let window = Mutex(ErrorWindow())
  private let url: String?
  private let connect: @Sendable () -> AlertClient
  private let clock: any WallClock
  private let logger: Logger
  private let (alerts, pending) = AsyncStream<ErrorWindow.Alert>.makeStream(bufferingPolicy: .bufferingNewest(16))

  /// - Parameters:
  ///   - url: where alerts are posted; nil logs them alone. Never logged.
  ///   - connect: makes the client; called at most once.
  package init(
    url: String?, connect: @escaping @Sendable () -> AlertClient, clock: any WallClock = SystemClock(), logger: Logger
  ) {
    self.url = url
    self.connect = connect
    self.clock = clock
    self.logger = logger
  }

  package func observe(_ activity: Activity) {
    guard case .failure(let code) = activity else { return }
    let now = clock.now()
    guard let alert = window.withLock({ $0.failed(code, at: now) }) else { return }
    logger.critical(
      "failures.alert",
      metadata: [
        "error.code": "\(alert.code.rawValue)", "error.count": "\(alert.count)",
        "window.seconds": "\(Int(ErrorWindow.seconds))",
      ])
    if url != nil { pending.yield(alert) }
  }

  /// Posts alerts until the task is cancelled or `stop()` is called; then those that wait, and closes the client.
  package func run() async {
    var client: AlertClient?
    for await alert in alerts {
      let made = client ?? connect()
      client = made
      await post(alert, over: made.http)
    }
    await client?.close()
  }

  /// No more alerts are taken; `run()` ends after those that wait.
  package func stop() { pending.finish() }

  private func post(_ alert: ErrorWindow.Alert, over http: any HTTPFetching) async {
    guard let url else { return }
    let text = "Mneme: \(alert.count) failures of the class '\(alert.code.rawValue)' within five minutes."
    // Names of ours and numbers: nothing in it needs an escape.
    let body =
      "{\"text\":\"\(text)\",\"source\":\"mneme\",\"code\":\"\(alert.code.rawValue)\",\"count\":\(alert.count),"
      + "\"window_seconds\":\(Int(ErrorWindow.seconds)),\"at\":\"\(alert.at.iso8601)\"}"
    do {
      let answer = try await http.fetch(
        FetchRequest(
          method: "POST", url: url, headers: [("Content-Type", "application/json")], body: Array(body.utf8),
          headTimeout: .seconds(5), idleTimeout: .seconds(5)))
      // Read to its end, so that the connection can be used again.
      _ = try await answer.collect(upTo: 1 << 16)
      if answer.status >= 300 {
        logger.warning("alert.refused", metadata: ["http.status": "\(answer.status)"])
      }
    } catch {
      logger.warning("alert.unsent", metadata: ["error.type": "\(type(of: error))"])
    }
  }
}

/// Tells several.
package struct ObserverGroup: ActivityObserver {
  private let observers: [any ActivityObserver]
  package init(_ observers: [any ActivityObserver]) { self.observers = observers }
  package func observe(_ activity: Activity) {
    for observer in observers { observer.observe(activity) }
  }
}
