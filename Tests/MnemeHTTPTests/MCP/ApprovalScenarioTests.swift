import Foundation
import MnemeCore
import MnemeMCP
import MnemeTestSupport
import MnemeTools
import Synchronization
import Testing

@testable import mneme_conformance

/// Calls over MCP that wait for the owner's word: the client asks them, over real HTTP and in both lanes.
@Suite struct ApprovalScenarioTests {
  static let call: JSONValue = ["arguments": ["what": "the\u{202E} boat"]]

  private static func answer(_ request: JSONValue, _ result: JSONValue) -> JSONValue? {
    guard request["method"] == "elicitation/create" else { return nil }
    return ["jsonrpc": "2.0", "id": request["id"] ?? .null, "result": result]
  }

  private static let yes: JSONValue = ["action": "accept", "content": ["approve": true]]

  @Test func aSessionsClientIsAskedAndTheCallRunsOnceWithWhatWasShown() async throws {
    try await ApprovalFixture.run { fixture in
      let client = try await fixture.client(.stateful)
      let asked = Mutex<[JSONValue]>([])
      let reply = try await client.call("launch", Self.call) { request in
        asked.withLock { $0.append(request) }
        return Self.answer(request, Self.yes)
      }
      #expect(reply.result?["structuredContent"] == ["launched": "the\u{202E} boat"] && reply.result?["isError"] == nil)
      #expect(fixture.runs.all == [["what": "the\u{202E} boat"]])
      let question = asked.withLock { $0.first?["params"] }
      let message = question?["message"]?.string ?? ""
      // What would turn the text round is written out.
      #expect(message.contains("launch") && message.contains(#"{"what":"the\u{202e} boat"}"#))
      #expect(question?["requestedSchema"]?["required"] == ["approve"])
      let approval = try #require(try await fixture.approvals().first)
      #expect(approval.state == .done && approval.result == "launched")
      #expect(!message.contains(approval.token) && !message.contains(approval.id))
    }
  }

  private static let answers: [(JSONValue, Approval.State)] = [
    (["action": "decline"], .denied), (["action": "accept", "content": ["approve": false]], .denied),
    (["action": "cancel"], .pending), (["action": "accept"], .pending),
    (["action": "accept", "content": ["approve": "yes"]], .pending),
  ]

  @Test(arguments: answers)
  func nothingButAYesRunsIt(_ answer: JSONValue, _ state: Approval.State) async throws {
    try await ApprovalFixture.run { fixture in
      let client = try await fixture.client(.stateful)
      let reply = try await client.call("launch", Self.call) { request in
        // What is no result of the protocol is sent all the same.
        Self.answer(request, answer)
      }
      #expect(reply.result?["isError"] == true && fixture.runs.all.isEmpty)
      let approvals = try await fixture.approvals()
      #expect(approvals.map(\.state) == [state])
      if state == .pending {
        #expect(reply.text.contains(approvals[0].id) && reply.text.contains("mneme approvals"))
        #expect(!reply.text.contains(approvals[0].token))
      } else {
        #expect(reply.text.contains("denied"))
      }
    }
  }

  @Test(arguments: MCPFixture.Lane.allCases)
  func aClientThatCannotAskIsToldWhereToApprove(_ lane: MCPFixture.Lane) async throws {
    try await ApprovalFixture.run { fixture in
      for capabilities in [[:], ["elicitation": ["url": [:]]]] as [JSONValue] {
        let client = try await fixture.client(lane, capabilities: capabilities)
        let reply = try await client.call("launch", Self.call)
        let approval = try #require(try await fixture.approvals(isPending: true).first)
        #expect(reply.result?["isError"] == true && reply.text.contains(approval.id))
        #expect(!reply.text.contains(approval.token) && fixture.runs.all.isEmpty)
      }
      // A call that cannot be shown whole is decided where it can.
      let client = try await fixture.client(lane)
      let long: JSONValue = ["arguments": ["what": .string(String(repeating: "x", count: 5000))]]
      #expect(try await client.call("launch", long).result?["isError"] == true)
    }
  }

