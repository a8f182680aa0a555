import Foundation
import MnemeCore
import MnemeHTTP
import Synchronization
import Testing

final class FakeHealth: HealthInspection {
  let report: HealthReport
  private let ages = Mutex<[Double]>([])
  var asked: [Double] { ages.withLock { $0 } }

  init(_ state: HealthState) {
    report = HealthReport(
      at: Date(milliseconds: 1_750_000_000_000), timeZone: TimeZone(identifier: "Asia/Seoul") ?? .gmt,
      uptimeSeconds: 12.345, turns: 3,
      components: [
        ComponentHealth(
          name: "memory", isCritical: true, state: state, message: state == .healthy ? nil : "It cannot be read.",
          details: ["long_term_memory": ["total": 7]], latencyMilliseconds: 1.236),
        ComponentHealth(name: "disk", isCritical: true, state: .healthy, message: nil, latencyMilliseconds: 0.5),
      ], keys: ["server.api_key": true, "model.key": false])
  }

  func health(noOlderThan seconds: Double) async -> HealthReport {
    ages.withLock { $0.append(seconds) }
    return report
  }
}

@Suite struct HealthRouteTests {
  @Test func everyPartIsToldWithItsTimeAndKeysAreNotShown() async throws {
    try await TestServer.run(health: FakeHealth(.unhealthy)) { server in
      let answer = try await server.send("GET", "/health")
      #expect(answer.status == 200)
      let json = answer.json
      #expect(json["status"] as? String == "unhealthy" && json["version"] as? String == "9.9")
      #expect(json["timestamp"] as? String == "2025-06-16T00:06:40+09:00")
      #expect(json["uptime_seconds"] as? Double == 12.3)
      #expect((json["uptime_info"] as? [String: Int])?["turn_count"] == 3)
      let checks = json["component_checks"] as? [String: [String: Any]]
      #expect(checks?["memory"]?["state"] as? String == "unhealthy")
      #expect(checks?["memory"]?["latency_ms"] as? Double == 1.24)
      #expect(checks?["memory"]?["message"] as? String == "It cannot be read.")
      #expect(checks?["disk"]?["state"] as? String == "healthy")
      let memory = (json["modules"] as? [String: [String: Any]])?["memory"]
      #expect((memory?["long_term_memory"] as? [String: Int])?["total"] == 7)
      #expect(
        json["api_keys"] as? [String: [String: Bool]] == [
          "server.api_key": ["configured": true], "model.key": ["configured": false],
        ])
      #expect(json["issues"] as? [String] == ["memory: It cannot be read."])
    }
  }

  @Test(arguments: [(HealthState.healthy, 200), (.degraded, 200), (.unhealthy, 503)])
  func strictTurnsUnhealthyIntoAStatus(_ state: HealthState, _ status: Int) async throws {
    try await TestServer.run(health: FakeHealth(state)) { server in
      let strict = try await server.send("GET", "/health?strict=1")
      #expect(strict.status == status && strict.json["status"] as? String == state.rawValue)
      #expect(try await server.send("GET", "/health").status == 200)
      #expect(try await server.send("GET", "/health?strict=perhaps").status == 400)
    }
  }

  @Test func whoComesThroughAProxyNeedsTheKeyForDetails() async throws {
    let health = FakeHealth(.unhealthy)
    try await TestServer.run(localToken: "token", health: health, settings: { $0.apiKey = "right-key" }) { server in
      // From this machine itself.
      #expect(try await server.send("GET", "/health").json["component_checks"] != nil)
      for (name, value) in [
        ("X-Forwarded-For", "203.0.113.9"), ("Forwarded", "for=203.0.113.9"), ("Via", "1.1 proxy"),
        ("X-Real-IP", "::1"),
      ] {
        let answer = try await server.send("GET", "/health", headers: [name: value])
        #expect(answer.status == 200)
        #expect(Set(answer.json.keys) == ["status", "version"], "\(name)")
        let wrong = try await server.send("GET", "/health", headers: [name: value, "Authorization": "Bearer wrong"])
        #expect(Set(wrong.json.keys) == ["status", "version"])
        let keyed = try await server.send(
          "GET", "/health", headers: [name: value, "Authorization": "Bearer right-key"])
        #expect(keyed.json["component_checks"] != nil)
      }
      // Strangers run no checks anew.
      #expect(Set(health.asked) == [0, 5])
      #expect(health.asked.count { $0 == 5 } == 8)
      let strict = try await server.send("GET", "/health?strict=1", headers: ["Via": "1.1 proxy"])
      #expect(strict.status == 503 && Set(strict.json.keys) == ["status", "version"])
    }
  }

  @Test func withoutChecksThereIsNoSuchAddress() async throws {
    try await TestServer.run { server in
      let (whole, quick) = (try await server.send("GET", "/health"), try await server.send("GET", "/health/quick"))
      #expect(whole.status == 404 && quick.status == 200)
    }
  }
}
