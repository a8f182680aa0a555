import MnemeCore
import Testing

@testable import MnemeMCP

/// What requests repeat in their headers from revision 2026-07-28 on.
@Suite struct HeaderScenarioTests {
  @Test("http-standard-headers") func everyRequestNamesItsMethodAndWhatItIsAbout() async throws {
    try await withPeer { heard in
      if let reply = Peers.handshake(.stateless, heard) { return reply }
      switch heard.method {
      case "tools/list": return .result(heard, Peers.tools(.stateless, [Peers.tool]))
      case "tools/call": return .result(heard, Peers.called(.stateless, "ok"))
      default:
        return .result(
          heard,
          [
            "resultType": "complete", "ttlMs": 0, "cacheScope": "private", "contents": [], "messages": [],
            "resources": [], "prompts": [],
          ])
      }
    } _: { base, log in
      try await withServer(at: base + "/mcp") { server in
        _ = try await server.tools()
        for tool in ["test_headers", "my-hyphenated-tool", "größe"] { _ = try await server.text(tool) }
        _ = try await server.ask("resources/list", [:])
        for uri in ["file:///path/to/file%20name.txt", "https://example.com/resource?id=123"] {
          _ = try await server.ask("resources/read", ["uri": .string(uri)], name: uri)
        }
        _ = try await server.ask("prompts/list", [:])
        _ = try await server.ask("prompts/get", ["name": "test_prompt"], name: "test_prompt")
      }
      #expect(log.all.count == 10)
      for heard in log.all {
        #expect(heard.headers["mcp-method"] == heard.method)
        #expect(heard.headers["mcp-protocol-version"] == "2026-07-28")
      }
      #expect(
        log.all.compactMap { $0.headers["mcp-name"] } == [
          "test_headers", "my-hyphenated-tool", "=?base64?Z3LDtsOfZQ==?=", "file:///path/to/file%20name.txt",
          "https://example.com/resource?id=123", "test_prompt",
        ])
    }
  }

  private static func property(_ type: String, _ header: String?) -> JSONValue {
    JSONValue.object(["type": .string(type)]).setting("x-mcp-header", to: header.map(JSONValue.string))
  }

  @Test("http-custom-headers") func markedParametersAreRepeated() async throws {
    let schema: JSONValue = [
      "type": "object",
      "properties": [
        "region": Self.property("string", "Region"), "priority": Self.property("integer", "Priority"),
        "verbose": Self.property("boolean", "Verbose"), "debug": Self.property("boolean", "Debug"),
        "empty_val": Self.property("string", "EmptyVal"), "method_val": Self.property("string", "Method"),
        "float_val": Self.property("number", nil), "non_ascii_val": Self.property("string", "NonAscii"),
        "whitespace_val": Self.property("string", "Whitespace"),
        "internal_space_val": Self.property("string", "InternalSpace"),
        "control_char_val": Self.property("string", "ControlChar"), "crlf_val": Self.property("string", "CrLf"),
        "tab_val": Self.property("string", "Tab"), "literal_val": Self.property("string", "Literal"),
        "query": Self.property("string", nil),
        "inner": ["type": "object", "properties": ["place": Self.property("string", "Inner-Place")]],
      ],
    ]
    try await withPeer { heard in
      if let reply = Peers.handshake(.stateless, heard) { return reply }
      if heard.method == "tools/call" { return .result(heard, Peers.called(.stateless, "ok")) }
      return .result(
        heard, Peers.tools(.stateless, [["name": "custom", "description": "d", "inputSchema": schema]]))
    } _: { base, log in
      try await withServer(at: base + "/mcp") { server in
        _ = try await server.text(
          "custom",
          [
            "region": "us-west1", "priority": 42, "verbose": false, "debug": true, "empty_val": "",
            "method_val": "test-method", "float_val": .number(3.14159), "non_ascii_val": "Hello, 世界",
            "whitespace_val": " padded ", "internal_space_val": "us west 1", "control_char_val": "line1\nline2",
            "crlf_val": "line1\r\nline2", "tab_val": "\tindented", "literal_val": "=?base64?literal?=",
            "query": "SELECT * FROM users", "inner": ["place": "here"],
          ])
        _ = try await server.text("custom", ["region": "us-east1", "priority": 1, "verbose": .null])
      }
      let calls = log.of("tools/call")
      let sent = calls[0].headers.filter { $0.key.hasPrefix("mcp-param-") }
      #expect(
        sent == [
          "mcp-param-region": "us-west1", "mcp-param-priority": "42", "mcp-param-verbose": "false",
          "mcp-param-debug": "true", "mcp-param-emptyval": sent["mcp-param-emptyval"] ?? "absent",
          "mcp-param-method": "test-method", "mcp-param-nonascii": "=?base64?SGVsbG8sIOS4lueVjA==?=",
          "mcp-param-whitespace": "=?base64?IHBhZGRlZCA=?=", "mcp-param-internalspace": "us west 1",
          "mcp-param-controlchar": "=?base64?bGluZTEKbGluZTI=?=", "mcp-param-crlf": "=?base64?bGluZTENCmxpbmUy?=",
          "mcp-param-tab": "=?base64?CWluZGVudGVk?=", "mcp-param-literal": "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?=",
          "mcp-param-inner-place": "here",
        ])
      #expect(HeaderText.decode(sent["mcp-param-emptyval"] ?? "absent") == "")
      #expect(calls[0].headers["mcp-method"] == "tools/call")
      #expect(
        calls[1].headers.filter { $0.key.hasPrefix("mcp-param-") } == [
          "mcp-param-region": "us-east1", "mcp-param-priority": "1",
        ])
    }
  }

  @Test("http-invalid-tool-headers") func aToolWithAWrongMarkIsLeftOutAndTheOthersAreKept() async throws {
    func tool(_ name: String, _ properties: JSONValue) -> JSONValue {
      [
        "name": .string(name), "description": "d",
        "inputSchema": ["type": "object", "properties": properties],
      ]
    }
    let tools: [JSONValue] = [
      tool("valid", ["region": Self.property("string", "Region")]),
      tool("empty", ["v": Self.property("string", "")]), tool("object", ["v": Self.property("object", "Data")]),
      tool("array", ["v": Self.property("array", "Items")]), tool("null", ["v": Self.property("null", "Nil")]),
      tool("number", ["v": Self.property("number", "Float")]),
      tool("same", ["a": Self.property("string", "Region"), "b": Self.property("string", "Region")]),
      tool("case", ["a": Self.property("string", "Region"), "b": Self.property("string", "REGION")]),
      tool("space", ["v": Self.property("string", "My Region")]),
      tool("colon", ["v": Self.property("string", "Region:1")]),
      tool("control", ["v": Self.property("string", "Region\r\nX: 1")]),
      tool("umlaut", ["v": Self.property("string", "Größe")]),
      tool("items", ["v": ["type": "array", "items": Self.property("string", "Item")]]),
      tool("choice", ["v": ["anyOf": [Self.property("string", "Choice")]]]),
    ]
    for lane in Lane.allCases {
      try await withPeer { heard in
        Peers.handshake(lane, heard) ?? .result(heard, Peers.tools(lane, tools))
      } _: { base, _ in
        try await withServer(at: base + "/mcp") { server in
          let list = try await server.tools()
          // Where headers repeat nothing the marks mean nothing.
          #expect(
            list.entries.map(\.tool.name) == (lane.isStateless ? ["valid"] : tools.compactMap { $0["name"]?.string }))
          #expect(await server.currentHealth().refusedTools == (lane.isStateless ? tools.count - 1 : 0))
        }
      }
    }
  }

  @Test func numbersInHeadersAreDecimalDigits() {
    for text in ["42", "42.0", "042"] { #expect(HeaderText.isNumber(text, 42), "\(text)") }
    for text in ["", "-", "+42", "0x2a", "4.2e1", "42.", ".0", "42.0.0", "inf", "nan", " 42", "42.5", "٤٢", "1e999"] {
      #expect(!HeaderText.isNumber(text, 42), "\(text)")
    }
    #expect(HeaderText.isNumber("-9223372036854775808", .min))
    // As doubles the two are equal.
    #expect(!HeaderText.isNumber("9007199254740993", 9_007_199_254_740_992))
    #expect(!HeaderText.isNumber("42", nil))
  }
}
