import Foundation
import Testing

@testable import MnemeHTTP

@Suite struct PersonaRouteTests {
  @Test func thePersonaOfASpaceIsShown() async throws {
    try await TestServer.run { server in
      let answer = try await server.send("GET", "/v1/persona")
      #expect(answer.status == 200 && answer.json["source"] as? String == "standard")
      #expect(answer.json["problem"] is NSNull && answer.json["insights"] as? Int == 1)
      let other = try await server.send("GET", "/v1/persona", headers: ["X-Mneme-Space": "team"])
      #expect(other.json["insights"] as? Int == 0)
    }
  }

  @Test func anInsightIsTakenBackInItsOwnSpaceOnly() async throws {
    try await TestServer.run { server in
      let list = try await server.send("GET", "/v1/persona/insights")
      let insight = try #require((list.json["insights"] as? [[String: Any]])?.first)
      #expect(insight["sources"] as? [String] == ["m-1"] && insight["active"] as? Bool == true)
      let foreign = try await server.send("DELETE", "/v1/persona/insights/i-1", headers: ["X-Mneme-Space": "team"])
      #expect(foreign.status == 404)
      let gone = try await server.send("DELETE", "/v1/persona/insights/i-1")
      #expect(gone.status == 200 && gone.json["active"] as? Bool == false)
      #expect(gone.json["retirement"] as? String == "owner")
      #expect(try await server.send("DELETE", "/v1/persona/insights/i-1?erase=1").status == 400)
    }
  }

  @Test func readingsFollowThePagesOfAConversation() async throws {
    try await TestServer.run { server in
      let answer = try await server.send("GET", "/v1/sessions/s%2F1/readings")
      #expect(answer.status == 200)
      let readings = try #require(answer.json["readings"] as? [[String: Any]])
      #expect(readings.allSatisfy { $0["emotion"] as? String == "positive" && $0["intent"] as? String == "chat" })
      #expect(!readings.isEmpty)
    }
  }
}
