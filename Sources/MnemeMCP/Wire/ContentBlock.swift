import Foundation
package import MnemeCore

/// A part of a tool's result, of a prompt's message or of a sampled one: read from JSON and kept as it came, so that
/// members unknown here are passed on.
package struct ContentBlock: Sendable, Hashable {
  package let json: JSONValue

  /// - Throws: `invalidParams` for what lacks the members of its type.
  package init(_ json: JSONValue) throws(RPCError) {
    let isComplete =
      switch json["type"]?.string {
      case "text": json["text"]?.string != nil
      case "image", "audio": json["data"]?.string != nil && json["mimeType"]?.string != nil
      case "resource_link": json["uri"]?.string != nil && json["name"]?.string != nil
      case "resource":
        json["resource"]?["uri"]?.string != nil
          && (json["resource"]?["text"]?.string ?? json["resource"]?["blob"]?.string) != nil
      // Sampling alone.
      case "tool_use": json["id"]?.string != nil && json["name"]?.string != nil && json["input"]?.object != nil
      case "tool_result": json["toolUseId"]?.string != nil && json["content"]?.array != nil
      default: false
      }
    guard isComplete else { throw .invalidParams("A content block lacks what its type needs.") }
    self.json = json
  }

  package init(_ content: ToolContent) {
    json =
      switch content {
      case .text(let text): ["type": "text", "text": .string(text)]
      case .image(let bytes, let mediaType): ContentBlock.media("image", bytes, mediaType)
      case .audio(let bytes, let mediaType): ContentBlock.media("audio", bytes, mediaType)
      case .link(let uri, let name, let mediaType):
        JSONValue.object(["type": "resource_link", "uri": .string(uri), "name": .string(name)])
          .setting("mimeType", to: mediaType.map(JSONValue.string))
      case .resource(let uri, let mediaType, let body):
        ["type": "resource", "resource": ContentBlock.resource(uri: uri, mediaType: mediaType, body)]
      }
  }

  /// Contents of a resource, as `resources/read` and embedded resources give them.
  package static func resource(uri: String, mediaType: String?, _ body: ToolContent.Body) -> JSONValue {
    var members: [String: JSONValue] = ["uri": .string(uri)]
    members["mimeType"] = mediaType.map(JSONValue.string)
    switch body {
    case .text(let text): members["text"] = .string(text)
    case .bytes(let bytes): members["blob"] = .string(Data(bytes).base64EncodedString())
    }
    return .object(members)
  }

  private static func media(_ type: String, _ bytes: [UInt8], _ mediaType: String) -> JSONValue {
    ["type": .string(type), "data": .string(Data(bytes).base64EncodedString()), "mimeType": .string(mediaType)]
  }

  /// What a tool's output holds of it; nil for data that is no base64 and for blocks of sampling.
  package var content: ToolContent? {
    switch json["type"]?.string {
    case "text": json["text"]?.string.map(ToolContent.text)
    case "image": bytes(json["data"]).map { .image($0, mediaType: json["mimeType"]?.string ?? "") }
    case "audio": bytes(json["data"]).map { .audio($0, mediaType: json["mimeType"]?.string ?? "") }
    case "resource_link":
      .link(
        uri: json["uri"]?.string ?? "", name: json["name"]?.string ?? "", mediaType: json["mimeType"]?.string)
    case "resource": resourceContent
    default: nil
    }
  }

  private var resourceContent: ToolContent? {
    guard let resource = json["resource"], let uri = resource["uri"]?.string else { return nil }
    let mediaType = resource["mimeType"]?.string
    if let text = resource["text"]?.string { return .resource(uri: uri, mediaType: mediaType, .text(text)) }
    return bytes(resource["blob"]).map { .resource(uri: uri, mediaType: mediaType, .bytes($0)) }
  }

  private func bytes(_ json: JSONValue?) -> [UInt8]? {
    json?.string.flatMap { Data(base64Encoded: $0) }.map(Array.init)
  }
}
