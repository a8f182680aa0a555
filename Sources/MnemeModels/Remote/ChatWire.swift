import Foundation
import MnemeCore

/// How one family of servers is spoken to: what is sent, and how an answer is read. Does no I/O.
protocol ChatWire: Sendable {
  /// Where a request to a model goes, and its body.
  /// - Parameter dialect: what was learnt of the server's ways.
  func request(_ request: ModelRequest, model: String, dialect: WireDialect) throws(MnemeError) -> WireRequest
  func answer(promptEstimate: Int) -> any WireAnswer
  /// Reads one page of the list of models.
  /// - Throws: `upstream` for something else.
  func models(_ body: [UInt8]) throws(MnemeError) -> WireModels
}

struct WireRequest: Sendable {
  /// Below the endpoint's base, with its slash.
  let path: String
  let body: [UInt8]
}

struct WireModels: Sendable {
  /// In the server's order.
  var names: [String]
  /// One that says it is a Mneme.
  var isMneme = false
}

/// An answer being read, event by event.
protocol WireAnswer: Sendable {
  /// Nothing may follow.
  var isDone: Bool { get }
  /// The server said why the answer ended: a break after that costs at most a report of usage.
  var isComplete: Bool { get }
  /// - Throws: `upstream` for data that is no answer or reports an error; `overloaded`; `invalidInput` when it says that the
  ///   prompt is too long.
  mutating func take(_ event: ServerSentEvents.Event) throws(MnemeError) -> [ModelEvent]
  /// Reads an answer that came whole instead of streamed.
  mutating func takeWhole(_ text: String) throws(MnemeError) -> [ModelEvent]
  /// The last events: calls of tools, then `finished`.
  /// - Throws: `upstream` when the stream ended before the server said that the answer is complete.
  mutating func end() throws(MnemeError) -> [ModelEvent]
}

/// Parts of the OpenAI protocol that servers differ in.
struct WireDialect: Sendable, Hashable {
  var reportsUsage = true
  /// `max_completion_tokens` instead of `max_tokens`.
  var newTokenLimit = false
  var takesTools = true
  var takesSchemas = true
}

extension ModelProtocol {
  /// The protocol of a host that is known to speak one of its own.
  static func ofHost(_ host: String, path: [String]) -> ModelProtocol {
    switch host.lowercased() {
    case "api.anthropic.com": .anthropic
    // Gemini also has an OpenAI-compatible route.
    case "generativelanguage.googleapis.com" where !path.contains("openai"): .gemini
    default: .openai
    }
  }

  func wire(server: String) -> any ChatWire {
    switch self {
    case .openai: OpenAIWire(server: server)
    case .anthropic: AnthropicWire(server: server)
    case .gemini: GeminiWire(server: server)
    }
  }
}

/// Reported counts of tokens: from 0 to what can be added up.
func plausible(_ tokens: Int?) -> Int { min(max(0, tokens ?? 0), 1 << 40) }

extension Encodable {
  /// Keys ascending, so that equal requests have equal bytes and a provider's prompt cache finds them again.
  func wireBody() throws(MnemeError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(self))
    } catch {
      // The encoder's error may quote the value.
      throw MnemeError(.invalidInput, "The request holds a value that cannot be sent.")
    }
  }
}

extension Decodable {
  /// - Throws: `upstream`; the decoder's own error quotes the data, which is the person's conversation.
  static func wire(_ text: String, from server: String) throws(MnemeError) -> Self {
    do {
      return try JSONDecoder().decode(Self.self, from: Data(text.utf8))
    } catch {
      throw MnemeError(.upstream, "\(server) sent something that is not a chat answer.")
    }
  }
}
