import Foundation
import MnemeAssistant
import MnemeCore
import MnemeMCP
import MnemeMemory
import MnemeSQLite

/// The checks of a running server: what `/health` and `mneme doctor` tell of it. None of them asks a model or another server
/// anything: what is known of them from their use is told.
struct HealthChecks: HealthInspection {
  private let runner: HealthRunner
  private let remote: RemoteServerSetup
  private let assistant: Assistant
  private let settings: Settings
  private let clock: any WallClock
  private let startedAt: Double
  private let stopwatch: Stopwatch

  init(house: House, settings: Settings, clock: any WallClock, stopwatch: Stopwatch = .system) {
    self.settings = settings
    self.clock = clock
    self.stopwatch = stopwatch
    startedAt = stopwatch.seconds()
    assistant = house.assistant
    let (store, engine, embedder, models) = (house.store, house.engine, house.embedder, house.models)
    remote = house.remote
    let checks = [
      HealthCheck("memory", isCritical: true) { Self.memory(try await store.totals()) },
      HealthCheck("embedding") { Self.embedding(embedder.state, model: embedder.info.model) },
      HealthCheck("llm", isCritical: true) { Self.models(await models.knownReport()) },
      HealthCheck("queue") { Self.queue(try await engine.queueStatus(of: nil, wait: false)) },
      HealthCheck("disk", isCritical: true) { await DiskSpace.read(settings.dataDirectory).health },
      HealthCheck("backup") { [backups = house.backups] in await backups.health() },
      HealthCheck("identity") { Self.identity(DataDirectory(settings.dataDirectory)) },
    ]
    runner = HealthRunner(checks, stopwatch: stopwatch)
  }

  func health(noOlderThan seconds: Double) async -> HealthReport {
    let components = await runner.components(noOlderThan: seconds) + remoteServers()
    var keys: [String: Bool] = [:]
    for setting in Setting.all where setting.isSecret { keys[setting.key] = setting.isSet(in: settings) }
    return HealthReport(
      at: clock.now(), timeZone: settings.memory.timeZone, uptimeSeconds: stopwatch.seconds() - startedAt,
      turns: assistant.begunTurns, runningTurns: assistant.runningTurns, components: components, keys: keys)
  }

  /// Those of this moment: the list may be another one than at the start.
  private func remoteServers() async -> [ComponentHealth] {
    func component(_ name: String, _ finding: HealthFinding) -> ComponentHealth {
      ComponentHealth(
        name: name, isCritical: false, state: finding.state, message: finding.message, details: finding.details,
        latencyMilliseconds: 0)
    }
    var components: [ComponentHealth] = []
    for server in remote.servers.servers where server.configuration.isEnabled {
      components.append(
        component("mcp.\(server.configuration.name)", Self.remoteServer(await server.currentHealth())))
    }
    let notes = remote.notes.count
    if notes > 0 {
      components.append(
        component(
          "mcp_servers",
          HealthFinding(.degraded, "\(notes) entries of mcp.json cannot be used; 'mneme mcp servers' names them.")))
    }
    return components
  }

  // MARK: What is found

  /// A store that can be read.
  static func memory(_ totals: StoreTotals) -> HealthFinding {
    HealthFinding(
      .healthy,
      details: [
        "spaces": Self.number(totals.spaces), "long_term_memory": ["total": Self.number(totals.activeMemories)],
      ])
  }

  static func embedding(_ state: EmbedderState, model: String) -> HealthFinding {
    let details: [String: JSONValue] = ["model": .string(model)]
    switch state {
    case .ready: return HealthFinding(.healthy, details: details)
    case .loading: return HealthFinding(.healthy, "It is loading.", details: details)
    case .missing:
      return HealthFinding(
        .degraded, "There is none: search goes by words alone ('mneme doctor' says why).", details: details)
    }
  }

  /// No model at all is a way to run Mneme; models of which none works are not.
  static func models(_ report: ModelReport) -> HealthFinding {
    let models = report.models.filter { $0.name != RecallResponder.name }
    let details: [String: JSONValue] = [
      "default": .string(report.chosen),
      "providers": .array(
        models.map {
          ["name": .string($0.name), "provider": .string($0.provider), "available": .bool($0.state == .ready)]
        }),
    ]
    if models.isEmpty, let note = report.notes.first {
      return HealthFinding(.degraded, "No language model: \(note)", details: details)
    }
    if models.isEmpty {
      return HealthFinding(.healthy, "No language model: answers quote what memory holds.", details: details)
    }
    let able = models.filter { $0.state == .ready }.count
    if let first = models.first(where: { $0.name == report.chosen }), first.state != .ready {
      let reason = first.reason ?? "It is not ready."
      let loads = first.state == .loading
      return HealthFinding(
        able > 0 || loads ? .degraded : .unhealthy, "\(first.name): \(reason)", details: details)
    }
    if able < models.count {
      return HealthFinding(
        .degraded, "\(models.count - able) of \(models.count) models are not ready.", details: details)
    }
    return HealthFinding(.healthy, details: details)
  }

  static func queue(_ status: QueueStatus) -> HealthFinding {
    var details: [String: JSONValue] = ["depth": Self.number(status.depth), "failed": Self.number(status.failed)]
    if let age = status.oldestAge { details["oldest_age"] = .number((age * 10).rounded() / 10) }
    guard status.failed > 0 else { return HealthFinding(.healthy, details: details) }
    return HealthFinding(.degraded, "\(status.failed) jobs failed for good; the log says which.", details: details)
  }

  static func identity(_ directory: DataDirectory) -> HealthFinding {
    do throws(MnemeError) {
      let own = try IdentityFile(directory: directory.path).read() != nil
      return HealthFinding(.healthy, details: ["initialized": true, "own": .bool(own)])
    } catch {
      return HealthFinding(
        .degraded, "The identity file cannot be used; the standard one is.", details: ["initialized": false])
    }
  }

  static func remoteServer(_ health: RemoteServerHealth) -> HealthFinding {
    let details: [String: JSONValue] = ["state": .string(health.state.rawValue), "tools": Self.number(health.tools)]
    switch health.state {
    case .disabled, .idle, .connecting, .ready: return HealthFinding(.healthy, details: details)
    case .login:
      return HealthFinding(.degraded, "It wants a login: mneme mcp servers login \(health.name)", details: details)
    case .failing:
      return HealthFinding(.degraded, "It cannot be reached (\(health.lastError ?? "unknown")).", details: details)
    }
  }

  private static func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }
}
