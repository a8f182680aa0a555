import Foundation
import MnemeCore
import MnemeMemory

/// Which sentences of the evidence still hold: what was said later ends, replaces or repeats what was said before.
struct EvidenceOrder {
  private let now: Date
  /// Places of the pool, what was said first before what was said later.
  private let places: [Int]

  init(_ sentences: [EvidenceSentence], now: Date) {
    self.now = now
    places = sentences.indices.sorted {
      let (a, b) = (Self.time(sentences[$0], now), Self.time(sentences[$1], now))
      return a == b ? $0 < $1 : a < b
    }
  }

  /// Dates later than now are from a clock that was set back since: what they say is older than anything else.
  private static func time(_ sentence: EvidenceSentence, _ now: Date) -> Date {
    sentence.date > now ? .distantPast : sentence.date
  }

  private func precedes(_ older: EvidenceSentence, _ newer: EvidenceSentence) -> Bool {
    Self.time(older, now) < Self.time(newer, now) && older.speaker == newer.speaker
  }

  private func end(_ older: Int, by newer: Int, in sentences: inout [EvidenceSentence]) {
    sentences[older].isPast = true
    sentences[older].until = sentences[older].until ?? sentences[newer].date
    sentences[older].successor = sentences[older].successor ?? newer
  }

  /// "I moved from Word to Typst" takes the place of what says "Word", and its slots.
  func handDownSlots(in sentences: inout [EvidenceSentence]) {
    for newer in places {
      for statement in sentences[newer].statements where !statement.replaced.isEmpty {
        var slots: Set<String> = []
        for older in places
        where precedes(sentences[older], sentences[newer]) && !sentences[older].isEvent
          && StatementMeaning.holds(statement.replaced, sentences[older].text)
        {
          slots.formUnion(sentences[older].slots)
          end(older, by: newer, in: &sentences)
        }
        if !slots.isEmpty { sentences[newer].slots = slots }
      }
    }
  }

  /// Of statements that fill one slot the newest speaks.
  func markReplaced(in sentences: inout [EvidenceSentence]) {
    var bySlot: [String: [Int]] = [:]
    for index in places {
      for slot in sentences[index].slots {
        bySlot[slot + "|" + (sentences[index].speaker ?? ""), default: []].append(index)
      }
    }
    for slot in bySlot.keys.sorted() {
      let filled = bySlot[slot] ?? []
      for (older, newer) in zip(filled, filled.dropFirst()) where precedes(sentences[older], sentences[newer]) {
        let (mine, next) = (Self.value(sentences[older]), Self.value(sentences[newer]))
        if !mine.isEmpty, !next.isEmpty, mine.isSubset(of: next) || next.isSubset(of: mine) {
          sentences[older].isRepeated = true
        } else if slot.hasPrefix("name|"), Self.isAlias(sentences[newer], of: sentences[older]) {
          continue
        } else {
          end(older, by: newer, in: &sentences)
        }
      }
    }
  }

  /// The same name in another script.
  private static func isAlias(_ newer: EvidenceSentence, of older: EvidenceSentence) -> Bool {
    StatementMeaning.differInScript(newer.text, older.text) && !newer.statements.contains(where: \.isCorrection)
  }

  private static func value(_ sentence: EvidenceSentence) -> Set<String> { Set(sentence.statements.flatMap(\.value)) }

  /// Another number or time of the same, the opposite of it, or the end of what a slot says.
  func markContradicted(in sentences: inout [EvidenceSentence]) {
    let stated = places.filter { !sentences[$0].statements.isEmpty }
    var measured: [String: (place: Int, values: [String])] = [:]
    var stances: [Int: StatementStance] = [:]
    for index in stated where !sentences[index].isEvent {
      stances[index] = StatementStance(sentences[index].text)
      guard let measure = StatementMeaning.measure(of: sentences[index].text) else { continue }
      if let older = measured[measure.key], older.values != measure.values,
        precedes(sentences[older.place], sentences[index])
      {
        end(older.place, by: index, in: &sentences)
      }
      measured[measure.key] = (index, measure.values)
    }
    let hasOpposites = stances.values.contains(where: \.isAgainst)
    for (rank, newer) in stated.enumerated() {
      let ends = sentences[newer].statements.filter { !$0.ends.isEmpty }
      guard hasOpposites || !ends.isEmpty else { continue }
      for older in stated.prefix(rank) where precedes(sentences[older], sentences[newer]) {
        let isEnded = ends.contains { sentences[older].statements.contains(where: $0.isEnd) }
        let isReversed =
          stances[newer].flatMap { mine in stances[older].map(mine.reverses) } == true
        if isEnded || isReversed { end(older, by: newer, in: &sentences) }
      }
    }
  }

  /// "I stopped drinking coffee" ends "I drink three coffees a day": all the words of what ended stand there.
  func markEnded(in sentences: inout [EvidenceSentence]) {
    for newer in places {
      for statement in sentences[newer].statements where statement.isCorrection {
        let ended = Set(statement.value.map(WordForms.stem)).subtracting(Self.vague)
        let isEnd = statement.kind == .event && statement.attribute == nil
        guard !ended.isEmpty, isEnd || Self.isEnding(sentences[newer]) else { continue }
        for older in places
        where precedes(sentences[older], sentences[newer]) && !Self.isEnding(sentences[older])
          && !sentences[older].isEvent && Self.covers(sentences[older], ended)
        {
          end(older, by: newer, in: &sentences)
        }
      }
    }
  }

  private static func covers(_ sentence: EvidenceSentence, _ ended: Set<String>) -> Bool {
    ended.allSatisfy { word in
      sentence.stems.contains(word) || (word.utf8.first.map { $0 >= 0x80 } == true && sentence.text.holds(word))
    }
  }

  private static let vague = Set(
    [
      "it", "that", "this", "job", "work", "more", "any", "drink", "eat", "play", "like", "love", "use", "watch", "do",
      "go",
      "have", "own", "drinking", "eating", "playing", "going", "doing", "using",
    ].map(WordForms.stem))

  private static func isEnding(_ sentence: EvidenceSentence) -> Bool {
    sentence.words.contains { endings.contains($0) }
      || ["그만", "끊었", "안 ", "더 이상", "더이상"].contains(where: sentence.text.holds)
  }

  private static let endings: Set<String> = [
    "no", "longer", "stopped", "quit", "gave", "not", "dont", "never", "lost", "died", "passed", "sold", "left", "wont",
    "stolen", "cancelled", "scrapped", "donated", "rid", "called", "towed",
  ]
}
