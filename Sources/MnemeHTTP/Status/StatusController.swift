import Foundation
import Hummingbird
import MnemeCore
import ServiceLifecycle

/// Liveness and the queue.
struct StatusController: Sendable {
  let services: HTTPServices
  let registry: ConnectionRegistry
  let version: String

  /// `GET /health/quick`: touches neither store nor model.
  func health(_ scope: RequestScope) async throws -> Response {
    let readiness = services.readiness()
    let embedder: String
    switch readiness.embedder {
    case .ready: embedder = "ready"
    case .loading: embedder = "loading"
    case .missing: embedder = "missing"
    }
    let isWhole = readiness.memory && embedder != "missing"
    return .json(
      .ok,
      [
        "status": isWhole ? "ok" : "degraded", "version": .string(version),
        "memory": readiness.memory ? "ok" : "off", "llm": readiness.chatModel ? "ok" : "off",
        "embedder": .string(embedder),
      ])
  }

  /// `GET /v1/jobs`, with `?wait=1` when the queue is empty, when nothing of what is left can be done now, or after `timeout`
  /// seconds. All spaces unless one is named.
  func jobs(_ scope: RequestScope) async throws -> Response {
    let space = try scope.spaceOrAll()
    let timeout = try scope.integer("timeout", in: 1...3600, default: 600)
    let status: QueueStatus
    var timedOut = false
    if try scope.flag("wait") {
      let waited = try await waitForQueue(of: space, timeout: timeout, signal: scope.signal)
      timedOut = waited == nil
      status =
        if let waited { waited } else { try await services.imports.queueStatus(of: space, wait: false) }
    } else {
      status = try await services.imports.queueStatus(of: space, wait: false)
    }
    var blocked: String?
    if status.depth > 0, case .missing = services.readiness().embedder { blocked = "embedder_missing" }
    return .json(.ok, status.json(timedOut: timedOut, blocked: blocked))
  }

  /// - Returns: nil when the time is over, the client left or the server stops.
  private func waitForQueue(of space: SpaceID?, timeout: Int, signal: ConnectionSignal) async throws -> QueueStatus? {
    let imports = services.imports
    let stopping = registry.stopping
    return try await withThrowingTaskGroup(of: QueueStatus?.self) { group in
      group.addTask { try await imports.queueStatus(of: space, wait: true) }
      group.addTask {
        try await Task.sleep(for: .seconds(timeout))
        return nil
      }
      for signal in [signal, stopping] {
        group.addTask {
          _ = await signal.wait()
          return nil
        }
      }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
  }
}
