/// An error object; only its machine-readable parts are used, since its message may quote the prompt or the key.
struct WireError: Decodable {
  var code: String?
  var type: String?
  var param: String?
  /// Gemini's.
  var status: String?

  private enum Key: String, CodingKey { case code, type, param, status }

  init(from decoder: any Decoder) throws {
    // A bare string or an unknown shape is an error all the same.
    guard let container = try? decoder.container(keyedBy: Key.self) else { return }
    code = try? container.decodeIfPresent(String.self, forKey: .code)
    type = try? container.decodeIfPresent(String.self, forKey: .type)
    param = try? container.decodeIfPresent(String.self, forKey: .param)
    status = try? container.decodeIfPresent(String.self, forKey: .status)
  }

  /// The prompt does not fit: OpenAI's code, llama.cpp's type.
  var isContextOverflow: Bool {
    code == "context_length_exceeded" || type == "exceed_context_size_error"
  }

  /// The server has too much to do: Anthropic's types, Gemini's and OpenAI's.
  var isOverload: Bool {
    ["overloaded_error", "rate_limit_error", "rate_limit_exceeded", "server_is_overloaded"].contains {
      $0 == type || $0 == code
    }
      || status == "RESOURCE_EXHAUSTED" || status == "UNAVAILABLE"
  }
}

/// The body of an error response.
struct WireErrorBody: Decodable {
  let error: WireError?
}
