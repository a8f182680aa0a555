package import MnemeCore

/// One message of JSON-RPC 2.0.
package enum RPCMessage: Sendable, Hashable {
  case request(RPCRequest)
  case notification(RPCNotification)
  case response(RPCResponse)

  /// Reads one message from UTF-8. O(length).
  /// - Throws: `RPCRefusal` with the id to answer under, where the message had a usable one.
  package init(parsing bytes: some RandomAccessCollection<UInt8>) throws(RPCRefusal) {
    let json: JSONValue
    do { json = try JSONReader.read(bytes) } catch { throw RPCRefusal(error) }
    try self.init(json)
  }

  package init(_ json: JSONValue) throws(RPCRefusal) {
    guard case .object(let members) = json else {
      throw RPCRefusal(.invalidRequest("A message is one JSON object."))
    }
    let id = members["id"].flatMap { RequestID($0) }
    func refuse(_ reason: String) -> RPCRefusal { RPCRefusal(.invalidRequest(reason), id: id) }
    guard members["jsonrpc"] == "2.0" else { throw refuse("'jsonrpc' must be \"2.0\".") }
    if let method = members["method"] {
      guard case .string(let method) = method else { throw refuse("'method' must be a string.") }
      guard members["result"] == nil, members["error"] == nil else {
        throw refuse("A request has neither 'result' nor 'error'.")
      }
      switch members["params"] {
      case nil, .object?: break
      default: throw refuse("'params' must be an object.")
      }
      if members["id"] == nil {
        self = .notification(RPCNotification(method, params: members["params"]))
      } else {
        guard let id else { throw refuse("'id' must be a string or a whole number.") }
        self = .request(RPCRequest(id: id, method, params: members["params"]))
      }
      return
    }
    if let error = members["error"] {
      guard members["result"] == nil else { throw refuse("A response has a result or an error.") }
      guard members["id"] == nil || members["id"] == .null || id != nil else {
        throw refuse("'id' must be a string or a whole number.")
      }
      do { self = .response(RPCResponse(id: id, .failure(try RPCError(json: error)))) } catch {
        throw RPCRefusal(error, id: id)
      }
      return
    }
    guard let result = members["result"] else { throw refuse("'method' is missing.") }
    guard let id else { throw refuse("'id' must be a string or a whole number.") }
    guard case .object = result else { throw refuse("'result' must be an object.") }
    self = .response(RPCResponse(id: id, .success(result)))
  }

  package var json: JSONValue {
    switch self {
    case .request(let request): request.json
    case .notification(let notification): notification.json
    case .response(let response): response.json
    }
  }

  /// UTF-8 on one line: no line break in it, which is what stdio asks for.
  package var bytes: [UInt8] {
    guard case .response(let response) = self, let id = response.id, let written = response.written else {
      return JSONWriter.bytes(json)
    }
    var output: [UInt8] = []
    output.reserveCapacity(written.count + 64)
    output += "{\"id\":".utf8
    JSONWriter.write(id.json, to: &output)
    output += ",\"jsonrpc\":\"2.0\",\"result\":".utf8
    output += written
    output.append(UInt8(ascii: "}"))
    return output
  }
}

/// What one body or one line holds.
package enum RPCInput: Sendable, Hashable {
  case single(RPCMessage)
  /// In revisions up to 2025-03-26; members that are no messages are refused one by one.
  case batch([Result<RPCMessage, RPCRefusal>])

  /// Messages that one batch may have.
  package static let maxBatch = 100

  /// - Throws: `RPCRefusal` for what is neither.
  package init(parsing bytes: some RandomAccessCollection<UInt8>) throws(RPCRefusal) {
    let json: JSONValue
    do { json = try JSONReader.read(bytes) } catch { throw RPCRefusal(error) }
    guard case .array(let members) = json else {
      self = .single(try RPCMessage(json))
      return
    }
    guard (1...RPCInput.maxBatch).contains(members.count) else {
      throw RPCRefusal(.invalidRequest("A batch has 1 to \(RPCInput.maxBatch) messages."))
    }
    self = .batch(
      members.map { member in
        do throws(RPCRefusal) { return .success(try RPCMessage(member)) } catch { return .failure(error) }
      })
  }
}

/// A message that cannot be taken as one.
package struct RPCRefusal: Error, Sendable, Hashable {
  package let error: RPCError
  /// Nil where it had none that could be read.
  package let id: RequestID?

  package init(_ error: RPCError, id: RequestID? = nil) {
    self.error = error
    self.id = id
  }

  package var response: RPCResponse { RPCResponse(id: id, .failure(error)) }
}

package struct RPCRequest: Sendable, Hashable {
  package let id: RequestID
  package let method: String
  /// An object, or nil.
  package var params: JSONValue?

  package init(id: RequestID, _ method: String, params: JSONValue? = nil) {
    self.id = id
    self.method = method
    self.params = params
  }

  package var json: JSONValue {
    var members: [String: JSONValue] = ["jsonrpc": "2.0", "id": id.json, "method": .string(method)]
    members["params"] = params
    return .object(members)
  }
}

package struct RPCNotification: Sendable, Hashable {
  package let method: String
  /// An object, or nil.
  package var params: JSONValue?

  package init(_ method: String, params: JSONValue? = nil) {
    self.method = method
    self.params = params
  }

  package var json: JSONValue {
    var members: [String: JSONValue] = ["jsonrpc": "2.0", "method": .string(method)]
    members["params"] = params
    return .object(members)
  }
}

package struct RPCResponse: Sendable, Hashable {
  /// Nil only for an error about a message whose id could not be read.
  package let id: RequestID?
  /// A success is an object.
  package let outcome: Result<JSONValue, RPCError>
  /// The bytes of a success, where they were written before.
  let written: [UInt8]?

  package init(id: RequestID?, _ outcome: Result<JSONValue, RPCError>) {
    self.init(id: id, outcome, written: nil)
  }

  init(id: RequestID?, _ outcome: Result<JSONValue, RPCError>, written: [UInt8]?) {
    self.id = id
    self.outcome = outcome
    self.written = written
  }

  package var json: JSONValue {
    var members: [String: JSONValue] = ["jsonrpc": "2.0"]
    members["id"] = id?.json
    switch outcome {
    case .success(let result): members["result"] = result
    case .failure(let error): members["error"] = error.json
    }
    return .object(members)
  }
}
