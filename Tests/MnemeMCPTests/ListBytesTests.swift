import MnemeCore
import Testing

@testable import MnemeMCP

/// Lists are not written again while they are the same, and are what they would be if they were.
@Suite struct ListBytesTests {
  private static let entries: [JSONValue] = (0..<5).map {
    ["name": .string("tool-\($0)"), "title": "\u{0}\"a\\ü\u{2028}"]
  }

  @Test func aResponseWithWrittenBytesIsTheSameMessage() throws {
    let result: JSONValue = ["tools": .array(Self.entries), "ttlMs": 60_000]
    for id in [RequestID.integer(7), .string("a\"b")] {
      let plain = RPCMessage.response(RPCResponse(id: id, .success(result)))
      let written = RPCMessage.response(
        RPCResponse(id: id, .success(result), written: JSONWriter.bytes(result)))
      #expect(written.bytes == plain.bytes)
      #expect(try RPCMessage(parsing: written.bytes) == plain)
    }
  }

  @Test func aListThatChangedIsWrittenAnew() {
    let cache = ListCache()
    let page = ListCache.Page(method: MethodName.listTools, cursor: nil, isStateless: false)
    let first: JSONValue = ["tools": .array(Self.entries)]
    #expect(cache.bytes(of: first, page) == JSONWriter.bytes(first))
    // The same by value, and another one.
    #expect(cache.bytes(of: ["tools": .array(Self.entries.map { $0 })], page) == JSONWriter.bytes(first))
    let second: JSONValue = ["tools": .array(Self.entries.dropLast())]
    #expect(cache.bytes(of: second, page) == JSONWriter.bytes(second))
    let other = ListCache.Page(method: MethodName.listTools, cursor: nil, isStateless: true)
    #expect(cache.bytes(of: first, other) == JSONWriter.bytes(first))
    #expect(cache.bytes(of: second, page) == JSONWriter.bytes(second))
  }
}
