import MnemeCore

/// A word of a sentence, as titles and summaries look at it.
struct DigestWord: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    /// Names something: a noun, an adjective, a name, or what cannot be told from them.
    case content
    /// Content that says little alone.
    case weak
    /// May stand inside a phrase: "trip to Lisbon".
    case connector
    /// Parts phrases: verbs, pronouns, adverbs.
    case breaking
  }

  /// As written, without "'s" or a Korean particle.
  let text: String
  /// Porter stem of the lower-case word, or the Korean word without its particle.
  let key: String
  let kind: Kind
  let isHangul: Bool
  /// Written with a capital where that means something.
  let isName: Bool
  /// Nothing but a space stands between it and the word before.
  var joinsPrevious: Bool
  /// A Korean particle was taken off, so that a phrase ends here.
  let endsPhrase: Bool
  /// Unicode scalars of the sentence, particle left out.
  let range: Range<Int>

  var isContent: Bool { kind == .content || kind == .weak }
}

/// A sentence that says something, with its words.
struct DigestSentence: Sendable {
  let text: String
  let scalars: [Unicode.Scalar]
  let words: [DigestWord]
  let message: String
  let role: Role
  let speaker: String?
  /// Place of the message among those read.
  let turn: Int
  let isQuestion: Bool
  /// It announces something that is not shown.
  let isIntroduction: Bool

  /// Who speaks for the conversation: the owner, or another person.
  var isUser: Bool { role == .user }

  /// Sentences of users and the assistant in order; no greetings, nothing that must be kept back.
  static func all(in messages: [Message]) -> [DigestSentence] {
    var drafts: [Draft] = []
    for (turn, message) in messages.enumerated() where message.role == .user || message.role == .assistant {
      let prose = DigestText.prose(of: message.text, limit: SessionDigester.messageLength)
      for text in SentenceSplitter.sentences(in: prose) {
        if let draft = Draft(text, message: message, turn: turn) { drafts.append(draft) }
      }
    }
    let nouns = KoreanNouns(
      drafts.lazy.flatMap { draft in
        draft.pieces.lazy.filter { $0.isKorean(in: draft.scalars) }.map { draft.scalars[$0.range] }
      })
    let names = SpeakerNames(messages)
    return drafts.compactMap { DigestSentence($0, nouns: nouns, names: names) }
  }

  /// A sentence cut into pieces, before it is known what they are.
  private struct Draft {
    var scalars: [Unicode.Scalar]
    var pieces: [DigestWordScanner.Piece]
    let message: Message
    let turn: Int

    /// Nil for what is no more than a greeting, and for what must be kept back.
    init?(_ text: String, message: Message, turn: Int) {
      guard !SensitiveText.isSensitive(text) else { return nil }
      scalars = DigestSentence.tidied(text)
      pieces = DigestWordScanner.pieces(of: scalars)
      self.message = message
      self.turn = turn
      guard !SmallTalk.isAll(lowerWords) else { return nil }
      let greeting = SmallTalk.opening(lowerWords, gaps: pieces.map(\.hasSignAfter))
      if greeting > 0, greeting < pieces.count {
        scalars = Array(scalars[pieces[greeting].range.lowerBound...])
        pieces = DigestWordScanner.pieces(of: scalars)
        guard !SmallTalk.isAll(lowerWords) else { return nil }
      }
    }

    private var lowerWords: [String] { pieces.map(\.lower) }
  }

  private init?(_ draft: Draft, nouns: KoreanNouns, names: SpeakerNames) {
    words = DigestWordReader.words(of: draft.pieces, in: draft.scalars, nouns: nouns, names: names)
    guard words.contains(where: \.isContent) else { return nil }
    // What introduces code or a list ends in a colon.
    let trailing = draft.scalars.reversed().prefix { $0 == ":" || $0 == " " || $0 == "," }.count
    scalars = draft.scalars.dropLast(trailing)
    isIntroduction = trailing > 0
    text = String(scalars: scalars)
    message = draft.message.id
    role = draft.message.role
    speaker = draft.message.speaker
    turn = draft.turn
    let last = scalars.last { !$0.properties.isWhitespace }
    isQuestion = last == "?" || last == "？" || Self.asksInKorean(words)
  }

  /// White space as single spaces; control characters and emoji left out.
  fileprivate static func tidied(_ text: String) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      if scalar.value > 0x20, scalar.value < 0x7F {
        result.append(scalar)
      } else if scalar.properties.isWhitespace {
        if !result.isEmpty, result.last != " " { result.append(" ") }
      } else if scalar.value > 0x7F, scalar.value != 0xFE0F, scalar.value != 0x200D,
        !(scalar.value > 0x2000 && scalar.properties.isEmojiPresentation)
      {
        result.append(scalar)
      }
    }
    while result.last == " " { result.removeLast() }
    return result
  }

  /// A Korean question without its mark: 뭐야, 알려줘 and the like end it.
  private static func asksInKorean(_ words: [DigestWord]) -> Bool {
    guard let last = words.last, last.isHangul else { return false }
    return ["알려줘", "알려주세요", "뭐야", "뭐지", "어때", "어떨까", "할까", "있을까", "인가요", "나요", "까요"].contains {
      last.text.hasSuffix($0)
    }
  }
}
