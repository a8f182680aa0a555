package import MnemeCore

/// What a conversation was about, told in its own words.
package struct ConversationDigest: Sendable, Hashable {
  /// A sentence of the summary and where it was said.
  package struct Sentence: Sendable, Hashable {
    /// As written, without code, addresses and markup; a long one is cut at a word border and ends in "…".
    package let text: String
    /// The message it was said in.
    package let message: String
    package let role: Role
    /// The speaker's name where it is neither the owner nor the assistant.
    package let speaker: String?
  }

  /// A term as it was written, and the messages in which it was.
  package struct Topic: Sendable, Hashable {
    package let text: String
    /// In order of time, each once.
    package let messages: [String]
  }

  /// At most ``titleLimit`` Unicode scalars; empty where nothing was said that names a conversation.
  package let title: String
  /// The messages that the title was taken from.
  package let titleSources: [String]
  /// At most four sentences, in order of time.
  package let sentences: [Sentence]
  /// At most five, the most characteristic first.
  package let terms: [Topic]

  package static let empty = ConversationDigest(title: "", titleSources: [], sentences: [], terms: [])

  package static let titleLimit = 60
  package static let summaryLimit = 600
  package static let topicLimit = 5

  /// The sentences in a row, with the name of who said it where it was not the owner of the space; at most
  /// ``summaryLimit`` Unicode scalars.
  package var summary: String {
    sentences.map { ExtractiveSummary.line($0.text, role: $0.role, speaker: $0.speaker) }.joined(separator: " ")
  }

  /// Terms as they were written.
  package var topics: [String] { terms.map(\.text) }

  /// Messages that the title, the summary or a topic was taken from, in ascending order: when one of these is forgotten,
  /// the digest must be made anew.
  package var sources: [String] {
    Set(titleSources + sentences.map(\.message) + terms.flatMap(\.messages)).sorted()
  }

  package func derives(from message: String) -> Bool {
    titleSources.contains(message) || sentences.contains { $0.message == message }
      || terms.contains { $0.messages.contains(message) }
  }
}

/// Makes titles, summaries and topics of conversations without a language model: it only chooses from what was said.
///
/// Terms are weighed by frequency in the conversation and rarity outside it (tf–idf); a title is the best noun phrase or
/// two of the user's; a summary is chosen by LexRank (Erkan and Radev 2004), which like TextRank (Mihalcea and Tarau
/// 2004) walks the graph of similar sentences, and made diverse by maximal marginal relevance (Carbonell and Goldstein
/// 1998). English and Korean. Deterministic.
///
/// Greetings, code, quotations, addresses and sentences that hold passwords, numbers of cards and accounts, telephone
/// numbers and the like enter neither title nor summary nor topics.
///
/// Linear in the text up to the choice of ``sentenceLimit`` sentences, quadratic in those.
package struct SessionDigester: Sendable {
  /// Share of other conversations' messages that hold a term, 0…1; nil where it is not known. Terms are Porter stems of
  /// lower-case English words, and Korean words without their particles.
  package typealias DocumentFrequency = @Sendable (_ term: String) -> Double?

  /// Sentences that are compared with one another.
  package static let sentenceLimit = 400
  /// Messages that are read: the first quarter from the start of the conversation, the others from its end.
  package static let messageLimit = 2000
  /// Unicode scalars of one message that are read.
  package static let messageLength = 8000

  private let documentFrequency: DocumentFrequency

  /// - Parameter documentFrequency: of the space, where it is known; otherwise built-in lists of common words tell what is
  ///   common.
  package init(documentFrequency: @escaping DocumentFrequency = { _ in nil }) {
    self.documentFrequency = documentFrequency
  }

  /// - Parameter messages: of one conversation, in order of time.
  package func digest(_ messages: [Message]) -> ConversationDigest {
    let sentences = DigestSentence.all(in: bounded(messages))
    guard !sentences.isEmpty else { return .empty }
    let statistics = TermStatistics(sentences, documentFrequency: documentFrequency)
    let phrases = PhraseRanking(sentences, statistics: statistics)
    let title = ConversationTitle(sentences, phrases: phrases)
    return ConversationDigest(
      title: title.text, titleSources: title.sources,
      sentences: ExtractiveSummary(sentences, statistics: statistics).sentences, terms: phrases.topics)
  }

  private func bounded(_ messages: [Message]) -> [Message] {
    guard messages.count > Self.messageLimit else { return messages }
    let head = Self.messageLimit / 4
    return Array(messages.prefix(head)) + messages.suffix(Self.messageLimit - head)
  }
}
