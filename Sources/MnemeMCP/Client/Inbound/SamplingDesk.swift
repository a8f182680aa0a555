package import MnemeCore
import Synchronization

/// Lends the model to servers whose entry allows it (`sampling/createMessage`), a little and only for text.
package final class SamplingDesk: Sendable {
  /// What a server wants answered. All of it is its own words.
  package struct Question: Sendable, Hashable {
    package struct Message: Sendable, Hashable {
      package let isModel: Bool
      package let text: String
    }

    package let server: String
    package let instructions: String?
    /// Oldest first; the last one is the server's.
    package let messages: [Message]
    package let maxTokens: Int
    package let temperature: Double?
    package let stop: [String]
  }

  package struct Answer: Sendable, Hashable {
    package let text: String
    package let model: String
    /// It stopped at the most tokens.
    package let isCut: Bool

    package init(text: String, model: String, isCut: Bool) {
      self.text = text
      self.model = model
      self.isCut = isCut
    }
  }

  /// Calls of one server within a minute.
  package static let callsPerMinute = 6
  /// Of an answer, whatever a server asks for.
  package static let mostTokens = 1024
  /// Characters of all that is asked.
  package static let longestQuestion = 32_000

  private let ask: @Sendable (Question) async throws(MnemeError) -> Answer
  private let now: @Sendable () -> ContinuousClock.Instant
  private let calls = Mutex<[String: [ContinuousClock.Instant]]>([:])

  package init(
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
    ask: @escaping @Sendable (Question) async throws(MnemeError) -> Answer
  ) {
    self.ask = ask
    self.now = now
  }

  /// - Parameter params: those of the request.
  /// - Returns: a `CreateMessageResult`.
  package func answer(_ server: String, _ params: JSONValue) async throws(RPCError) -> JSONValue {
    let question = try Self.question(of: server, params)
    guard admits(server) else { throw RPCError(-1, "The server asks the model too often; try again in a minute.") }
    let answer: Answer
    do { answer = try await ask(question) } catch {
      throw RPCError(RPCError.internalErrorCode, "The model could not be asked.")
    }
    return [
      "role": "assistant", "content": ["type": "text", "text": .string(answer.text)], "model": .string(answer.model),
      "stopReason": answer.isCut ? "maxTokens" : "endTurn",
    ]
  }

  private func admits(_ server: String) -> Bool {
    let now = now()
    return calls.withLock { calls in
      var recent = (calls[server] ?? []).filter { now - $0 < .seconds(60) }
      defer { calls[server] = recent }
      guard recent.count < Self.callsPerMinute else { return false }
      recent.append(now)
      return true
    }
  }

  private static func question(of server: String, _ params: JSONValue) throws(RPCError) -> Question {
    guard params["tools"]?.array?.isEmpty ?? true else { throw .invalidParams("Tools are not lent to servers.") }
    guard let entries = params["messages"]?.array, !entries.isEmpty else {
      throw .invalidParams("There are no messages.")
    }
    var messages: [Question.Message] = []
    for entry in entries {
      let blocks = entry["content"]?.array ?? [entry["content"] ?? .null]
      let texts = blocks.compactMap { $0["type"] == "text" ? $0["text"]?.string : nil }
      guard texts.count == blocks.count, let role = entry["role"]?.string, ["user", "assistant"].contains(role) else {
        throw .invalidParams("Only messages of text are answered.")
      }
      messages.append(Question.Message(isModel: role == "assistant", text: texts.joined(separator: "\n")))
    }
    guard messages.last?.isModel == false else { throw .invalidParams("The last message must be the user's.") }
    let instructions = params["systemPrompt"]?.string
    let length = messages.reduce(instructions?.utf8.count ?? 0) { $0 + $1.text.utf8.count }
    guard length <= longestQuestion else { throw .invalidParams("The messages are too long.") }
    guard let tokens = params["maxTokens"]?.integer, tokens > 0 else { throw .invalidParams("'maxTokens' is missing.") }
    return Question(
      server: server, instructions: instructions, messages: messages, maxTokens: Int(min(tokens, Int64(mostTokens))),
      temperature: params["temperature"]?.double.map { min(max($0, 0), 2) },
      stop: params["stopSequences"]?.array?.prefix(4).compactMap(\.string) ?? [])
  }
}
