/// Estimates how many tokens a language model makes of a text, without its tokenizer.
///
/// Every ``TokenizerFamily`` has its own costs for the steps that a text takes (``TokenEvent``). Errs on the high side,
/// so that a budget holds. One pass over the UTF-8, no allocation, no hashing; text that is longer by any suffix is
/// never fewer tokens. Chat framing is not part of it.
package struct TokenEstimator: Sendable {
  package let family: TokenizerFamily
  private let costs: TokenCosts

  package init(family: TokenizerFamily = .generic) {
    self.family = family
    costs = TokenCosts(family)
  }

  /// With the family that a model of this name uses.
  package init(model: String) {
    self.init(family: TokenizerFamily(model: model))
  }

  /// Estimated tokens of `text`; 0 for the empty text alone.
  package func tokens(in text: String) -> Int { costs.tokens(in: text) }

  /// Estimated tokens of a text given as its UTF-8, which must be valid: as those of the text.
  package func tokens<Bytes: RandomAccessCollection<UInt8>>(inUTF8 bytes: Bytes) -> Int where Bytes.Index == Int {
    costs.tokens(inUTF8: bytes)
  }

  /// Estimated tokens of `text` for a model of which nothing is known.
  package static func estimate(_ text: String) -> Int { generic.tokens(in: text) }

  private static let generic = TokenEstimator()
}
