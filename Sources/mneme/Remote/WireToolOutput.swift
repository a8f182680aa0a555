import MnemeCore

/// What a call of a tool brought, in the HTTP API. Of its parts the texts alone are read back: commands show nothing else.
struct WireToolOutput: Codable {
  struct Part: Codable {
    let type: String
    var text: String?
    var uri: String?
  }

  struct Failure: Codable {
    let code: String
    let message: String
    let retryable: Bool
  }

  let content: [Part]
  @Nullable var structured: JSONValue?
  let isError: Bool
  @Nullable var error: Failure?
  @Nullable var approval: WireApproval?

  init(_ output: ToolOutput) {
    content = output.content.map { part in
      switch part {
      case .text(let text): Part(type: "text", text: text)
      case .image: Part(type: "image")
      case .audio: Part(type: "audio")
      case .link(let uri, _, _): Part(type: "link", uri: uri)
      case .resource(let uri, _, .text(let text)): Part(type: "resource", text: text, uri: uri)
      case .resource(let uri, _, .bytes): Part(type: "resource", uri: uri)
      }
    }
    structured = output.structured
    isError = !output.succeeded
    error = output.failure.map {
      Failure(code: $0.code.rawValue, message: $0.message, retryable: $0.code.isRetryable)
    }
    approval = output.approval.map(WireApproval.init)
  }

  var output: ToolOutput {
    var output = ToolOutput(
      content.map { .text($0.text ?? "[\($0.type)\($0.uri.map { " " + $0 } ?? "")]") }, structured: structured,
      failure: error.map { ToolFailure(ToolErrorCode(rawValue: $0.code) ?? .internal, $0.message) })
    output.approval = approval?.approval
    return output
  }
}
