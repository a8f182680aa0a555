import HTTPTypes
import MnemeCore

/// The part of an OpenAI embedding request that means something here. Fields not named are ignored.
struct EmbeddingBody: Decodable {
  /// A text, or a list of texts. Lists of tokens are told apart so that their refusal can say why.
  enum Input: Decodable {
    case texts([String])
    case tokens

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      // The forms are told apart by what they decode as; the error worth showing is that of the list of texts.
      if let text = try? container.decode(String.self) {
        self = .texts([text])
      } else if (try? container.decode([Double].self))?.isEmpty == false
        || (try? container.decode([[Double]].self))?.isEmpty == false
      {
        self = .tokens
      } else {
        self = .texts(try container.decode([String].self))
      }
    }
  }

  var input: Input
  var model: String?
  var encodingFormat: String?
  var dimensions: WholeNumber?

  enum CodingKeys: String, CodingKey {
    case input, model, dimensions
    case encodingFormat = "encoding_format"
  }

  /// Texts of one request.
  static let textLimit = 2048

  func texts() throws(HTTPFailure) -> [String] {
    guard case .texts(let texts) = input else {
      throw .invalid(
        "input", "Tokens are numbers of a model's own vocabulary, which is not known here; send texts.",
        code: "unsupported_value")
    }
    guard (1...Self.textLimit).contains(texts.count) else {
      throw .invalid("input", "'input' is 1 to \(Self.textLimit) texts.")
    }
    for (place, text) in texts.enumerated() {
      guard text.contains(where: { !$0.isWhitespace }) else {
        throw .invalid(texts.count == 1 ? "input" : "input[\(place)]", "There is no text to embed.")
      }
      guard text.unicodeScalars.count <= Limits.messageCharacters else {
        throw HTTPFailure(
          .contentTooLarge, "text_too_long", "A text has at most \(Limits.messageCharacters) characters.",
          param: "input[\(place)]")
      }
    }
    return texts
  }

  func isBase64() throws(HTTPFailure) -> Bool {
    switch encodingFormat {
    case nil, "float": return false
    case "base64": return true
    default: throw .invalid("encoding_format", "'encoding_format' is float or base64.")
    }
  }

  func dimension() throws(HTTPFailure) -> Int? {
    guard let dimensions else { return nil }
    guard (1...65_536).contains(dimensions.value) else {
      throw .invalid("dimensions", "'dimensions' is a whole number from 1.")
    }
    return dimensions.value
  }
}
