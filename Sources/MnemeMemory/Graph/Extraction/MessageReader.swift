import Foundation
import MnemeCore

/// A name found in a message.
struct NameSpan: Sendable {
  var tokens: Range<Int>
  let key: String
  let surface: String
  var kind: EntityKind
  /// The kind is known from the name itself; what stands around it does not change it.
  var isCertain: Bool
}

/// Reads one message: words, then names, then what is stated about them.
struct MessageReader {
  let lexicon: Lexicon
  let bytes: [UInt8]
  let speaker: GraphExtraction.Mention?
  let date: Date
  let scan: GraphScan
  /// Hangul tokens, empty for others, and their stems; both empty for a message without Hangul.
  let hangul: [HangulWord]
  let stems: [[KoreanStem]]
  private(set) var spans: [NameSpan] = []
  /// Span of each token; -1 for none.
  private(set) var spanOfToken: [Int32]
  private(set) var statements: [GraphExtraction.Statement] = []
  /// Names of the speaker's kin as the message gives them, by relation.
  var kinNames: [RelationType: String] = [:]
  /// "I", "my": the speaker is spoken of.
  var speaksOfSelf = false

  var tokens: [GraphToken] { scan.tokens }

  init(text: String, lexicon: Lexicon, speaker: GraphExtraction.Mention?, at date: Date) {
    self.lexicon = lexicon
    self.speaker = speaker
    self.date = date
    bytes = Array(text.utf8)
    scan = GraphScanner.scan(text, lexicon: lexicon)
    spanOfToken = [Int32](repeating: -1, count: scan.tokens.count)
    hangul =
      !scan.sentences.contains(where: \.hasHangul)
      ? []
      : scan.tokens.map { token in
        token.form == .hangul ? HangulWord(token.word) ?? .empty : .empty
      }
    stems = hangul.map(KoreanStem.all)
  }

  /// Words of a sentence beyond which it is a pasted text, not something said.
  private static let longestStatement = 160

  mutating func read() {
    for index in tokens.indices where tokens[index].form == .hashtag || tokens[index].form == .handle {
      add(tag: index)
    }
    findTitles()
    for sentence in scan.sentences { findNames(in: sentence) }
    for sentence in scan.sentences where sentence.hasHangul { findKoreanNames(in: sentence) }
    findRepeatedNames()
    for sentence in scan.sentences { classify(in: sentence) }
    let isMaterial = isMaterial
    for sentence in scan.sentences where sentence.tokens.count <= Self.longestStatement {
      for token in tokens[sentence.tokens] where Self.selfWords.contains(token.word) { speaksOfSelf = true }
      if isMaterial { continue }
      findKin(in: sentence)
      // What is asked is not stated, and the assistant states nothing of anybody.
      guard speaker != nil, !sentence.isQuestion else { continue }
      if sentence.hasHangul {
        findKoreanStatements(in: sentence)
      } else {
        findStatements(in: sentence)
      }
    }
  }

  /// The message brings a text to be worked on: what that says is nobody's statement.
  private var isMaterial: Bool {
    for token in tokens.prefix(6) {
      if Self.materialVerbs.contains(token.word) { return true }
      if !["please", "can", "could", "would", "you", "hey", "hi", "pls", "help", "me", "to"].contains(token.word) {
        return false
      }
    }
    return false
  }

  private static let materialVerbs: Set<String> = [
    "translate", "summarize", "summarise", "rewrite", "proofread", "paraphrase", "rephrase", "shorten", "correct",
    "edit",
  ]

  // MARK: Results

  func mentions() -> [GraphExtraction.Mention] {
    var result = orderedSpans().map { GraphExtraction.Mention(surface: $0.surface, key: $0.key, kind: $0.kind) }
    if let speaker, isSpeakerMentioned { result.append(speaker) }
    return result
  }

