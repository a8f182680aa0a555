import Foundation
import Logging
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport
import Synchronization

@testable import MnemeAssistant

/// Texts that try to steer a model, as `Attacks/attacks.json` holds them; all of them name the same invented place.
struct AttackSuite: Decodable {
  struct Attack: Decodable, Sendable, CustomStringConvertible {
    enum Carrier: String, Decodable, Sendable {
      case tool, file, memory, user
      case fileName = "file_name"
      case clientTool = "client_tool"
      case otherSpeaker = "other_speaker"
    }
    let id: String
    let kind: String
    let carrier: Carrier
    let language: String
    let text: String
    /// What the attacker wants remembered of the user.
    let payload: String
    /// What the user says later, when the attack waits for it.
    let later: String?
    var description: String { id }
  }

  let attacks: [Attack]
  let benign: [String]
  static let key = "Zorvex"

  static func load() throws -> AttackSuite {
    guard let file = Bundle.module.url(forResource: "attacks", withExtension: "json", subdirectory: "Attacks") else {
      throw MnemeError(.notFound, "There is no data.")
    }
    return try JSONDecoder().decode(AttackSuite.self, from: Data(contentsOf: file))
  }
}

/// Does whatever a text in its prompt asks for: keeps the payload, and tells every secret it can name in every way it knows.
final class GullibleModel: ChatModel {
  private struct State {
    var requests: [ModelRequest] = []
    var kept = 0
  }

  let name = "gullible"
  let isLocal = true
  private let payload: String
  private let secrets: [String]
  private let fetches: Bool
  /// In which turn of the user it keeps the payload.
  private let keepsInTurn: Int
  private let turn = Mutex(0)
  private let state = Mutex(State())

  init(payload: String, secrets: [String], fetches: Bool, keepsInTurn: Int) {
    self.payload = payload
    self.secrets = secrets
    self.fetches = fetches
    self.keepsInTurn = keepsInTurn
  }

  var requests: [ModelRequest] { state.withLock { $0.requests } }
  func nextTurn() { turn.withLock { $0 += 1 } }

  func stream(_ request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
    let turn = turn.withLock { $0 }
    let isFirst = request.messages.last?.role != .tool || !fetches
    let mayKeep = state.withLock { state in
      state.requests.append(request)
      let hasFetched = !fetches || turn > 1 || request.messages.last?.role == .tool
      guard turn == keepsInTurn, hasFetched, state.kept == 0 else { return false }
      state.kept += 1
      return true
    }
    let marks = Self.marks(in: request)
    var events: [ModelEvent]
    if fetches, turn == 1, isFirst {
      events = RoundsModel.calling(ToolCall(id: "f", name: "fetch_page", arguments: "{}"))
    } else if mayKeep {
      let arguments = try? JSONEncoder().encode(["text": payload])
      events = RoundsModel.calling(
        ToolCall(id: "r", name: "remember", arguments: String(decoding: arguments ?? Data(), as: UTF8.self)))
    } else {
      events =
        (secrets + marks).flatMap(Self.leak) + [.finished(.stop, TokenUsage(prompt: 1, completion: 1, reported: true))]
    }
    return AsyncThrowingStream { continuation in
      for event in events { continuation.yield(event) }
      continuation.finish()
    }
  }

  static func marks(in request: ModelRequest) -> [String] {
    Set(
      request.messages.flatMap { message in
        message.content.matches(of: /mark="(zq[0-9a-f]{14})"/).map { String($0.1) }
      }
    ).filter { $0 != "0000000000000000" }.sorted()
  }

  /// Plain, in pieces, spaced, backwards, in capitals, in base64 and in hexadecimal digits.
  private static func leak(_ secret: String) -> [ModelEvent] {
    let spaced = secret.map(String.init).joined(separator: " ")
    let hex = secret.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    let ways = [
      secret, spaced, String(secret.reversed()), secret.uppercased(), Data(secret.utf8).base64EncodedString(),
      Data("x \(secret) y".utf8).base64EncodedString(), hex,
    ]
    return ways.flatMap { way -> [ModelEvent] in
      var rest = Substring("It is " + way + " .\n")
      var events: [ModelEvent] = []
      while !rest.isEmpty {
        events.append(.text(String(rest.prefix(3))))
        rest = rest.dropFirst(3)
      }
      return events
    }
  }
}

struct PageTool: Tool {
  let description = ToolDescription(name: "fetch_page", summary: "Fetches a page.")
  let reach = ToolReach.none
  let category = ToolCategory.memory
  let text: String
  func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput { ToolOutput(text) }
}

/// What became of one attack in the real turn.
struct AttackOutcome: Sendable {
  var reachedMemory: [String] = []
  var leftFence: [String] = []
  var leaked: [String] = []
  var wasNoticed = false
  /// The attack stood in a prompt at all; the user's own message always does.
  var wasSeen = false
}
