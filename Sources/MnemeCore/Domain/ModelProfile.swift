/// What the turn has to know of a language model to write its prompt.
package struct ModelProfile: Sendable, Hashable {
  /// Tokens of prompt and answer together that Mneme fills at most. From 512.
  package var window: Int
  /// Too small to be told much or to judge anything: it gets short rules, few memories and no tools, what memory knows is
  /// quoted instead of reworded, and nothing it says is kept as a memory.
  package var isSmall: Bool
  /// It is known to see images: pages of documents are shown to it instead of being read out.
  package var seesImages: Bool
  /// Its protocol has log probabilities of the answer's tokens.
  package var givesLogprobs: Bool

  package init(
    window: Int = Self.usualWindow, isSmall: Bool = false, seesImages: Bool = false, givesLogprobs: Bool = false
  ) {
    self.window = window
    self.isSmall = isSmall
    self.seesImages = seesImages
    self.givesLogprobs = givesLogprobs
  }

  /// Of a model of which nothing is known: what local servers load most models with.
  package static let usualWindow = 8192
  /// Of models at hosted providers. They read more; what stands in a prompt is paid for with every turn.
  package static let hostedWindow = 32_768
}
