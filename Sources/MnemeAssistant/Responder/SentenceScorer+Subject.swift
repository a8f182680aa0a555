import MnemeCore
import MnemeMemory

/// Of whom a sentence speaks, and whether for or against something: what keeps a sentence with the right words from being
/// an answer.
extension SentenceScorer {
  /// "Ana moved to Oslo" does not say where the person lives.
  func isAnothersSlot(_ sentence: EvidenceSentence) -> Bool {
    // "I have a dog named Rex" does not say what the person is called.
    if question.slots.preferred == ["name"], question.people.isEmpty,
      sentence.words.contains(where: { word in
        AnswerConcepts.anchors.contains(word) && !question.terms.contains { $0.isAnchor && $0.word == word }
      })
    {
      return true
    }
    guard question.isOwn, question.people.isEmpty, question.wanted != .person else { return false }
    return !sentence.slots.isEmpty && sentence.slots.allSatisfy { $0.contains(":") && !$0.hasPrefix("favourite:") }
  }

  /// "My sister lives in …" does not say where the person lives.
  func isAboutAnother(_ text: String, _ words: [String]) -> Bool {
    if question.isOwn, tellsOfSomebody(text, words) { return true }
    if question.wanted == .person || question.terms.contains(where: { $0.isAnchor && !Self.owned.contains($0.word) }) {
      return false
    }
    if question.isKorean {
      return ["동생", "엄마", "아빠", "친구", "언니", "오빠", "누나", "남편", "아내", "어머니", "아버지"].contains(where: text.holds)
        && !text.holds("저는")
    }
    // "Ana is allergic to nuts", where Ana is somebody known.
    if question.isOwn, let first = words.first, !people.aliases(of: first).isEmpty,
      !AnswerConcepts.anchors.contains(first), !words.contains(where: Self.firstPerson.contains)
    {
      return true
    }
    guard let possessor = words.firstIndex(where: { $0 == "my" || $0 == "our" }) else { return false }
    if words.prefix(possessor).contains(where: { $0 == "i" || $0 == "im" || $0 == "ive" || $0 == "we" }) {
      return false
    }
    return words[(possessor + 1)...].prefix(3).contains {
      AnswerConcepts.anchors.contains($0) && !Self.owned.contains($0)
    }
  }

  /// "Soren is allergic to peanuts": a name leads, and the speaker is not spoken of.
  private func tellsOfSomebody(_ text: String, _ words: [String]) -> Bool {
    if question.isKorean { return tellsOfSomebodyInKorean(text) }
    guard words.count > 2, Self.thirdPerson.contains(words[1]), text.first?.isUppercase == true,
      !words.contains(where: Self.firstPerson.contains), !AnswerConcepts.hollow.contains(words[0]),
      !terms.contains(where: { $0.stem == WordForms.stem(words[0]) })
    else { return false }
    return true
  }

  /// "소라는 땅콩 알레르기가 있어": the topic is neither the speaker nor a word of the question.
  private func tellsOfSomebodyInKorean(_ text: String) -> Bool {
    guard let first = text.split(separator: " ").first.map(String.init), first.hasSuffix("은") || first.hasSuffix("는"),
      !Self.koreanOpeners.contains(first)
    else { return false }
    let topic = KoreanParticles.stripped(first)
    return topic.count > 1
      && !terms.contains {
        topic.hasPrefix($0.stem) || $0.stem.hasPrefix(topic) || $0.near.contains(where: topic.hasPrefix)
      }
  }

  private static let koreanOpeners: Set<String> = [
    "저는", "나는", "우리는", "저희는", "이제는", "지금은", "요즘은", "오늘은", "어제는", "내일은", "현재는", "예전에는", "사실은", "올해는", "작년에는",
  ]
  /// What people have, not who they are.
  private static let owned: Set<String> = [
    "car", "bike", "boat", "doctor", "dentist", "dog", "cat", "rabbit", "hamster", "parrot", "horse", "pet", "fish",
    "bird",
    "puppy", "kitten", "turtle", "snake", "dogs", "cats", "pets",
  ]

  private static let thirdPerson: Set<String> = [
    "is", "has", "loves", "likes", "hates", "enjoys", "plays", "collects", "speaks", "studies", "drives", "owns",
    "keeps",
    "prefers", "lives", "works", "moved", "wants",
  ]
  private static let firstPerson: Set<String> = ["i", "im", "ive", "my", "me", "we", "our", "us", "mine", "id", "ill"]

  static func tellsTaste(_ words: [String], _ text: String) -> Bool {
    words.contains { likes.contains($0) || dislikes.contains($0) }
      || ["좋아", "싫", "즐겨", "최애"].contains(where: text.holds)
  }

  static func isAgainst(_ words: [String], _ text: String) -> Bool {
    if words.contains(where: dislikes.contains) || text.holds("싫") || text.holds("안 좋아") { return true }
    return words.contains(where: likes.contains)
      && words.contains { ["not", "dont", "doesnt", "cant", "never"].contains($0) }
  }

  private static let likes: Set<String> = [
    "like", "likes", "love", "loves", "enjoy", "enjoys", "adore", "adores", "prefer", "prefers", "favourite",
    "favorite",
  ]
  private static let dislikes: Set<String> = [
    "hate", "hates", "dislike", "dislikes", "detest", "detests", "loathe", "loathes", "despise", "despises", "avoid",
    "avoids",
    "stand", "bear",
  ]
}
