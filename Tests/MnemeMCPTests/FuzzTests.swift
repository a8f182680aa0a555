import Foundation
import Logging
import MnemeCore
import MnemeMCP
import MnemeTestSupport
import Synchronization
import Testing

/// Broken and odd messages: each is answered rightly or not at all, and nothing falls over.
///
/// `MNEME_TEST_FUZZ` sets how many; the short form of the suite takes a few thousand.
@Suite struct FuzzTests {
  private static let count = ProcessInfo.processInfo.environment["MNEME_TEST_FUZZ"].flatMap(Int.init) ?? 3000

  private static let seeds = [
    #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"#,
    #"{"jsonrpc":"2.0","id":"a","method":"tools/list","params":{"cursor":"YQ"}}"#,
    #"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"echo","arguments":{"text":"\u00e9\ud83d\ude00"},"_meta":{"progressToken":7}}}"#,
    #"{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"echo","arguments":{},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"elicitation":{}}},"requestState":"YQ.YQ","inputResponses":{"a":{}}}}"#,
    #"{"jsonrpc":"2.0","id":4,"method":"resources/read","params":{"uri":"mneme://memory/1"}}"#,
    #"{"jsonrpc":"2.0","id":5,"method":"completion/complete","params":{"ref":{"type":"ref/prompt","name":"p"},"argument":{"name":"a","value":"b"}}}"#,
    #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#,
    #"{"jsonrpc":"2.0","id":"mneme-1","result":{}}"#, #"{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"x"}}"#,
    #"[{"jsonrpc":"2.0","id":6,"method":"ping"},{"jsonrpc":"2.0","id":7,"method":"ping"}]"#,
  ]

  private static let pieces = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "null", "true", "-", "1e400", "0.1",
    "99999999999999999999",
    "\u{0}", "\u{7f}", "\u{fffd}", "\"id\":null", "\"jsonrpc\":\"1.0\"", "\"method\":7", "\"params\":[]", "\"id\":1.5",
    "\"_meta\":0", "\"result\":{}",
  ]

  @Test func everyInputIsAnsweredRightlyOrNotAtAll() async throws {
    var logger = Logger(label: "fuzz")
    logger.logLevel = .critical
    let clock = ManualClock()
    let server = MCPServer(
      info: PeerInfo(name: "fuzz", version: "1"), instructions: nil, tools: Echo(), resources: Echo(), prompts: Echo(),
      seal: StateSeal(key: [1], clock: clock), logger: logger)
    let transport = HTTPTransport(server: server, clock: clock)
    var random = SplitMix64(20_261_130)
    let origin = MCPServer.Origin(principal: "p", space: .me)
    let collector = Collector()
    let initialize = try RPCMessage(parsing: Array(Self.seeds[0].utf8))
    guard case .request(let begin) = initialize else { return }
    let (session, _) = try server.open(begin, from: origin, output: collector)
    var codes: [Int: Int] = [:]
    for _ in 0..<Self.count {
      let bytes = Self.mutate(&random)
      // As the transport sees it, whatever its headers say.
      let call = HTTPTransport.Call(origin: origin) { [revision = Self.revisions.randomElement(using: &random)] name in
        name == HeaderName.revision ? revision ?? nil : nil
      }
      if case .json(let status, let response, _) = transport.post(bytes, call),
        case .failure(let error) = response.outcome
      {
        #expect((200..<500).contains(status))
        codes[error.code, default: 0] += 1
      }
      // And as the server itself sees what passes for a message.
      guard case .success(let input) = Result(catching: { () throws(RPCRefusal) in try RPCInput(parsing: bytes) })
      else { continue }
      let members: [RPCMessage] =
        switch input {
        case .single(let message): [message]
        case .batch(let members): members.compactMap { if case .success(let message) = $0 { message } else { nil } }
        }
      for message in members {
        #expect(try RPCMessage(parsing: message.bytes) == message, "what is written is what was read")
        switch message {
        case .request(let request):
          for response in [
            await server.respond(to: request, of: session, from: origin, output: collector),
            await server.respond(to: request, from: origin, output: collector),
          ] {
            #expect(response?.id == request.id)
            if case .failure(let error)? = response?.outcome {
              #expect(Self.known.contains(error.code), "\(error.code)")
              codes[error.code, default: 0] += 1
            }
          }
        case .notification(let notification): server.take(notification, of: session)
        case .response(let response): session.receive(response)
        }
      }
    }
    #expect(collector.count == 0, "nothing was said that nobody asked for")
    #expect(codes[RPCError.parseErrorCode] ?? 0 > 0 && codes[RPCError.invalidRequestCode] ?? 0 > 0)
    print("fuzzed \(Self.count) inputs; errors by code: \(codes.sorted { $0.key < $1.key })")
  }

  private static let revisions: [String?] = [nil, "2025-11-25", "2026-07-28", "2025-03-26", "x", ""]
  private static let known: Set<Int> = [-32700, -32600, -32601, -32602, -32002, -32020, -32021, -32022]

  private static func mutate(_ random: inout SplitMix64) -> [UInt8] {
    var bytes = Array((seeds.randomElement(using: &random) ?? "").utf8)
    for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(contentsOf: (pieces.randomElement(using: &random) ?? "").utf8, at: place)
      case 3: bytes = Array(bytes[..<place])
      case 4:
        let end = Int.random(in: place...min(bytes.count, place + 12), using: &random)
        bytes.removeSubrange(place..<end)
      default:
        let end = Int.random(in: place...min(bytes.count, place + 40), using: &random)
        bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
      }
    }
    return bytes
  }
}

private final class Collector: ServerOutput {
  private let messages = Mutex(0)
  var count: Int { messages.withLock { $0 } }
  func send(_ message: RPCMessage) { messages.withLock { $0 += 1 } }
}

/// Answers whatever it is asked.
private struct Echo: ToolSource, ResourceSource, PromptSource {
  func tools() async -> [ToolEntry] { [ToolEntry(ToolDescription(name: "echo", summary: ""))] }
  func call(_ name: String, arguments: JSONValue, in context: CallContext) async throws -> ToolResult? {
    name == "echo" ? ToolResult(ToolOutput(arguments.text), takesAnyStructure: true) : nil
  }
  func resources() async -> [JSONValue] { [["uri": "mneme://memory/1", "name": "one"]] }
  func templates() async -> [JSONValue] { [] }
  func read(_ uri: String, in context: CallContext) async throws -> [JSONValue]? {
    uri == "mneme://memory/1" ? [["uri": .string(uri), "text": ""]] : nil
  }
  func complete(_ name: String, of target: String, value: String, in space: SpaceID) async throws -> [String]? {
    target == "p" ? [value] : nil
  }
  func prompts() async -> [JSONValue] { [["name": "p"]] }
  func prompt(_ name: String, arguments: [String: String], in context: CallContext) async throws -> JSONValue? {
    ["messages": []]
  }
  func changes() -> AsyncStream<Void> { AsyncStream { $0.finish() } }
  func changes() -> AsyncStream<ResourceChange> { AsyncStream { $0.finish() } }
}
