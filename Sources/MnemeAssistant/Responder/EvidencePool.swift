import Foundation
import MnemeCore
import MnemeMemory

/// One sentence of what memory has to say.
struct EvidenceSentence {
  let text: String
  let words: [String]
  let stems: Set<String>
  let hit: RecallHit
  /// When it was said.
  let date: Date
  /// It stands in the conversation that goes on, not in memory.
  let isOfThisConversation: Bool
  /// What the rules read in it.
  let statements: [MemoryCandidate]
  /// Single-valued slots that it fills ("home", "ana:age").
  var slots: Set<String>
  /// What was said right before it in the same message.
  let before: String?
  /// Something said later replaced it; `until` says when, if that is known.
  var isPast = false
  var until: Date?
  /// The place in the pool of what replaced it.
  var successor: Int?
  /// The same was said again later.
  var isRepeated = false

  /// It tells what happened: that stays so.
  var isEvent: Bool { statements.first.map { $0.kind == .event && !$0.isPlan } ?? false }
  /// Whose first person it is; nil for the owner.
  var speaker: String? { hit.speaker }
}

/// The usable sentences of the evidence, each once.
struct EvidencePool {
  private(set) var sentences: [EvidenceSentence] = []
  private(set) var people = Acquaintances()
  /// Sentences that the rules were applied to, and their bytes: the work is bounded by them.
  private(set) var analysed = (sentences: 0, bytes: 0)

  /// Sentences of one pool, and their bytes: what memory gives, and of them what the conversation may add.
  static let sentenceLimit = 288
  static let byteLimit = (memory: 6_000, conversation: 2_000)
  /// Bytes of the limit with which no further text is begun.
  private static let leastRoom = 200

  private let calendar: Calendar
  private let now: Date

  /// - Parameters:
  ///   - hits: best first.
  ///   - history: earlier turns of the conversation; what the user says there counts even where memory lacks it.
  ///   - keywords: stems of words that may answer; long texts are read where they stand.
  init(
    _ hits: [RecallHit], history: [ModelMessage] = [], keywords: Set<String> = [], leavingOut asked: Set<[String]> = [],
    reflector: Reflector, calendar: Calendar, now: Date
  ) {
    self.calendar = calendar
    self.now = now
    let passages = EvidencePassages(keywords: keywords)
    var places: [String: Int] = [:]
    let live = Self.hits(of: history, now: now)
    for (number, hit) in (hits + live).enumerated() {
      let limit = Self.byteLimit.memory + (number < hits.count ? 0 : Self.byteLimit.conversation)
      if limit - analysed.bytes < Self.leastRoom { continue }
      // What an assistant, a tool or a page said is no testimony about the person.
      if hit.role == .assistant || hit.role == .tool || hit.role == .system || hit.trust == .assistant { continue }
      let date = said(hit)
      var before: String?
      for text in passages.sentences(of: hit.content) {
        guard analysed.sentences < Self.sentenceLimit, analysed.bytes + text.utf8.count <= limit else { break }
        let words = WordForms.words(text)
        if QuestionReading.isQuestion(text) || ForgetRequest.isOne(text) || asked.contains(words) {
          before = nil
          continue
        }
        guard words.count > 1 else { continue }
        let key = Self.key(words, hit)
        if let place = places[key] {
          // The same words from the message and from the memory: the memory knows whether they still hold.
          if hit.source == .memory, let end = hit.validTo {
            sentences[place].isPast = true
            sentences[place].until = end
          }
          continue
        }
        places[key] = sentences.count
        analysed.sentences += 1
        analysed.bytes += text.utf8.count
        people.learn(from: text)
        for part in Self.parts(of: text, reflector.analyse(text, at: date)) {
          let words = part.text == text ? words : WordForms.words(part.text)
          var sentence = EvidenceSentence(
            text: part.text, words: words, stems: Set(words.map(WordForms.stem)), hit: hit, date: date,
            isOfThisConversation: number >= hits.count, statements: part.statements,
            slots: Self.slots(of: part.statements, words), before: before)
          if hit.source == .memory, let end = hit.validTo {
            sentence.isPast = true
            sentence.until = end
          }
          if part.text != text {
            let key = Self.key(words, hit)
            if places[key] != nil { continue }
            places[key] = sentences.count
          }
          sentences.append(sentence)
          before = part.text
        }
      }
    }
    let order = EvidenceOrder(sentences, now: now)
    order.handDownSlots(in: &sentences)
    order.markReplaced(in: &sentences)
    order.markContradicted(in: &sentences)
    order.markEnded(in: &sentences)
  }

  private static func key(_ words: [String], _ hit: RecallHit) -> String {
    words.joined(separator: " ") + "|" + (hit.speaker ?? "")
  }

  /// Statements that make up the sentence hold and end on their own ("I live in Porto and I work as a nurse").
  private static func parts(of text: String, _ statements: [MemoryCandidate])
    -> [(text: String, statements: [MemoryCandidate])]
  {
    let covered = statements.reduce(0) { $0 + $1.text.utf8.count }
    guard statements.count > 1, covered * 10 >= text.utf8.count * 7 else { return [(text, statements)] }
    return statements.map { ($0.text, [$0]) }
  }

  /// A memory's text may name an earlier day since when it holds; it was said when it was recorded.
  private func said(_ hit: RecallHit) -> Date {
    guard hit.source == .memory, let from = hit.validFrom else { return hit.createdAt }
    let isStated = StatedDate.validFrom(in: hit.content, said: hit.createdAt, calendar: calendar) != nil
    return isStated ? hit.createdAt : from
  }

  /// Newest first.
  private static func hits(of history: [ModelMessage], now: Date) -> [RecallHit] {
    history.suffix(40).enumerated().reversed().compactMap { number, turn in
      guard turn.role == .user else { return nil }
      return RecallHit(
        id: "history-\(number)", source: .message, content: turn.content, score: 0.5,
        createdAt: now.addingTimeInterval(Double(number) - 41), session: nil, externalID: nil, speaker: nil,
        role: .user,
        kind: nil, trust: .user, validFrom: nil, validTo: nil, sources: [], explanation: nil)
    }
  }

  /// The rules name one slot; "a nurse at the clinic" tells the employer as well, "at the clinic as a nurse" the job.
  private static func slots(of statements: [MemoryCandidate], _ words: [String]) -> Set<String> {
    var slots = Set(statements.compactMap(\.attribute))
    let isAtSomePlace = statements.contains { StatementText.isKorean($0.text) && $0.text.contains("에서 ") }
    for slot in slots {
      let (head, tail) =
        slot.lastIndex(of: ":").map { (slot[...$0], slot[slot.index(after: $0)...]) } ?? ("", slot[...])
      if tail == "job", words.contains("at") || isAtSomePlace { slots.insert(head + "employer") }
      if tail == "employer", let place = words.firstIndex(of: "as"), place + 1 < words.count,
        ["a", "an", "the"].contains(words[place + 1])
      {
        slots.insert(head + "job")
      }
    }
    return slots
  }

  /// The place of what holds instead of a sentence, at the end of all that replaced each other; nil where nothing does.
  func heir(of place: Int) -> Int? {
    var place = place
    for _ in 0..<sentences.count {
      guard let next = sentences[place].successor else { break }
      place = next
    }
    return sentences[place].isPast || sentences[place].successor != nil ? nil : place
  }

  func last(after sentence: EvidenceSentence) -> EvidenceSentence? {
    guard let place = sentence.successor else { return nil }
    return sentences[heir(of: place) ?? place]
  }
}
