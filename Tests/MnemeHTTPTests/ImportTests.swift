import Foundation
import MnemeCore
import NIOCore
import Testing

@testable import MnemeHTTP

private func line(_ id: Int, text: String = "hello") -> String {
  #"{"external_id":"e\#(id)","session":"s","time":"2026-05-08T13:56:00Z","speaker":"Ada","text":"\#(text)"}"#
}

extension TestServer {
  fileprivate func importLines(_ text: String, type: String = "application/x-ndjson") async throws -> RawClient.Answer {
    try await send("POST", "/v1/import", headers: ["Content-Type": type], json: text)
  }
}

private func problems(_ answer: RawClient.Answer) -> [Int: String] {
  let errors = answer.json["errors"] as? [[String: Any]] ?? []
  return Dictionary(
    uniqueKeysWithValues: errors.compactMap { error in
      (error["line"] as? Int).map { ($0, error["reason"] as? String ?? "") }
    })
}

@Suite struct ImportTests {
  @Test func linesOfEveryEndingAreReadAndRepeatsSkipped() async throws {
    try await TestServer.run { server in
      let text = "\u{FEFF}" + line(1) + "\r\n\n   \n" + line(2) + "\n" + line(1) + "\n" + line(3)
      let answer = try await server.importLines(text)
      #expect(answer.status == 200)
      #expect(answer.json["accepted"] as? Int == 3)
      #expect(answer.json["skipped"] as? Int == 1)
      #expect(answer.json["error_count"] as? Int == 0)
      #expect(answer.json["lines"] as? Int == 6)
      let again = try await server.importLines(text, type: "application/jsonl")
      #expect(again.json["accepted"] as? Int == 0)
      #expect(again.json["skipped"] as? Int == 4)
    }
  }

  @Test func eachBadLineIsReportedWithItsNumberAndTheOthersAreKept() async throws {
    let long = String(repeating: "x", count: Limits.messageCharacters + 1)
    let lines = [
      line(1), "{", #"[1]"#, #"{"session":"s","time":"2026-05-08","role":"user","text":"x"}"#,
      #"{"external_id":"a","time":"2026-05-08","role":"user","text":"x"}"#,
      #"{"external_id":"a","session":"s","role":"user","text":"x"}"#,
      #"{"external_id":"a","session":"s","time":"yesterday","role":"user","text":"x"}"#,
      #"{"external_id":"a","session":"s","time":"2026-05-08","role":"robot","text":"x"}"#,
      #"{"external_id":"a","session":"s","time":"2026-05-08","text":"x"}"#,
      #"{"external_id":"a","session":"s","time":"2026-05-08","role":"user"}"#,
      #"{"external_id":"a","session":"s","time":"2026-05-08","role":"user","text":"  "}"#,
      #"{"external_id":7,"session":"s","time":"2026-05-08","role":"user","text":"x"}"#,
      #"{"external_id":"a","session":"s","time":"2026-02-30T00:00:00Z","role":"user","text":"x"}"#,
      #"{"external_id":"a","session":"s","time":"2026-05-08","role":"user","text":"half \ud83d"}"#,
      line(2, text: long), String(repeating: "y", count: ImportIntake.lineBytes + 10), line(3),
    ]
    try await TestServer.run { server in
      let answer = try await server.importLines(lines.joined(separator: "\n"))
      #expect(answer.status == 200)
      #expect(answer.json["accepted"] as? Int == 2)
      #expect(answer.json["error_count"] as? Int == 15)
      let problems = problems(answer)
      #expect(Set(problems.keys) == Set(2...16))
      #expect(problems[2] == "not a JSON object")
      #expect(problems[4] == "'external_id' is missing")
      #expect(problems[5] == "'session' is missing")
      #expect(problems[6] == "'time' is missing")
      #expect(problems[7]?.contains("ISO 8601") == true)
      #expect(problems[8]?.contains("'role'") == true)
      #expect(problems[9]?.contains("'speaker'") == true)
      #expect(problems[10] == "'text' is missing")
      #expect(problems[11] == "'text' is empty")
      #expect(problems[12]?.contains("'external_id'") == true)
      #expect(problems[13]?.contains("ISO 8601") == true)
      #expect(problems[14]?.contains("surrogate") == true)
      #expect(problems[15]?.contains("longer") == true)
      #expect(problems[16]?.contains("longer") == true)
    }
  }

  @Test func rolesSpeakersAndTimesAreUnderstood() async throws {
    let lines = [
      #"{"external_id":"1","session":"s","time":"2026-05-08T13:56:00+09:00","role":"user","text":"x"}"#,
      #"{"external_id":"2","session":"s","time":1750000000,"speaker":"Mina","text":"x"}"#,
      #"{"external_id":"3","session":"s","time":1750000000000,"speaker":"Assistant","text":"x"}"#,
      #"{"external_id":"4","session":"s","time":"2026-05-08","role":"assistant","speaker":"Bot","text":"x"}"#,
    ]
    try await TestServer.run { server in
      let answer = try await server.importLines(lines.joined(separator: "\n"))
      #expect(answer.json["accepted"] as? Int == 4)
      let messages = server.imports.messages
      #expect(messages.map(\.role) == [.user, .user, .assistant, .assistant])
      #expect(messages.map(\.speaker) == [nil, "Mina", nil, "Bot"])
      #expect(messages[1].time == messages[2].time)
      #expect(messages[0].time.iso8601 == "2026-05-08T04:56:00Z")
    }
  }

