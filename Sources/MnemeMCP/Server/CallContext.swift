package import MnemeCore
import Synchronization

/// What a tool, a resource or a prompt knows of the request that it answers, and how it speaks with the client meanwhile.
package struct CallContext: Sendable {
  package let space: SpaceID
  /// As the client calls itself; nothing proves it.
  package let client: PeerInfo?
  package let revision: ProtocolRevision
  /// As the client declared them: an object.
  package let capabilities: JSONValue
  let voice: RequestVoice

  /// Tells how far the work has come, where the client asked for that.
  package func report(_ progress: ToolProgress) { voice.report(progress) }

  /// Says something to the client's log, where its level lets it through. Never anybody's words or data.
  package func log(_ level: LogLevel, _ data: JSONValue, logger: String? = nil) {
    voice.log(level, data, logger: logger)
  }

  /// Asks the person or the model behind the client; answers under the keys of the requests.
  ///
  /// Up to revision 2025-11-25 this waits for the answers. Later revisions end the request with what is asked and begin it
  /// anew when the client comes back: a handler runs again from its start, and answers of earlier rounds are there at once.
  /// - Throws: `RPCError` for a capability that the client lacks, an answer that is none, or the client's own error;
  ///   `InputNeeded`, which the handler lets through.
  package func ask(_ requests: [String: InputRequest]) async throws -> [String: JSONValue] {
    for (_, request) in requests where !request.isServed(by: capabilities) {
      throw RPCError.missingCapability(request.capability)
    }
    return try await voice.ask(requests)
  }

  package func ask(_ key: String, _ request: InputRequest) async throws -> JSONValue {
    guard let answer = try await ask([key: request])[key] else { throw RPCError.internalError }
    return answer
  }
}

/// Ends a stateless request that cannot go on without input.
package struct InputNeeded: Error {
  /// Those not answered yet.
  let requests: [String: InputRequest]
}

/// One request's way to its client.
final class RequestVoice: Sendable {
  /// How answers are come by.
  enum Asking: Sendable {
    /// By requests of our own, on this session.
    case session(ServerSession)
    /// They come with the request, by key.
    case given([String: JSONValue])
  }

  private struct State {
    var isOpen = true
    var done = -Double.infinity
  }

  private let output: any ServerOutput
  private let token: JSONValue?
  private let level: @Sendable () -> LogLevel?
  private let asking: Asking
  private let state = Mutex(State())

  /// - Parameter token: nil where the client does not want to know of progress.
  init(
    output: any ServerOutput, token: JSONValue?, level: @escaping @Sendable () -> LogLevel?, asking: Asking
  ) {
    self.output = output
    self.token = token
    self.level = level
    self.asking = asking
  }

  /// Nothing is said of the request any more.
  func close() { state.withLock { $0.isOpen = false } }

  func report(_ progress: ToolProgress) {
    guard let token, progress.done.isFinite else { return }
    // What does not grow is no progress.
    let isNews = state.withLock { state -> Bool in
      guard state.isOpen, progress.done > state.done else { return false }
      state.done = progress.done
      return true
    }
    guard isNews else { return }
    var params: [String: JSONValue] = ["progressToken": token, "progress": .number(whole: progress.done)]
    params["total"] = progress.total.flatMap { $0.isFinite ? JSONValue.number(whole: $0) : nil }
    params["message"] = progress.message.map(JSONValue.string)
    output.send(.notification(RPCNotification(MethodName.progress, params: .object(params))))
  }

  func log(_ level: LogLevel, _ data: JSONValue, logger: String?) {
    guard let least = self.level(), level >= least, state.withLock({ $0.isOpen }) else { return }
    var params: [String: JSONValue] = ["level": .string(level.rawValue), "data": data]
    params["logger"] = logger.map(JSONValue.string)
    output.send(.notification(RPCNotification(MethodName.message, params: .object(params))))
  }

  func ask(_ requests: [String: InputRequest]) async throws -> [String: JSONValue] {
    switch asking {
    case .session(let session):
      return try await withThrowingTaskGroup(of: (String, JSONValue).self) { group in
        for (key, request) in requests {
          group.addTask { [output] in
            let answer = try await session.ask(request, through: output)
            try InputAnswer.check(answer, to: request)
            return (key, answer)
          }
        }
        var answers: [String: JSONValue] = [:]
        for try await (key, answer) in group { answers[key] = answer }
        return answers
      }
    case .given(let answers):
      let missing = requests.filter { answers[$0.key] == nil }
      guard missing.isEmpty else { throw InputNeeded(requests: missing) }
      for (key, request) in requests {
        if let answer = answers[key] { try InputAnswer.check(answer, to: request) }
      }
      return answers.filter { requests[$0.key] != nil }
    }
  }
}

extension JSONValue {
  /// A whole number as such, so that 50 is not written as 50.0.
  static func number(whole value: Double) -> JSONValue {
    Int64(exactly: value).map(JSONValue.integer) ?? .number(value)
  }
}
