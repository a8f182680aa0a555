/// What models, clients of MCP and the policy are told of a tool.
package struct ToolDescription: Sendable, Hashable {
  /// 1 to 64 letters, digits, `_` and `-`: what every provider takes.
  package var name: String
  /// For people; nil where the name says enough.
  package var title: String?
  package var summary: String
  /// JSON Schema (2020-12) of the arguments: an object.
  package var parameters: JSONValue
  /// JSON Schema (2020-12) of `ToolOutput.structured`; nil where the output is text alone.
  package var output: JSONValue?
  package var annotations: ToolAnnotations
  /// Another program's words stand in it.
  package var isForeign = false

  package init(
    name: String, title: String? = nil, summary: String, parameters: JSONValue = ToolDescription.noParameters,
    output: JSONValue? = nil, annotations: ToolAnnotations = .readOnly
  ) {
    self.name = name
    self.title = title
    self.summary = summary
    self.parameters = parameters
    self.output = output
    self.annotations = annotations
  }

  package static let noParameters: JSONValue = ["type": "object", "properties": [:]]

  /// Whether a name is one that every provider takes.
  package static func isName(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}

/// A model's wish to have a tool run.
package struct ToolCall: Sendable, Hashable, Codable {
  /// The provider's; one of our own where it gives none. Unique in its answer.
  package let id: String
  package let name: String
  /// As the model wrote them: usually a JSON object, but nothing makes sure of it.
  package let arguments: String
  /// What the provider wants back beside the call (Gemini's thought signature); opaque.
  package let signature: String?

  package init(id: String, name: String, arguments: String, signature: String? = nil) {
    self.id = id
    self.name = name
    self.arguments = arguments
    self.signature = signature
  }
}

/// Whether a model calls tools.
package enum ToolChoice: Sendable, Hashable {
  case automatic, none, required
  /// This one.
  case named(String)
}

/// A model's reasoning as its provider wants it back while tools run (Anthropic's thinking blocks).
package struct ThinkingBlock: Sendable, Hashable, Codable {
  package let text: String
  /// Proves to the provider that the text is its own; without one the block is not sent back.
  package let signature: String?
  /// The provider's encrypted form, in place of text and signature.
  package let redacted: String?

  package init(text: String, signature: String?, redacted: String? = nil) {
    self.text = text
    self.signature = signature
    self.redacted = redacted
  }
}

/// How much a model reasons before it answers. The names are those of OpenAI's `reasoning_effort`.
package enum ReasoningEffort: String, Sendable, CaseIterable {
  case none, minimal, low, medium, high

  /// Tokens for providers that take a budget instead of a name; 0 means that it does not reason.
  package var budget: Int {
    switch self {
    case .none: 0
    case .minimal: 1024
    case .low: 2048
    case .medium: 8192
    case .high: 16_384
    }
  }
}
