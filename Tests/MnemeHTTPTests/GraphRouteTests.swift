import Foundation
import MnemeCore
import Testing

@testable import MnemeHTTP

@Suite struct GraphRouteTests {
  @Test func summaryCountsByKind() async throws {
    try await TestServer.run { server in
      let answer = try await server.send("GET", "/v1/graph")
      #expect(answer.status == 200)
      #expect(answer.json["entities"] as? Int == 3)
      #expect(answer.json["by_kind"] as? [String: Int] == ["person": 1, "place": 2])
      #expect(answer.json["average_degree"] as? Double == 0.67)
      let other = try await server.send("GET", "/v1/graph", headers: ["X-Mneme-Space": "team"])
      #expect(other.json["entities"] as? Int == 0)
    }
  }

  @Test func entitiesAreFoundByName() async throws {
    try await TestServer.run { server in
      let answer = try await server.send("GET", "/v1/graph/entities?q=Lisbon&limit=5")
      let entity = try #require((answer.json["entities"] as? [[String: Any]])?.first)
      #expect(entity["ordinal"] as? Int == 2)
      #expect(entity["kind"] as? String == "place")
      #expect(entity["aliases"] as? [String] == ["Lisbon"])
      #expect(entity["owner"] as? Bool == false)
      #expect(entity["first_seen"] as? String == "2025-06-15T15:06:40Z")
      let all = try await server.send("GET", "/v1/graph/entities")
      #expect((all.json["entities"] as? [Any])?.count == 3)
      _ = try await server.send("GET", "/v1/graph/entities?q=", headers: ["X-Mneme-Space": "team"])
      #expect(
        server.engine.graph.asked == ["entities Lisbon me 5", "entities - me 50", "entities - team 50"])
    }
  }

  @Test func neighbourhoodHasRelationsAndTheMessagesBehindIt() async throws {
    try await TestServer.run { server in
      let answer = try await server.send("GET", "/v1/graph/entities/1?depth=2&limit=9")
      #expect(answer.status == 200)
      #expect(answer.json["entity"] as? Int == 1)
      #expect((answer.json["entities"] as? [Any])?.count == 2)
      let relation = try #require((answer.json["relations"] as? [[String: Any]])?.first)
      #expect(relation["source"] as? Int == 1 && relation["target"] as? Int == 2)
      #expect(relation["type"] as? String == "lives_in")
      #expect(relation["weight"] as? Double == 0.75)
      #expect(relation["valid_to"] is NSNull)
      #expect(answer.json["messages"] as? [String] == ["x-9", "x-3"])
      #expect(server.engine.graph.asked == ["neighbourhood 1 2 me 9"])
      let other = try await server.send("GET", "/v1/graph/entities/1", headers: ["X-Mneme-Space": "team"])
      #expect(other.status == 404)
    }
  }

  @Test func pathIsThereOrNull() async throws {
    try await TestServer.run { server in
      let answer = try await server.send("GET", "/v1/graph/path?from=1&to=2")
      let path = try #require(answer.json["path"] as? [String: Any])
      #expect((path["entities"] as? [Any])?.count == 2 && (path["relations"] as? [Any])?.count == 1)
      let none = try await server.send("GET", "/v1/graph/path?from=1&to=3&max_depth=6")
      #expect(none.status == 200)
      #expect(none.json["path"] is NSNull)
      #expect(server.engine.graph.asked == ["path 1 2 4 me", "path 1 3 6 me"])
    }
  }

  @Test(arguments: [
    Refusal("GET", "/v1/graph/entities?limit=201", nil, 400, "limit"),
    Refusal("GET", "/v1/graph/entities/ada", nil, 400, "ordinal"),
    Refusal("GET", "/v1/graph/entities/0", nil, 400, "ordinal"), Refusal("GET", "/v1/graph/entities/99", nil, 404),
    Refusal("GET", "/v1/graph/entities/1?depth=4", nil, 400, "depth"),
    Refusal("GET", "/v1/graph/path?to=2", nil, 400, "from"), Refusal("GET", "/v1/graph/path?from=1", nil, 400, "to"),
    Refusal("GET", "/v1/graph/path?from=1&to=x", nil, 400, "to"),
    Refusal("GET", "/v1/graph/path?from=1&to=2&max_depth=7", nil, 400, "max_depth"),
    Refusal("GET", "/v1/graph/path?from=1&to=99", nil, 404),
  ])
  func wrongInputIsNamed(_ refusal: Refusal) async throws { try await refusal.check() }
}
