import Foundation
import MnemeCore
import MnemeHTTP
import Synchronization
import Testing

/// Counts what it is told.
final class RecordingObserver: ActivityObserver, MetricsPage {
  private let told = Mutex<[Activity]>([])
  var requests: [RequestActivity] {
    told.withLock { $0.compactMap { if case .request(let request) = $0 { request } else { nil } } }
  }
  var failures: [MnemeError.Code] {
    told.withLock { $0.compactMap { if case .failure(let code) = $0 { code } else { nil } } }
  }
  func observe(_ activity: Activity) { told.withLock { $0.append(activity) } }
  func text() async -> String { "up 1\n" }
}

@Suite struct TelemetryRouteTests {
  @Test func metricsAreAPageOfTextBehindTheKey() async throws {
    let observer = RecordingObserver()
    try await TestServer.run(observer: observer, settings: { $0.apiKey = "secret-key-1" }) { server in
      #expect(try await server.send("GET", "/metrics").status == 401)
      let answer = try await server.send("GET", "/metrics", headers: ["Authorization": "Bearer secret-key-1"])
      #expect(answer.status == 200 && answer.body == "up 1\n")
      #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
    }
  }

  @Test func requestsAreToldByPatternOnceTheirAnswerIsWritten() async throws {
    let observer = RecordingObserver()
    try await TestServer.run(observer: observer) { server in
      _ = try await server.send("GET", "/v1/sessions/secret-session-name")
      _ = try await server.send("GET", "/nowhere/at/all")
      _ = try await server.send("HEAD", "/health/quick")
      _ = try await server.send(
        "POST", "/v1/chat/completions", json: #"{"stream":true,"messages":[{"role":"user","content":"Hi"}]}"#)
      try await TestServer.eventually("all are told") { observer.requests.count == 4 }
    }
    #expect(
      Set(observer.requests.map { "\($0.method) \($0.route ?? "-") \($0.status)" }) == [
        "GET /v1/sessions/:id 404", "GET - 404", "HEAD /health/quick 200", "POST /v1/chat/completions 200",
      ])
    #expect(observer.failures == [.notFound])
  }

  @Test func interactionsAreListed() async throws {
    try await TestServer.run { server in
      let answer = try await server.send("GET", "/v1/interactions?limit=1&session=abc")
      let rows = try #require(answer.json["interactions"] as? [[String: Any]])
      #expect(rows.count == 1)
      #expect(rows[0]["session_id"] as? String == "abc" && rows[0]["usage_reported"] as? Bool == true)
      #expect(rows[0]["first_token_ms"] as? Int == 5 && rows[0]["error_code"] is NSNull)
      #expect(try await server.send("GET", "/v1/interactions?limit=0").status == 400)
    }
  }
}
