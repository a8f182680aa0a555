import Foundation
import MnemeCore
import MnemeTelemetry
import Testing

@Suite struct ServerMetricsTests {
  private static let events = EventStatistics(
    held: 1, capacity: 2, totalPushed: 9, totalDropped: 0, subscribers: 1, lostBySubscribers: 4)

  private static func page(_ activities: [Activity]) async -> [String] {
    let metrics = ServerMetrics {
      MetricsGauges(
        queue: QueueStatus(depth: 5, oldestAge: 1.5, failed: 2),
        totals: StoreTotals(spaces: 1, activeMemories: 12, interactions: 3), events: events, droppedLogLines: 0)
    }
    for activity in activities { metrics.observe(activity) }
    return await metrics.text().split(separator: "\n").map(String.init)
  }

  @Test func requestsAreCountedByRouteMethodAndClassOfStatus() async {
    let page = await Self.page([
      .request(RequestActivity(route: "/v1/sessions/:id", method: "GET", status: 200, seconds: 0.2)),
      .request(RequestActivity(route: "/v1/sessions/:id", method: "GET", status: 204, seconds: 0.3)),
      .request(RequestActivity(route: nil, method: "BREW", status: 404, seconds: 0.1)),
    ])
    #expect(page.contains(#"http_requests_total{method="GET",route="/v1/sessions/:id",status="2xx"} 2"#))
    #expect(page.contains(#"http_requests_total{method="_OTHER",route="none",status="4xx"} 1"#))
    #expect(page.contains(#"http_request_duration_seconds_count{method="GET",route="/v1/sessions/:id"} 2"#))
  }

  @Test func requestsToModelsHaveTheNamesOfOpenTelemetry() async {
    let usage = TokenUsage(prompt: 100, completion: 20, reported: true)
    let page = await Self.page([
      .modelCall(
        ModelCallActivity(
          provider: "openai", model: "m", seconds: 0.5, firstTokenSeconds: 0.05, usage: usage, error: nil)),
      .modelCall(
        ModelCallActivity(
          provider: "openai", model: "m", seconds: 0.5, firstTokenSeconds: nil, usage: nil, error: "timeout")),
    ])
    let labels = #"gen_ai_operation_name="chat",gen_ai_provider_name="openai",gen_ai_request_model="m""#
    #expect(page.contains("gen_ai_client_operation_duration_seconds_count{\(labels)} 1"))
    #expect(page.contains("gen_ai_client_operation_duration_seconds_count{error_type=\"timeout\",\(labels)} 1"))
    #expect(page.contains("gen_ai_server_time_to_first_token_bucket{\(labels),le=\"0.06\"} 1"))
    #expect(page.contains("gen_ai_client_token_usage_sum{\(labels),gen_ai_token_type=\"input\"} 100"))
    #expect(page.contains("gen_ai_client_token_usage_sum{\(labels),gen_ai_token_type=\"output\"} 20"))
  }

  @Test func workAndWhatStandsSomewhereAreTold() async {
    let page = await Self.page([
      .turn(.stop, channel: "api", seconds: 1, toolRounds: 2),
      .turn(.failed, channel: "x y", seconds: 1, toolRounds: 0),
      .tool(name: "recall", .timedOut, seconds: 30), .recall(seconds: 0.01, succeeded: true),
      .jobs(.embedMessage, done: 3, failed: 1), .failure(.storage), .suspicion(.tool),
      .redaction(isTag: false, count: 2),
    ])
    for line in [
      #"mneme_turns_total{channel="api",outcome="stop"} 1"#, #"mneme_turns_total{channel="other",outcome="failed"} 1"#,
      "mneme_tool_rounds_total 2", #"mneme_tool_calls_total{outcome="timed_out",tool="recall"} 1"#,
      #"mneme_recall_duration_seconds_count{outcome="succeeded"} 1"#,
      #"mneme_jobs_total{kind="embed_message",outcome="done"} 3"#,
      #"mneme_jobs_total{kind="embed_message",outcome="failed"} 1"#, #"mneme_failures_total{code="storage"} 1"#,
      #"mneme_suspicions_total{origin="tool"} 1"#, #"mneme_redactions_total{kind="secret"} 2"#, "mneme_queue_depth 5",
      "mneme_queue_oldest_age_seconds 1.5", "mneme_jobs_abandoned 2", "mneme_memories 12",
      "mneme_events_published_total 9", "mneme_events_lost_total 4", "# TYPE mneme_events_lost_total counter",
    ] { #expect(page.contains(line), "\(line)") }
  }
}
