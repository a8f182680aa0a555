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
