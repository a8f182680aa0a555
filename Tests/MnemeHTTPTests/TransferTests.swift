import Foundation
import MnemeCore
import NIOCore
import Testing

@testable import MnemeHTTP

private func record(_ id: Int) -> String { #"{"id":"x-\#(id)","type":"message"}"# }

@Suite struct ExportTests {
  @Test func exportIsTheLinesOfTheSpace() async throws {
    try await TestServer.run { server in
      let answer = try await server.send("GET", "/v1/export", headers: ["X-Mneme-Space": "team"])
      #expect(answer.status == 200)
      #expect(answer.headers["content-type"] == "application/x-ndjson")
      #expect(answer.headers["content-disposition"] == "attachment; filename=\"mneme-team.jsonl\"")
      let lines = answer.body.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count == 5 && lines.last == "")
      #expect(lines[0] == FakeTransfer.header)
      #expect(lines[3] == #"{"n":3,"space":"team","text":""}"#)
    }
  }

  @Test func exportIsReadNoFasterThanTheClientTakesIt() async throws {
    let engine = FakeEngine(transfer: FakeTransfer(lines: 4000, lineBytes: 10_000))
    try await TestServer.run(engine: engine) { server in
      try await RawClient.connect(server.port, receiveBuffer: 64 << 10) { client in
        try await client.send(server.request("GET", "/v1/export"))
        try await client.read(until: FakeTransfer.header)
        // Until nothing moves any more: the buffers between are full.
        let produced = try await TestServer.settled { engine.transfer.produced }
        #expect(produced < 2000)
        let answer = try await client.answer()
        #expect(engine.transfer.produced == 4001)
        #expect(answer.body.utf8.count { $0 == UInt8(ascii: "\n") } == 4001)
        #expect(answer.body.contains(#"{"n":4000,"#))
      }
    }
  }

  @Test func clientThatHangsUpEndsTheExport() async throws {
    let engine = FakeEngine(transfer: FakeTransfer(lines: 100_000, lineBytes: 10_000))
    try await TestServer.run(engine: engine) { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(server.request("GET", "/v1/export"))
        try await client.read(until: FakeTransfer.header)
        try await client.close()
      }
      let produced = try await TestServer.settled { engine.transfer.produced }
      #expect(produced < 50_000)
    }
  }

  @Test func storeThatFailsAtOnceHasItsStatus() async throws {
    try await TestServer.run(engine: FakeEngine(transfer: FakeTransfer(failsAfter: 0))) { server in
      let answer = try await server.send("GET", "/v1/export")
      #expect(answer.status == 500)
      #expect(answer.error["code"] as? String == "storage")
    }
  }

  @Test func storeThatFailsLaterLeavesTheBodyWithoutItsEnd() async throws {
    let engine = FakeEngine(transfer: FakeTransfer(lines: 100, lineBytes: 10_000, failsAfter: 50))
    try await TestServer.run(engine: engine) { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(server.request("GET", "/v1/export"))
        let text = await client.readToEnd()
        #expect(text.contains("HTTP/1.1 200 OK"))
        #expect(!text.hasSuffix("0\r\n\r\n"))
        #expect(!text.contains("disk"))
      }
    }
  }

  @Test func headExportsNothing() async throws {
    try await TestServer.run { server in
      try await RawClient.connect(server.port) { client in
        try await client.send(server.request("HEAD", "/v1/export", headers: ["Connection": "close"]))
        #expect(await client.readToEnd().contains("application/x-ndjson"))
        #expect(server.engine.transfer.produced == 0)
      }
    }
  }
}

@Suite struct ExportImportTests {
  private func send(_ text: String, to server: TestServer, space: String = "me") async throws -> RawClient.Answer {
    try await server.send(
      "POST", "/v1/import", headers: ["Content-Type": "application/x-ndjson", "X-Mneme-Space": space], json: text)
  }

  @Test func exportIsRecognisedByItsFirstLineWithSomethingOnIt() async throws {
    try await TestServer.run { server in
      let text =
        "\u{FEFF}\n \r\n" + FakeTransfer.header + "\r\n" + record(1) + "\n\n" + record(2) + "\n" + FakeTransfer.end(2)
      let answer = try await send(text, to: server, space: "team")
      #expect(answer.status == 200)
      #expect(answer.json["format"] as? String == "export")
      #expect(answer.json["accepted"] as? Int == 2)
      #expect(answer.json["skipped"] as? Int == 0)
      #expect(answer.json["error_count"] as? Int == 0)
      #expect(answer.json["lines"] as? Int == 7)
      #expect(server.engine.transfer.batches == [[3, 4, 6, 7]])
      #expect(server.engine.transfer.spaces == [try SpaceID("team")])
      #expect(server.imports.batches.isEmpty)
      let again = try await send(text, to: server)
      #expect(again.json["accepted"] as? Int == 0)
      #expect(again.json["skipped"] as? Int == 2)
    }
  }

