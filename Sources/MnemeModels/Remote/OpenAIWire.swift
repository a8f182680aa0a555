/// The part of the OpenAI wire format that is sent.
struct WireRequest: Encodable {
  struct StreamOptions: Encodable {
    let include_usage: Bool
  }

  struct Message: Encodable {
    let role: String
    let content: String
  }

  var model: String
  var messages: [Message]
  var stream = true
  var stream_options: StreamOptions?
  var temperature: Double?
  var top_p: Double?
  var max_tokens: Int?
  var max_completion_tokens: Int?
  var stop: [String]?
  var seed: Int?
  var frequency_penalty: Double?
  var presence_penalty: Double?
}

/// One chunk of a streamed answer, or a whole answer: the fields are the same but for `delta` and `message`.
struct WireAnswer: Decodable {
  struct Choice: Decodable {
    let index: Int?
    let delta: Content?
    let message: Content?
    let finish_reason: String?
  }

  struct Content: Decodable {
    let content: WireText?
    let refusal: String?
  }

  struct Usage: Decodable {
    let prompt_tokens: Int?
    let completion_tokens: Int?
  }

  let choices: [Choice]?
  let usage: Usage?
  let error: WireError?
}

/// Text that some servers send as a list of parts.
struct WireText: Decodable {
  let text: String

  private struct Part: Decodable {
    let type: String?
    let text: String?
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let string = try? container.decode(String.self) {  // not a string: the other form follows
      text = string
    } else {
      text = try container.decode([Part].self).filter { $0.type == nil || $0.type == "text" }
        .compactMap(\.text).joined()
    }
  }
}

/// An error object; only its machine-readable parts are used, since its message may quote the prompt or the key.
struct WireError: Decodable {
  var code: String?
  var type: String?
  var param: String?

  private enum Key: String, CodingKey { case code, type, param }

  init(from decoder: any Decoder) throws {
    // A bare string or an unknown shape is an error all the same.
    guard let container = try? decoder.container(keyedBy: Key.self) else { return }
    code = try? container.decodeIfPresent(String.self, forKey: .code)
    type = try? container.decodeIfPresent(String.self, forKey: .type)
    param = try? container.decodeIfPresent(String.self, forKey: .param)
  }

  /// The prompt does not fit: OpenAI's code, llama.cpp's type.
  var isContextOverflow: Bool {
    code == "context_length_exceeded" || type == "exceed_context_size_error"
  }
}

/// The body of an error response.
struct WireErrorBody: Decodable {
  let error: WireError?
}

/// The answer of `GET /v1/models`.
struct WireModelList: Decodable {
  struct Model: Decodable {
    let id: String
    let owned_by: String?
  }

  let data: [Model]
}
