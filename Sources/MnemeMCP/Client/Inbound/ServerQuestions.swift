package import MnemeCore

/// Who answers what servers ask of the person and the model behind us. Without an answerer nothing is offered, and what is
/// asked for all the same is refused.
package struct QuestionAnswerers: Sendable {
  /// Shows a form to a person.
  package var elicit: (@Sendable (_ server: String, ElicitationForm) async -> ElicitationAnswer)?
  /// Has the model answer. Takes and returns the protocol's own objects.
  package var sample: (@Sendable (_ server: String, _ params: JSONValue) async throws -> JSONValue)?

  package init() {}
}

/// What one server may ask, and the answers.
struct ServerQuestions: Sendable {
  let server: String
  let roots: [String]
  let elicitation: RemoteServerConfiguration.Elicitation
  let allowsSampling: Bool
  let answerers: QuestionAnswerers

  init(_ configuration: RemoteServerConfiguration, answerers: QuestionAnswerers) {
    server = configuration.name
    roots = configuration.roots
    elicitation = configuration.elicitation
    allowsSampling = configuration.allowsSampling
    self.answerers = answerers
  }

  private var canElicit: Bool {
    switch elicitation {
    case .decline: false
    case .defaults: true
    case .ask: answerers.elicit != nil
    }
  }

  private var canSample: Bool { allowsSampling && answerers.sample != nil }

  /// As both eras declare them.
  var capabilities: JSONValue {
    var members: [String: JSONValue] = [:]
    if canElicit { members["elicitation"] = ["form": [:]] }
    if canSample { members["sampling"] = [:] }
    if !roots.isEmpty { members["roots"] = [:] }
    return .object(members)
  }

  /// The answer to a question, in either era's form.
  func answer(_ method: String, _ params: JSONValue?) async -> Result<JSONValue, RPCError> {
    switch method {
    case MethodName.ping: return .success([:])
    case MethodName.listRoots where !roots.isEmpty:
      return .success(["roots": .array(roots.map { ["uri": .string(Self.uri(of: $0))] })])
    case MethodName.elicit: return await elicit(params)
    case MethodName.sample:
      guard canSample, let sample = answerers.sample else {
        return .failure(RPCError(-1, "The owner does not lend this server the model."))
      }
      do { return .success(try await sample(server, params ?? [:])) } catch let error as RPCError {
        return .failure(error)
      } catch {
        return .failure(RPCError(RPCError.internalErrorCode, "The model could not be asked."))
      }
    default: return .failure(.methodNotFound)
    }
  }

  private func elicit(_ params: JSONValue?) async -> Result<JSONValue, RPCError> {
    let mode = params?["mode"]?.string ?? "form"
    guard mode == "form", canElicit else {
      // What nobody can be asked is declined; the server goes on without.
      return .success(["action": "decline"])
    }
    guard let message = params?["message"]?.string, let schema = params?["requestedSchema"],
      schema["type"] == "object"
    else { return .failure(.invalidParams("A form has a message and a schema of an object.")) }
    let form = ElicitationForm(message: message, schema: schema)
    let answer: ElicitationAnswer =
      switch elicitation {
      case .decline: .decline
      case .defaults: .accept([:])
      case .ask: await answerers.elicit?(server, form) ?? .decline
      }
    switch answer {
    case .accept(let given):
      guard let content = form.completed(given) else { return .success(["action": "decline"]) }
      return .success(["action": "accept", "content": .object(content)])
    case .decline: return .success(["action": "decline"])
    case .cancel: return .success(["action": "cancel"])
    }
  }

  private static func uri(of path: String) -> String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/".utf8)
    let digits = Array("0123456789ABCDEF".utf8)
    let bytes = path.utf8.flatMap { byte -> [UInt8] in
      plain.contains(byte) ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return "file://" + String(decoding: bytes, as: UTF8.self)
  }
}
