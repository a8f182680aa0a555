import MnemeCore

/// One word of a message as name rules see it.
struct GraphToken: Sendable {
  enum Form: Sendable {
    case lower
    /// "Ingrid"
    case capitalised
    /// "NASA"; two letters or more
    case upper
    /// "iPhone", "PyTorch"
    case mixed
    case number
    case hangul
    case hashtag
    case handle
  }

  /// Bytes of the word, without a possessive ending.
  var range: Range<Int>
  /// Folded.
  var word: String
  var info: WordInfo
  var form: Form
  /// "'s" or "s'" follows.
  var isPossessive = false
  /// A comma, bracket, dash or quotation mark stands before it.
  var breakBefore = false
  /// A full stop follows that ends no sentence: an abbreviation or an initial.
  var dotAfter = false
  /// It may be capitalised for its place alone: head of a sentence, a quotation or a list item.
  var isInitial = false
  /// No space between it and the token before, as a Korean particle on a Latin name.
  var isAttached = false

  var traits: WordTraits { info.traits }

  /// Written as a name is written.
  var isWrittenAsName: Bool { form == .capitalised || form == .upper || form == .mixed }
}

/// A run of tokens up to a full stop.
struct GraphSentence: Sendable {
  var tokens: Range<Int>
  var isQuestion = false
  var hasHangul = false
}

/// The words of a message, its sentences, and the titles it quotes.
struct GraphScan: Sendable {
  var tokens: [GraphToken] = []
  var sentences: [GraphSentence] = []
  /// Tokens between quotation marks that look like a title.
  var quotes: [Range<Int>] = []
}