  /// A named speaker is mentioned wherever they speak of themselves and of something else; the owner, who is related with
  /// everything, only where something is stated.
  private var isSpeakerMentioned: Bool {
    guard let speaker else { return false }
    if !speaker.isOwner, speaksOfSelf, !spans.isEmpty { return true }
    return statements.contains { $0.source == speaker.key || $0.target == speaker.key }
  }

  /// Entities that are spoken of near each other.
  func relatedStatements() -> [GraphExtraction.Statement] {
    var keys: [String] = []
    var seen: Set<String> = []
    if let speaker, !speaker.isOwner, isSpeakerMentioned, seen.insert(speaker.key).inserted { keys.append(speaker.key) }
    for span in orderedSpans() where seen.insert(span.key).inserted { keys.append(span.key) }
    var stated: Set<[String]> = []
    for statement in statements {
      stated.insert([statement.source, statement.target])
      stated.insert([statement.target, statement.source])
    }
    var result: [GraphExtraction.Statement] = []
    for (index, key) in keys.enumerated() {
      for other in keys[(index + 1)...].prefix(EntityExtractor.relatedWindow) where !stated.contains([key, other]) {
        result.append(.init(source: key, type: .relatedTo, target: other))
      }
    }
    return result
  }

  /// In order of appearance, at most as many as one message may mention.
  private func orderedSpans() -> [NameSpan] {
    var keys: Set<String> = []
    return spans.sorted { $0.tokens.lowerBound < $1.tokens.lowerBound }.filter { span in
      if keys.count == EntityExtractor.mentionLimit, !keys.contains(span.key) { return false }
      keys.insert(span.key)
      return true
    }
  }

  // MARK: Spans

  func surface(_ tokens: Range<Int>) -> String {
    let first = scan.tokens[tokens.lowerBound].range.lowerBound
    let last = scan.tokens[tokens.upperBound - 1].range.upperBound
    return String(decoding: bytes[first..<last], as: UTF8.self)
  }

  /// Number of the span that holds a token.
  func span(at token: Int) -> Int? {
    guard spanOfToken.indices.contains(token), spanOfToken[token] >= 0 else { return nil }
    return Int(spanOfToken[token])
  }

  /// The new span's number; nil when a token is taken or the name has no key.
  @discardableResult
  mutating func add(
    _ tokens: Range<Int>, kind: EntityKind, isCertain: Bool, surface: String? = nil, key: String? = nil
  ) -> Int? {
    guard !tokens.isEmpty, tokens.allSatisfy({ spanOfToken[$0] < 0 }) else { return nil }
    let surface = surface ?? self.surface(tokens)
    let key = key ?? EntityKey.normalized(surface)
    guard !key.isEmpty, surface.utf8.count <= 200 else { return nil }
    spans.append(NameSpan(tokens: tokens, key: key, surface: surface, kind: kind, isCertain: isCertain))
    for token in tokens { spanOfToken[token] = Int32(spans.count - 1) }
    return spans.count - 1
  }

  /// Makes a person of the lists a being without a kind of its own.
  mutating func demote(_ span: Int) {
    spans[span].kind = .concept
    spans[span].isCertain = true
  }

  /// Gives a span its kind unless its name says another.
  mutating func set(_ span: Int, kind: EntityKind) {
    if !spans[span].isCertain { spans[span].kind = kind }
  }

  private mutating func add(tag index: Int) {
    let range = tokens[index].range
    let surface = String(decoding: bytes[(range.lowerBound - 1)..<range.upperBound], as: UTF8.self)
    add(
      index..<(index + 1), kind: tokens[index].form == .handle ? .person : .concept, isCertain: true, surface: surface)
  }

  mutating func state(
    _ source: String, _ type: RelationType, _ target: String, from: Date? = nil, to: Date? = nil
  ) {
    guard source != target else { return }
    statements.append(.init(source: source, type: type, target: target, validFrom: from, validTo: to))
  }
}