  @Test(arguments: [
    [record(1), record(2)],
    [record(1), record(2), FakeTransfer.end(3)],
    [record(1), FakeTransfer.end(1), record(2)],
    [record(1), FakeTransfer.end(1), FakeTransfer.header, record(2), FakeTransfer.end(1)],
  ])
  func exportThatIsNotWholeIsReportedAndWhatIsThereStays(_ lines: [String]) async throws {
    try await TestServer.run { server in
      let answer = try await send(([FakeTransfer.header] + lines).joined(separator: "\n"), to: server)
      #expect(answer.status == 422)
      #expect(answer.error["code"] as? String == "unprocessable")
      #expect((answer.error["message"] as? String)?.hasPrefix("The export is ") == true)
      #expect(answer.json["accepted"] as? Int == 2)
    }
  }

  @Test func emptyExportIsWhole() async throws {
    try await TestServer.run { server in
      let answer = try await send(FakeTransfer.header + "\n" + FakeTransfer.end(0) + "\n", to: server)
      #expect(answer.status == 200)
      #expect(answer.json["accepted"] as? Int == 0)
      #expect(try await send(FakeTransfer.header + "\n", to: server).status == 422)
    }
  }

  @Test func headerAfterAMessageIsALineLikeOthers() async throws {
    try await TestServer.run { server in
      let message = #"{"external_id":"1","session":"s","time":"2026-05-08","role":"user","text":"x"}"#
      let answer = try await send(message + "\n" + FakeTransfer.header, to: server)
      #expect(answer.json["format"] as? String == "messages")
      #expect(answer.json["accepted"] as? Int == 1)
      #expect(answer.json["error_count"] as? Int == 1)
      #expect(server.engine.transfer.batches.isEmpty)
    }
  }

  @Test func largeExportArrivesInOrderInBoundedBatches() async throws {
    try await TestServer.run { server in
      let answer = try await RawClient.connect(server.port) { client in
        try await client.send(
          "POST /v1/import HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n")
        for block in 0..<50 {
          let text =
            (block == 0 ? FakeTransfer.header + "\n" : "")
            + (0..<1000).map { record(block * 1000 + $0) + "\n" }.joined()
          try await client.send(String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n")
        }
        let end = FakeTransfer.end(50_000)
        try await client.send(String(end.utf8.count, radix: 16) + "\r\n" + end + "\r\n0\r\n\r\n")
        return try await client.answer()
      }
      #expect(answer.status == 200)
      #expect(answer.json["accepted"] as? Int == 50_000)
      let batches = server.engine.transfer.batches
      // A batch is looked at after every 16 KiB: some 500 of these lines.
      #expect(batches.allSatisfy { $0.count <= TransferRun.batchLines + 600 })
      #expect(batches.flatMap(\.self) == Array(1...50_002))
    }
  }

  @Test func badLineIsNamedAndBatchesBeforeItStay() async throws {
    try await TestServer.run { server in
      let lines = [FakeTransfer.header] + (2...4000).map { $0 == 3000 ? FakeTransfer.bad : record($0) }
      let answer = try await send(lines.joined(separator: "\n"), to: server)
      #expect(answer.status == 400)
      #expect((answer.error["message"] as? String)?.hasPrefix("Line 3000:") == true)
      let accepted = try #require(answer.json["accepted"] as? Int)
      #expect(accepted >= 1000 && accepted < 3000)
      #expect(server.engine.transfer.batches.joined().count == accepted + 1)
    }
  }

  @Test func lineThatIsTooLongIsNamedAndWhatIsBeforeItStays() async throws {
    try await TestServer.run { server in
      let long = String(repeating: "y", count: ImportIntake.lineBytes + 10)
      let text = [FakeTransfer.header, record(1), long, record(2)].joined(separator: "\n")
      let answer = try await send(text, to: server)
      #expect(answer.status == 400)
      #expect((answer.error["message"] as? String)?.hasPrefix("Line 3:") == true)
      #expect(answer.json["accepted"] as? Int == 1)
      #expect(server.engine.transfer.batches == [[1, 2]])
    }
  }

  @Test func bodyThatEndsEarlyKeepsWhatWasWhole() async throws {
    try await TestServer.run { server in
      try await RawClient.connect(server.port) { client in
        let text = ([FakeTransfer.header] + (1...2000).map(record)).joined(separator: "\n") + "\n{\"id\":"
        try await client.send(
          "POST /v1/import HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
            + "Content-Length: \(text.utf8.count + 100)\r\n\r\n" + text)
        try await TestServer.eventually("a batch is stored") { !server.engine.transfer.batches.isEmpty }
        client.halfClose()
        let answer = try await client.answer()
        #expect(answer.status == 400)
        #expect(answer.error["code"] as? String == "incomplete_body")
        #expect(answer.json["accepted"] as? Int ?? 0 >= 1000)
      }
    }
  }
}
