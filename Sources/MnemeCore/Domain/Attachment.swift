/// An image beside a user's text.
package struct ModelImage: Sendable, Hashable, Codable {
  /// `image/png`, `image/jpeg`, `image/gif` or `image/webp`.
  package let type: String
  /// Base64 without line breaks.
  package let data: String

  package init(type: String, data: String) {
    self.type = type
    self.data = data
  }
}

/// A text file beside a user's text. What stands in it are not the user's own words.
package struct ModelFile: Sendable, Hashable {
  package let name: String
  package let text: String

  package init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}

/// A PDF beside a user's text, as it was sent: to be read before a model is asked.
package struct ModelDocument: Sendable, Hashable {
  package let name: String
  /// Base64 without line breaks.
  package let data: String

  package init(name: String, data: String) {
    self.name = name
    self.data = data
  }
}
