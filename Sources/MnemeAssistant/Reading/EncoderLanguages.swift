/// What encoders know.
enum EncoderLanguages {
  /// Encoders that know English alone, by a part of their name: in other languages their neighbourhoods mean little.
  private static let english = [
    "all-minilm", "all-mpnet", "bge-small-en", "bge-base-en", "bge-large-en", "gte-small", "e5-small-v2",
  ]

  static func knowsKorean(_ model: String) -> Bool {
    let name = model.lowercased()
    return !english.contains(where: name.contains)
  }

  /// A fifth of its letters or more are Hangul.
  static func isKorean(_ text: String) -> Bool {
    var (hangul, letters) = (0, 0)
    for scalar in text.unicodeScalars.prefix(2_000) where scalar.properties.isAlphabetic {
      letters += 1
      if (0xAC00...0xD7A3).contains(scalar.value) { hangul += 1 }
    }
    return hangul * 5 >= letters && hangul > 0
  }
}
