import MnemeCore

/// One chunk of a streamed answer, or a whole answer: the fields are the same but for `delta` and `message`.
struct OpenAIChunk: Decodable {
  struct Choice: Decodable {
    let index: Int?
    let delta: Content?
    let message: Content?
    let finish_reason: String?
    let logprobs: Logprobs?
  }

  struct Logprobs: Decodable {
    let content: JSONValue?
  }

  struct Content: Decodable {
    let content: WireText?
    let refusal: String?
    /// DeepSeek, llama.cpp, vLLM.
    let reasoning_content: String?
    /// Ollama, OpenRouter.
    let reasoning: String?
    let tool_calls: [Call]?
  }

  /// A call, or a piece of one.
  struct Call: Decodable {
    struct Function: Decodable {
      let name: String?
      /// A text; some servers send the object itself.
      let arguments: JSONValue?
    }
    let index: Int?
    let id: String?
    let function: Function?
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