  @Test func theStatelessLaneAsksInASecondRound() async throws {
    try await ApprovalFixture.run { fixture in
      let client = try await fixture.client(.stateless)
      let first = try await client.call("launch", Self.call)
      #expect(first.result?["resultType"] == "input_required" && fixture.runs.all.isEmpty)
      let requests = try #require(first.result?["inputRequests"]?.object)
      let key = try #require(requests.keys.first)
      let round = Self.call.setting("inputResponses", to: .object([key: Self.yes]))
        .setting("requestState", to: first.result?["requestState"])
      let second = try await client.call("launch", round)
      #expect(second.result?["resultType"] == "complete")
      #expect(second.result?["structuredContent"] == ["launched": "the\u{202E} boat"])
      #expect(fixture.runs.all.count == 1)
      // The same answer is good for nothing more: the next call is another question.
      let again = try await client.call("launch", round)
      #expect(again.result?["resultType"] == "input_required" && fixture.runs.all.count == 1)
      #expect(again.result?["inputRequests"]?[key] == nil)
    }
  }

  @Test func anAnswerIsGoodForNoOtherCall() async throws {
    try await ApprovalFixture.run { fixture in
      let client = try await fixture.client(.stateless)
      let first = try await client.call("launch", Self.call)
      let key = try #require(first.result?["inputRequests"]?.object?.keys.first)
      let answers: JSONValue = .object([key: Self.yes])
      let other: JSONValue = ["arguments": ["what": "the house"], "inputResponses": answers]
      // With the state it belongs to another request; without, it answers a question that was not asked.
      let sealed = try await client.call("launch", other.setting("requestState", to: first.result?["requestState"]))
      #expect(sealed.code == -32602)
      let bare = try await client.call("launch", other)
      #expect(bare.result?["resultType"] == "input_required" && bare.result?["inputRequests"]?[key] == nil)
      // Another key of the same look, and one that a caller might guess.
      for name in ["approve", "approve-", "approve-AAAAAAAAAAAAAAAAAAAAAA", key + "A", key.lowercased()] {
        let guess = Self.call.setting("inputResponses", to: .object([name: Self.yes]))
        #expect(try await client.call("launch", guess).result?["resultType"] == "input_required")
      }
      #expect(fixture.runs.all.isEmpty)
    }
  }

  @Test func anAnswerThatComesTooLateRunsNothing() async throws {
    try await ApprovalFixture.run { fixture in
      let client = try await fixture.client(.stateless)
      let first = try await client.call("launch", Self.call)
      let key = try #require(first.result?["inputRequests"]?.object?.keys.first)
      let round = Self.call.setting("inputResponses", to: .object([key: Self.yes]))
      fixture.clock.advance(by: 16 * 60)
      let sealed = try await client.call("launch", round.setting("requestState", to: first.result?["requestState"]))
      #expect(sealed.code == -32602)
      #expect(try await client.call("launch", round).result?["resultType"] == "input_required")
      #expect(fixture.runs.all.isEmpty)
    }
  }

  @Test func whatWasDecidedElsewhereMeanwhileIsNotRunAgain() async throws {
    try await ApprovalFixture.run { fixture in
      let client = try await fixture.client(.stateless)
      let first = try await client.call("launch", Self.call)
      let key = try #require(first.result?["inputRequests"]?.object?.keys.first)
      let approval = try #require(try await fixture.approvals(isPending: true).first)
      _ = try await fixture.desk.decide(approval.id, token: approval.token, approves: false, in: .me)
      let round = Self.call.setting("inputResponses", to: .object([key: Self.yes]))
        .setting("requestState", to: first.result?["requestState"])
      #expect(try await client.call("launch", round).result?["resultType"] == "input_required")
      #expect(fixture.runs.all.isEmpty)
    }
  }
}