  @Test func invalidUTF8IsThatLinesProblem() async throws {
    var splitter = LineSplitter(limit: 1000)
    var run = ImportRun(service: FakeImports(), space: .me)
    let bytes = Array(line(1).utf8) + [0x0A, 0x7B, 0xFF, 0xFE, 0x0A] + Array(line(2).utf8)
    bytes.withUnsafeBytes { splitter.feed($0) { run.add($0) } }
    if let last = splitter.finish() { run.add(last) }
    try await run.flush()
    #expect(run.accepted == 2)
    #expect(run.errorCount == 1)
  }

  @Test(arguments: [1, 2, 3, 7, 64])
  func linesAreTheSameHoweverTheyAreCut(_ size: Int) {
    let text = Array("one\r\ntwo\n\nthree is too long\nfour\r".utf8)
    var splitter = LineSplitter(limit: 5)
    var lines: [LineSplitter.Line] = []
    for start in stride(from: 0, to: text.count, by: size) {
      Array(text[start..<min(start + size, text.count)]).withUnsafeBytes { splitter.feed($0) { lines.append($0) } }
    }
    if let last = splitter.finish() { lines.append(last) }
    let expected: [LineSplitter.Line] = [
      .bytes(Array("one".utf8)), .bytes(Array("two".utf8)), .bytes([]), .tooLong, .bytes(Array("four".utf8)),
    ]
    #expect(lines == expected)
  }

  @Test func hundredThousandLinesArriveInBoundedBatches() async throws {
    let imports = FakeImports(keepsMessages: false)
    try await TestServer.run(imports: imports) { server in
      let answer = try await RawClient.connect(server.port) { client in
        try await client.send(
          "POST /v1/import HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n")
        for block in 0..<100 {
          let text = (0..<1000).map { line(block * 1000 + $0) + "\n" }.joined()
          try await client.send(String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n")
        }
        try await client.send("0\r\n\r\n")
        return try await client.answer()
      }
      #expect(answer.status == 200)
      #expect(answer.json["accepted"] as? Int == 100_000)
      // A batch is looked at after every 16 KiB: some 140 of these lines.
      #expect(imports.batches.allSatisfy { $0 <= ImportRun.batchMessages + 200 })
      #expect(imports.batches.reduce(0, +) == 100_000)
    }
  }

  @Test func failingStoreEndsTheImportAndTellsWhatWasKept() async throws {
    try await TestServer.run { server in
      let text = (0..<600).map { line($0) }.joined(separator: "\n") + "\n" + line(600, text: "poison")
      let answer = try await server.importLines(text)
      #expect(answer.status == 500)
      #expect(answer.error["code"] as? String == "storage")
      let accepted = answer.json["accepted"] as? Int ?? 0
      #expect(accepted >= 500 && accepted <= 600)
    }
  }

  @Test func bodyThatEndsEarlyKeepsWhatWasWhole() async throws {
    let imports = FakeImports()
    try await TestServer.run(imports: imports) { server in
      try await RawClient.connect(server.port) { client in
        let text = (0..<1000).map { line($0) + "\n" }.joined() + #"{"external_id":"cut"#
        try await client.send(
          "POST /v1/import HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
            + "Content-Length: \(text.utf8.count + 1000)\r\n\r\n" + text)
        try await TestServer.eventually("the first batch is stored") { !imports.batches.isEmpty }
        client.halfClose()
        let answer = try await client.answer()
        #expect(answer.status == 400)
        #expect(answer.error["code"] as? String == "incomplete_body")
      }
      #expect(imports.messages.allSatisfy { $0.text == "hello" })
    }
  }

  @Test func slowStoreHoldsTheClientBackInsteadOfTimingItOut() async throws {
    let imports = FakeImports(delay: .milliseconds(800))
    try await TestServer.run(imports: imports, tuning: { $0.timeouts.bodySilence = .milliseconds(500) }) { server in
      let answer = try await server.importLines((0..<1500).map { line($0) }.joined(separator: "\n"))
      #expect(answer.status == 200)
      #expect(answer.json["accepted"] as? Int == 1500)
    }
  }

  @Test func complaintsAreCountedBeyondTheListedOnes() async throws {
    try await TestServer.run { server in
      let answer = try await server.importLines(String(repeating: "x\n", count: 1500))
      #expect(answer.json["error_count"] as? Int == 1500)
      #expect((answer.json["errors"] as? [Any])?.count == 1000)
    }
  }
}
