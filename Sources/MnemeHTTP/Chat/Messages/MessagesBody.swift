import MnemeCore

/// The part of an Anthropic request that means something here. Fields not named are ignored.
struct MessagesBody: Decodable {
  struct Message: Decodable {
    var role: String
    var content: Content
  }

  /// A text, or a list of blocks.
  enum Content: Decodable {
    case text(String)
    case blocks([Block])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      // Not a text: then the error worth showing is that of the blocks.
      if let text = try? container.decode(String.self) {
        self = .text(text)
      } else {
        self = .blocks(try container.decode([Block].self))
      }
    }
  }

  struct Block: Decodable {
    struct Source: Decodable {
      var type: String
      var mediaType: String?
      var data: String?

      enum CodingKeys: String, CodingKey {
        case type, data
        case mediaType = "media_type"
      }
    }

    var type: String
    var text: String?
    var source: Source?
    var title: String?
    var id: String?
    var name: String?
    var input: JSONValue?
    var toolUseID: String?
    var content: Content?
    var isError: Bool?
    var thinking: String?
    var signature: String?
    var data: String?

    enum CodingKeys: String, CodingKey {
      case type, text, source, title, id, name, input, content, thinking, signature, data
      case toolUseID = "tool_use_id"
      case isError = "is_error"
    }
  }

  struct Tool: Decodable {
    var type: String?
    var name: String
    var description: String?
    var inputSchema: JSONValue?

    enum CodingKeys: String, CodingKey {
      case type, name, description
      case inputSchema = "input_schema"
    }
  }

  struct Choice: Decodable {
    var type: String
    var name: String?
  }

  struct Thinking: Decodable {
    var type: String
    var budgetTokens: Int?

    enum CodingKeys: String, CodingKey {
      case type
      case budgetTokens = "budget_tokens"
    }
  }

  struct Metadata: Decodable {
    var userID: String?

    enum CodingKeys: String, CodingKey { case userID = "user_id" }
  }

  var model: String
  /// Of a request for an answer: required there.
  var maxTokens: WholeNumber?
  var messages: [Message]
  var system: Content?
  var stream: Bool?
  var temperature: Double?
  var topP: Double?
  var stopSequences: [String]?
  var tools: [Tool]?
  var toolChoice: Choice?
  var thinking: Thinking?
  var metadata: Metadata?

  enum CodingKeys: String, CodingKey {
    case model, messages, system, stream, temperature, tools, thinking, metadata
    case maxTokens = "max_tokens"
    case topP = "top_p"
    case stopSequences = "stop_sequences"
    case toolChoice = "tool_choice"
  }
}
