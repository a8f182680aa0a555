import Foundation
import MnemeCore
import Testing

@testable import MnemeHTTP

@Suite struct ToolRouteTests {
  @Test func toolsAreListedCalledAndAudited() async throws {
    let tools = FakeTools()
    try await TestServer.run(tools: tools) { server in
      let listed = try await server.send("GET", "/v1/tools")
      let tool = try #require((listed.json["tools"] as? [[String: Any]])?.first)
      #expect(tool["name"] as? String == "tide" && tool["category"] as? String == "research")
      #expect((tool["input_schema"] as? [String: Any])?["type"] as? String == "object")
      #expect((tool["metrics"] as? [String: Any])?["success_rate"] is NSNull)
      let called = try await server.send("POST", "/v1/tools/tide", json: #"{"arguments": {"harbour": "Brest"}}"#)
      #expect(called.status == 200 && called.json["is_error"] as? Bool == false)
      #expect((called.json["structured"] as? [String: Any])?["hour"] as? Int == 12)
      #expect(tools.calls == [["harbour": "Brest"]])
      let unknown = try await server.send("POST", "/v1/tools/other", json: "{}")
      #expect(unknown.json["is_error"] as? Bool == true)
      #expect((unknown.json["error"] as? [String: Any])?["code"] as? String == "E305")
      // Arguments beside their member would be lost.
      #expect(try await server.send("POST", "/v1/tools/tide", json: #"{"harbour": "Brest"}"#).status == 400)
      #expect(try await server.send("POST", "/v1/tools/tide", json: #"{"arguments""#).status == 400)
      let audited = try await server.send("GET", "/v1/tools/audit?tool=tide&limit=5")
      let entry = try #require((audited.json["calls"] as? [[String: Any]])?.first)
      #expect(entry["decision"] as? String == "denied" && entry["code"] as? String == "E406")
      #expect(try await server.send("GET", "/v1/tools/audit?limit=0").status == 400)
    }
  }

  @Test func aCallIsDecidedOnceAndWithItsTokenAlone() async throws {
    let tools = FakeTools()
    try await TestServer.run(tools: tools) { server in
      let listed = try await server.send("GET", "/v1/approvals?pending=1")
      let call = try #require((listed.json["approvals"] as? [[String: Any]])?.first)
      #expect(call["token"] as? String == "token-of-the-call" && call["state"] as? String == "pending")
      #expect((call["arguments"] as? [String: Any])?["harbour"] as? String == "Brest")
      for body in [
        #"{"decision": "approve"}"#, #"{"decision": "maybe", "token": "token-of-the-call"}"#,
        #"{"decision": "approve", "token": "token-of-the-call", "arguments": {}}"#, "",
      ] {
        #expect(try await server.send("POST", "/v1/approvals/a-1", json: body).status == 400, "\(body)")
      }
      let wrong = #"{"decision": "approve", "token": "another"}"#
      #expect(try await server.send("POST", "/v1/approvals/a-1", json: wrong).status == 404)
      #expect(tools.decisions.isEmpty)
      let right = #"{"decision": "approve", "token": "token-of-the-call"}"#
      // A form of another site cannot decide.
      let form = try await server.send(
        "POST", "/v1/approvals/a-1", headers: ["Content-Type": "text/plain"], json: right)
      #expect(form.status == 415 && tools.decisions.isEmpty)
      let ended = try await server.send("POST", "/v1/approvals/a-1", json: right)
      #expect(ended.json["state"] as? String == "done" && ended.json["result"] as? String == "ran")
      #expect(ended.json["token"] is NSNull)
      #expect(try await server.send("POST", "/v1/approvals/a-1", json: right).status == 409)
    }
  }

  @Test func withoutToolsThereAreNoSuchAddresses() async throws {
    try await TestServer.run { server in
      let answer = try await server.send("GET", "/v1/tools")
      #expect(answer.status == 404)
    }
  }
}
