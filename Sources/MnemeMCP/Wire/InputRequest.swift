package import MnemeCore

/// What a server asks of the person or the model behind a client.
package struct InputRequest: Sendable, Hashable {
  /// One of `sampling/createMessage`, `elicitation/create`, `roots/list`.
  package let method: String
  package let params: JSONValue?

  package init(_ method: String, params: JSONValue? = nil) {
    self.method = method
    self.params = params
  }

  /// - Throws: `invalidParams` for any other method.
  package init(json: JSONValue) throws(RPCError) {
    guard let method = json["method"]?.string, InputRequest.methods.contains(method) else {
      throw .invalidParams("An input request has one of three methods.")
    }
    self.init(method, params: json["params"])
  }

  package var json: JSONValue {
    JSONValue.object(["method": .string(method)]).setting("params", to: params)
  }

  package static let methods: Set<String> = [MethodName.sample, MethodName.elicit, MethodName.listRoots]

  /// The capability that a client declares for it, as an object.
  package var capability: JSONValue {
    switch method {
    case MethodName.sample: ["sampling": [:]]
    case MethodName.elicit: params?["mode"] == "url" ? ["elicitation": ["url": [:]]] : ["elicitation": [:]]
    default: ["roots": [:]]
    }
  }

  /// Whether a client that declared these capabilities takes it.
  package func isServed(by capabilities: JSONValue) -> Bool {
    switch method {
    case MethodName.sample: capabilities["sampling"]?.object != nil
    case MethodName.elicit:
      if let modes = capabilities["elicitation"]?.object {
        // One that names no mode takes forms.
        params?["mode"] == "url" ? modes["url"] != nil : modes.isEmpty || modes["form"] != nil || modes["url"] == nil
      } else {
        false
      }
    default: capabilities["roots"]?.object != nil
    }
  }
}

/// The result that asks for input before a request can be completed (from revision 2026-07-28).
package struct InputRequired: Sendable, Hashable {
  /// By the server's keys; may be empty where `state` is given.
  package let requests: [String: InputRequest]
  /// Opaque to everybody but the server.
  package let state: String?

  package init(_ requests: [String: InputRequest], state: String? = nil) {
    self.requests = requests
    self.state = state
  }

  /// Nil where the result is of another type.
  /// - Throws: `invalidParams` for one that asks for nothing or for what nobody knows.
  package static func read(_ json: JSONValue) throws(RPCError) -> InputRequired? {
    guard json["resultType"]?.string == ResultType.inputRequired else { return nil }
    var requests: [String: InputRequest] = [:]
    for (key, request) in json["inputRequests"]?.object ?? [:] { requests[key] = try InputRequest(json: request) }
    let state = json["requestState"]?.string
    guard !requests.isEmpty || state != nil else { throw .invalidParams("The result asks for nothing.") }
    return InputRequired(requests, state: state)
  }

  package var json: JSONValue {
    var members: [String: JSONValue] = ["resultType": .string(ResultType.inputRequired)]
    if !requests.isEmpty { members["inputRequests"] = .object(requests.mapValues(\.json)) }
    members["requestState"] = state.map(JSONValue.string)
    return .object(members)
  }
}
