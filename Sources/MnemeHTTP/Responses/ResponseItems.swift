import Foundation
import HTTPTypes
import MnemeCore

/// Items of a response's input and output as they are sent and stored, and the messages they stand for.
enum ResponseItems {
  /// Items of one request.
  static let limit = 10_000

  /// - Parameters:
  ///   - input: a text, or a list of items.
  ///   - id: makes the ids of items that bring none.
  /// - Returns: every item with type, id and status, in the form in which it is listed.
  /// - Throws: `HTTPFailure` 400 naming the place.
  static func read(_ input: JSONValue, at path: String, id: () -> String) throws(HTTPFailure) -> [JSONValue] {
    switch input {
    case .string(let text):
      guard text.contains(where: { !$0.isWhitespace }) else { throw .invalid(path, "'\(path)' is empty.") }
      return [message("user", [["type": "input_text", "text": .string(text)]], id: "msg_" + id())]
    case .array(let items):
      guard items.count <= limit else { throw .invalid(path, "A request has at most \(limit) items.") }
      var result: [JSONValue] = []
      for (place, item) in items.enumerated() { result.append(try read(item: item, at: "\(path)[\(place)]", id: id)) }
      return result
    default: throw .invalid(path, "'\(path)' is a text or a list of items.", code: "invalid_type")
    }
  }

  private static func message(_ role: String, _ content: [JSONValue], id: String) -> JSONValue {
    [
      "type": "message", "id": .string(id), "role": .string(role), "status": "completed", "content": .array(content),
    ]
  }

  private static func read(item: JSONValue, at path: String, id: () -> String) throws(HTTPFailure) -> JSONValue {
    guard case .object(let members) = item else {
      throw .invalid(path, "An item is an object.", code: "invalid_type")
    }
    func text(_ name: String) throws(HTTPFailure) -> String {
      guard case .string(let text)? = members[name], !text.isEmpty else {
        throw .invalid("\(path).\(name)", "'\(name)' is missing.", code: "missing_field")
      }
      return text
    }
    func own(_ prefix: String) -> String {
      if case .string(let given)? = members["id"], (1...Limits.nameCharacters).contains(given.count) { return given }
      return prefix + id()
    }
    var type = "message"
    if case .string(let named)? = members["type"] { type = named }
    switch type {
    case "message":
      let role = try text("role")
      guard ["user", "assistant", "system", "developer"].contains(role) else {
        throw .invalid("\(path).role", "A role is user, assistant, system or developer.")
      }
      return message(role, try content(members["content"], role: role, at: "\(path).content"), id: own("msg_"))
    case "function_call":
      var arguments = "{}"
      if case .string(let given)? = members["arguments"] { arguments = given }
      return [
        "type": "function_call", "id": .string(own("fc_")), "call_id": .string(try text("call_id")),
        "name": .string(try text("name")), "arguments": .string(arguments), "status": "completed",
      ]
    case "function_call_output":
      return [
        "type": "function_call_output", "id": .string(own("fco_")), "call_id": .string(try text("call_id")),
        "output": .string(try output(members["output"], at: "\(path).output")), "status": "completed",
      ]
    // What a model thought is its provider's own; it is told again nothing of it.
    case "reasoning": return item
    default:
      throw .invalid(
        "\(path).type", "Messages, function calls and their outputs are understood.", code: "unsupported_value")
    }
  }

  private static func content(_ value: JSONValue?, role: String, at path: String) throws(HTTPFailure) -> [JSONValue] {
    switch value {
    case .string(let text): return [part(text, role)]
    case .array(let parts) where role == "assistant":
      var result: [JSONValue] = []
      for (place, item) in parts.enumerated() {
        guard case .string(let text)? = item["text"] ?? item["refusal"] else {
          throw .invalid("\(path)[\(place)]", "An answer is text.", code: "unsupported_content")
        }
        result.append(part(text, role))
      }
      return result
    case .array(let parts): return parts
    default:
      throw .invalid(path, "A message's content is a text or a list of parts.", code: "missing_field")
    }
  }

  private static func part(_ text: String, _ role: String) -> JSONValue {
    role == "assistant"
      ? ["type": "output_text", "text": .string(text), "annotations": [], "logprobs": []]
      : ["type": "input_text", "text": .string(text)]
  }

  private static func output(_ value: JSONValue?, at path: String) throws(HTTPFailure) -> String {
    switch value {
    case .string(let text): return text
    case .array(let parts):
      var lines: [String] = []
      for (place, part) in parts.enumerated() {
        guard case .string(let text)? = part["text"] else {
          throw .invalid("\(path)[\(place)]", "A function's output is text.", code: "unsupported_content")
        }
        lines.append(text)
      }
      return lines.joined(separator: "\n")
    default: throw .invalid(path, "'output' is a text or a list of texts.", code: "missing_field")
    }
  }

  // MARK: For the model

  /// Calls that follow each other, or the words before them, are one message.
  static func messages(_ items: [JSONValue], at path: String) throws(HTTPFailure) -> [ModelMessage] {
    var result: [ModelMessage] = []
    for (place, item) in items.enumerated() {
      switch item["type"] {
      case "message":
        let message = try message(item, at: "\(path)[\(place)].content")
        if !message.isEmpty || !message.files.isEmpty { result.append(message) }
      case "function_call":
        guard case .string(let id)? = item["call_id"], case .string(let name)? = item["name"],
          case .string(let arguments)? = item["arguments"]
        else { continue }
        let call = ToolCall(id: id, name: name, arguments: arguments)
        if let last = result.last, last.role == .assistant {
          result[result.count - 1] = .asking(last.toolCalls + [call], text: last.content)
        } else {
          result.append(.asking([call]))
        }
      case "function_call_output":
        guard case .string(let id)? = item["call_id"], case .string(let output)? = item["output"] else { continue }
        result.append(.result(output, of: id))
      default: continue
      }
    }
    return result
  }

  private static func message(_ item: JSONValue, at path: String) throws(HTTPFailure) -> ModelMessage {
    let role: Role =
      switch item["role"] {
      case "assistant": .assistant
      case "user": .user
      default: .system
      }
    let sent: [ChatMessageBody.Part]
    do {
      sent = try JSONDecoder().decode(
        [ChatMessageBody.Part].self, from: Data((item["content"] ?? .array([])).text.utf8))
    } catch {
      throw .invalid(path, "A part has the wrong type.", code: "invalid_type")
    }
    let parts = try MessageParts(sent, at: path)
    guard role == .user || parts.images.isEmpty && parts.files.isEmpty && parts.documents.isEmpty else {
      throw .invalid(path, "Only messages of the user have attachments.")
    }
    guard parts.text.unicodeScalars.count <= Limits.messageCharacters else {
      throw HTTPFailure(
        .contentTooLarge, "message_too_long", "A message has at most \(Limits.messageCharacters) characters.",
        param: path)
    }
    var message = ModelMessage(role: role, content: parts.text)
    message.images = parts.images
    message.files = parts.files
    message.documents = parts.documents
    return message
  }

  // MARK: For the store

  /// The same without what is attached: bytes of files are not kept with a response.
  static func stored(_ items: [JSONValue]) -> [JSONValue] {
    items.map { item in
      guard case .object(var members) = item, case .array(let parts)? = members["content"] else { return item }
      members["content"] = .array(
        parts.map { part in
          switch part["type"] {
          case "input_image", "image_url": ["type": "input_text", "text": "[Image attached]"]
          case "input_file", "file", "document": ["type": "input_text", "text": "[File attached]"]
          default: part
          }
        })
      return .object(members)
    }
  }
}
