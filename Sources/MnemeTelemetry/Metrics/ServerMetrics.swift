import CoreMetrics
package import MnemeCore

/// Counts activities, and tells the counts as a page for Prometheus.
///
/// Names of models are those of the models that are installed, never what a client asked for; the registry bounds their number.
package struct ServerMetrics: ActivityObserver, MetricsPage {
  package let registry: MetricRegistry
  private let gauges: @Sendable () async -> MetricsGauges

  /// - Parameter gauges: what is looked up when the page is asked for.
  package init(seriesLimit: Int = 200, gauges: @escaping @Sendable () async -> MetricsGauges) {
    registry = MetricRegistry(Self.definitions, seriesLimit: seriesLimit)
    self.gauges = gauges
  }

  package func observe(_ activity: Activity) {
    switch activity {
    case .request(let request):
      let route = request.route ?? "none"
      let method = Self.method(request.method)
      count("http_requests_total", [("route", route), ("method", method), ("status", "\(request.status / 100)xx")])
      record("http_request_duration_seconds", request.seconds, [("route", route), ("method", method)])
    case .turn(let outcome, let channel, let seconds, let rounds):
      count("mneme_turns_total", [("channel", Self.channel(channel)), ("outcome", outcome.rawValue)])
      record("mneme_turn_duration_seconds", seconds, [("outcome", outcome.rawValue)])
      if rounds > 0 { count("mneme_tool_rounds_total", by: rounds, []) }
    case .modelCall(let call): observe(call)
    case .tool(let name, let outcome, let seconds):
      count("mneme_tool_calls_total", [("tool", name), ("outcome", outcome.rawValue)])
      record("mneme_tool_duration_seconds", seconds, [("tool", name)])
    case .recall(let seconds, let succeeded):
      record("mneme_recall_duration_seconds", seconds, [("outcome", succeeded ? "succeeded" : "failed")])
    case .jobs(let kind, let done, let failed):
      if done > 0 { count("mneme_jobs_total", by: done, [("kind", kind.rawValue), ("outcome", "done")]) }
      if failed > 0 { count("mneme_jobs_total", by: failed, [("kind", kind.rawValue), ("outcome", "failed")]) }
    case .failure(let code): count("mneme_failures_total", [("code", code.rawValue)])
    case .suspicion(let origin): count("mneme_suspicions_total", [("origin", origin.rawValue)])
    case .redaction(let isTag, let number):
      count("mneme_redactions_total", by: number, [("kind", isTag ? "tag" : "secret")])
    }
  }

  package func text() async -> String {
    let gauges = await gauges()
    set("mneme_turns_running", Double(gauges.runningTurns))
    set("mneme_queue_depth", gauges.queueDepth.map(Double.init))
    set("mneme_queue_oldest_age_seconds", gauges.queueDepth.map { _ in gauges.oldestJobSeconds ?? 0 })
    set("mneme_jobs_abandoned", gauges.abandonedJobs.map(Double.init))
    set("mneme_memories", gauges.totals.map { Double($0.activeMemories) })
    set("mneme_spaces", gauges.totals.map { Double($0.spaces) })
    set("mneme_interactions", gauges.totals.map { Double($0.interactions) })
    // Counted where they happen, so that here the count is only copied.
    set("mneme_events_published_total", Double(gauges.events.totalPushed))
    set("mneme_events_lost_total", Double(gauges.events.lostBySubscribers))
    set("mneme_log_lines_dropped_total", Double(gauges.droppedLogLines))
    return Exposition.text(registry)
  }

  private func observe(_ call: ModelCallActivity) {
    let labels = [
      ("gen_ai_operation_name", "chat"), ("gen_ai_provider_name", call.provider), ("gen_ai_request_model", call.model),
    ]
    record(
      "gen_ai_client_operation_duration_seconds", call.seconds,
      labels + (call.error.map { [("error_type", $0)] } ?? []))
    if let first = call.firstTokenSeconds { record("gen_ai_server_time_to_first_token", first, labels) }
    guard let usage = call.usage else { return }
    record("gen_ai_client_token_usage", Double(usage.prompt), labels + [("gen_ai_token_type", "input")])
    record("gen_ai_client_token_usage", Double(usage.completion), labels + [("gen_ai_token_type", "output")])
  }

  private func count(_ name: String, by amount: Int = 1, _ labels: [(String, String)]) {
    Counter(label: name, dimensions: labels, factory: registry).increment(by: amount)
  }

  private func record(_ name: String, _ value: Double, _ labels: [(String, String)]) {
    Recorder(label: name, dimensions: labels, aggregate: true, factory: registry).record(value)
  }

  /// One that could not be looked up keeps its last value.
  private func set(_ name: String, _ value: Double?) {
    if let value { Meter(label: name, factory: registry).set(value) }
  }

  /// OpenTelemetry's name for a method nobody knows.
  private static func method(_ name: String) -> String {
    ["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"].contains(name) ? name : "_OTHER"
  }

  /// Channels are ours; a client's own name for one is not told.
  private static func channel(_ name: String) -> String {
    ["api", "terminal", "mcp", "web", "discord", "telegram", "voice"].contains(name) ? name : MetricRegistry.overflow
  }
}

/// What stands where it is counted already.
package struct MetricsGauges: Sendable {
  /// Nil where the store could not be read, as are those below.
  package var queueDepth: Int?
  package var oldestJobSeconds: Double?
  package var abandonedJobs: Int?
  package var totals: StoreTotals?
  package var events: EventStatistics
  package var droppedLogLines: UInt64
  /// Turns that have begun and not ended.
  package var runningTurns = 0

  package init(
    queue: QueueStatus?, totals: StoreTotals?, events: EventStatistics, droppedLogLines: UInt64
  ) {
    queueDepth = queue?.depth
    oldestJobSeconds = queue?.oldestAge
    abandonedJobs = queue?.failed
    self.totals = totals
    self.events = events
    self.droppedLogLines = droppedLogLines
  }
}
