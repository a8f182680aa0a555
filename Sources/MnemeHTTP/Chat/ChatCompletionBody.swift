import MnemeCore

/// The part of an OpenAI chat request that means something here. Fields not named are ignored.
struct ChatCompletionBody: Decodable {
  var model: String?
  var messages: [ChatMessageBody]
  var stream: Bool?
  var streamOptions: StreamOptions?
  var user: String?
  var store: Bool?
  var count: WholeNumber?
  var temperature: Double?
  var topP: Double?
  var maxTokens: WholeNumber?
  var maxCompletionTokens: WholeNumber?
  var stop: OneOrMany?
  var seed: WholeNumber?
  var frequencyPenalty: Double?
  var presencePenalty: Double?
  var logprobs: Bool?
  var topLogprobs: WholeNumber?
  var modalities: [String]?
  var responseFormat: ResponseFormat?
  var toolChoice: WireToolChoice?
  var tools: [ToolBody]?
  var reasoningEffort: String?
  /// Older than `tools`; only whether they are there is read.
  var functions: JSONValue?

  struct StreamOptions: Decodable {
    var includeUsage: Bool?

    enum CodingKeys: String, CodingKey { case includeUsage = "include_usage" }
  }

  /// `none`, `auto`, `required`, or an object that names a function.
  enum WireToolChoice: Decodable {
    case mode(String)
    case function(String?)

    private struct Named: Decodable {
      struct Function: Decodable { var name: String? }
      var function: Function?
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      // An object is no string: that is how the two forms are told apart.
      if let name = try? container.decode(String.self) {
        self = .mode(name)
      } else {
        self = .function(try container.decode(Named.self).function?.name)
      }
    }
  }

  struct ToolBody: Decodable {
    struct Function: Decodable {
      var name: String
      var description: String?
      var parameters: JSONValue?
    }
    var type: String
    var function: Function?
  }

  enum OneOrMany: Decodable {
    case one(String)
    case many([String])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      // The error worth showing is that of the list.
      if let text = try? container.decode(String.self) {
        self = .one(text)
      } else {
        self = .many(try container.decode([String].self))
      }
    }

    var all: [String] {
      switch self {
      case .one(let text): [text]
      case .many(let texts): texts
      }
    }
  }

  enum CodingKeys: String, CodingKey {
    case model, messages, stream, user, store, temperature, stop, seed, logprobs, modalities, functions
    case topLogprobs = "top_logprobs"
    case streamOptions = "stream_options"
    case count = "n"
    case topP = "top_p"
    case maxTokens = "max_tokens"
    case maxCompletionTokens = "max_completion_tokens"
    case frequencyPenalty = "frequency_penalty"
    case presencePenalty = "presence_penalty"
    case responseFormat = "response_format"
    case toolChoice = "tool_choice"
    case tools
    case reasoningEffort = "reasoning_effort"
  }
}

struct ChatMessageBody: Decodable {
  var role: String
  var content: Content?
  var toolCalls: [Call]?
  var toolCallID: String?

  struct Call: Decodable {
    struct Function: Decodable {
      var name: String
      var arguments: String?
    }
    var id: String
    var function: Function?
  }

  enum CodingKeys: String, CodingKey {
    case role, content
    case toolCalls = "tool_calls"
    case toolCallID = "tool_call_id"
  }

  enum Content: Decodable {
    case text(String)
    case parts([Part])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      // Not a string: then the error worth showing is that of the parts.
      if let text = try? container.decode(String.self) {
        self = .text(text)
      } else {
        self = .parts(try container.decode([Part].self))
      }
    }
  }

  struct Part: Decodable {
    var type: String
    var text: String?
    var refusal: String?
    var imageURL: ImageURL?
    var file: File?
    /// Of an `input_file`, which has the members of `file` itself.
    var filename: String?
    var fileData: String?
    /// Of a `document`, as in Anthropic's shape.
    var title: String?
    var source: MessagesBody.Block.Source?

    enum CodingKeys: String, CodingKey {
      case type, text, refusal, file, filename, title, source
      case imageURL = "image_url"
      case fileData = "file_data"
    }

    /// An object with `url`, or the URL alone.
    struct ImageURL: Decodable {
      var url: String?

      private enum Key: String, CodingKey { case url }

      init(from decoder: any Decoder) throws {
        // A text is no object: that is how the two forms are told apart.
        if let text = try? decoder.singleValueContainer().decode(String.self) {
          url = text
        } else {
          url = try decoder.container(keyedBy: Key.self).decodeIfPresent(String.self, forKey: .url)
        }
      }
    }

    struct File: Decodable {
      var filename: String?
      var fileData: String?

      enum CodingKeys: String, CodingKey {
        case filename
        case fileData = "file_data"
      }
    }
  }
}
