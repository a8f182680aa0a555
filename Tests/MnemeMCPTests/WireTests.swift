import Foundation
import MnemeCore
import MnemeMCP
import Testing

@Suite struct WireTests {
  @Test func everyExampleOfTheProtocolIsReadAndWrittenWithoutLoss() throws {
    let folder = Contracts.folder.appending(path: "mcp-2026-07-28-examples")
    guard let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) else {
      print("No contracts at \(folder.path): skipped.")
      return
    }
    var seen = 0
    for case let file as URL in files where file.pathExtension == "json" {
      let data = try Data(contentsOf: file)
      let json = try JSONReader.read(Array(data))
      let platform = try JSONDecoder().decode(JSONValue.self, from: data)
      #expect(try JSONReader.read(JSONWriter.bytes(json)) == json, "\(file.lastPathComponent)")
      #expect(same(json, platform), "\(file.lastPathComponent)")
      try checkTyped(file.deletingLastPathComponent().lastPathComponent, json)
      seen += 1
    }
    if seen == 0 { print("No contracts at \(folder.path): skipped.") }
  }

  /// What has a type of its own here is read through it and comes back as it was.
  private func checkTyped(_ type: String, _ json: JSONValue) throws {
    switch type {
    case "AudioContent", "EmbeddedResource", "ImageContent", "ResourceLink", "TextContent", "ToolResultContent",
      "ToolUseContent":
      #expect(try ContentBlock(json).json == json)
    case "Tool": #expect(try ToolEntry(json).json == json)
    case "CallToolResult": #expect(try ToolResult(json).json == json)
    case "InputRequests":
      for (_, request) in json.object ?? [:] { #expect(try InputRequest(json: request).json == request) }
    case "InputRequiredResult": #expect(try InputRequired.read(json)?.json == json)
    case _ where json["jsonrpc"] != nil: #expect(try RPCMessage(json).json == json)
    default: break
    }
  }

  private func same(_ left: JSONValue, _ right: JSONValue) -> Bool {
    switch (left, right) {
    case (.array(let left), .array(let right)):
      left.count == right.count && zip(left, right).allSatisfy { same($0, $1) }
    case (.object(let left), .object(let right)):
      left.count == right.count && left.allSatisfy { key, value in right[key].map { same(value, $0) } ?? false }
    default: left == right || (left.double != nil && left.double == right.double)
    }
  }

  @Test func numbersStayNumbersAndStringsStayStrings() throws {
    for text in [#"{"id":7,"jsonrpc":"2.0","method":"ping"}"#, #"{"id":"7","jsonrpc":"2.0","method":"ping"}"#] {
      let message = try RPCMessage(parsing: Array(text.utf8))
      #expect(String(decoding: message.bytes, as: UTF8.self) == text)
    }
  }

  @Test(arguments: [
    (#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, -32600), (#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, -32600),
    (#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, -32600), (#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, -32600),
    (#"{"jsonrpc":"2.0","id":1}"#, -32600), (#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[1]}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1,"method":"ping","method":"x"}"#, -32700), ("{", -32700), ("", -32700),
    (#"{"jsonrpc":"2.0","id":1,"method":"p\ud800"}"#, -32700), ("[1,]", -32700), ("01", -32700), ("1e999", -32700),
    ("\"\u{1}\"", -32700), (String(repeating: "[", count: 100_000), -32700),
  ])
  func whatIsNoMessageIsRefusedWithItsCode(_ text: String, _ code: Int) {
    let refusal = #expect(throws: RPCRefusal.self) { try RPCMessage(parsing: Array(text.utf8)) }
    #expect(refusal?.error.code == code)
  }

  @Test func theReaderTakesWhatTheStandardTakes() throws {
    let text = #" { "a" : [ -0.5e2 , 0 , 9223372036854775808, true , null ] , "\u00e9\ud83d\ude00\/\b" : "\n" } "#
    let json = try JSONReader.read(Array(text.utf8))
    #expect(
      json == ["a": [.number(-50), 0, .number(9_223_372_036_854_775_808), true, .null], "é😀/\u{8}": "\n"])
  }

  @Test func digestsAreThoseOfTheStandard() {
    func hex(_ bytes: [UInt8]) -> String { bytes.map { String(format: "%02x", $0) }.joined() }
    #expect(
      hex(SHA256.digest([])) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      hex(SHA256.digest(Array("abc".utf8))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      hex(SHA256.digest(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8)))
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(
      hex(SHA256.digest([UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    // RFC 4231, cases 2 and 6.
    #expect(
      hex(SHA256.authenticate(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8)))
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    #expect(
      hex(
        SHA256.authenticate(
          Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
          key: [UInt8](repeating: 0xaa, count: 131)))
        == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }

  @Test(arguments: [
    ("us-west1", "us-west1"), ("Hello, 世界", "=?base64?SGVsbG8sIOS4lueVjA==?="), (" padded ", "=?base64?IHBhZGRlZCA=?="),
    ("line1\nline2", "=?base64?bGluZTEKbGluZTI=?="), ("=?base64?literal?=", "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?="),
  ])
  func headerValuesAreEncodedAsTheProtocolShows(_ text: String, _ encoded: String) {
    #expect(HeaderText.encode(text) == encoded)
    #expect(HeaderText.decode(encoded) == text)
  }

  @Test func marksOfMirroredParametersAreReadWhereTheyMayStand() throws {
    let schema: JSONValue = [
      "type": "object",
      "properties": [
        "region": ["type": "string", "x-mcp-header": "Region"],
        "where": ["type": "object", "properties": ["row": ["type": "integer", "x-mcp-header": "Row"]]],
      ],
    ]
    let mirrored = try MirroredParameters(schema: schema)
    #expect(mirrored.parameters.map(\.header) == ["Region", "Row"])
    #expect(mirrored.parameters[1].value(in: ["where": ["row": 4]]) == 4)
    for property: JSONValue in [
      ["type": "number", "x-mcp-header": "A"], ["type": "string", "x-mcp-header": ""],
      ["type": "string", "x-mcp-header": "a b"],
      ["type": "array", "items": ["type": "string", "x-mcp-header": "A"]],
      ["anyOf": [["type": "string", "x-mcp-header": "A"]]],
    ] {
      #expect(throws: MirroredParameters.Flaw.self) {
        try MirroredParameters(schema: ["type": "object", "properties": ["a": property]])
      }
    }
    #expect(throws: MirroredParameters.Flaw.self) {
      try MirroredParameters(schema: [
        "properties": [
          "a": ["type": "string", "x-mcp-header": "same"], "b": ["type": "string", "x-mcp-header": "SAME"],
        ]
      ])
    }
  }
}
