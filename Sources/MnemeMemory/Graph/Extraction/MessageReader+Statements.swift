import MnemeCore

/// What an English sentence states about somebody: where they live, work and study, where they were, what they use and
/// work on. Tastes are in `MessageReader+Tastes.swift`.
extension MessageReader {
  /// A verb and who does it.
  struct Predicate {
    let verb: Int
    let subjects: [String]
    var isNegated = false
    /// "used to", or a plain past that something later may have ended.
    var isPast = false
  }

  mutating func findStatements(in sentence: GraphSentence) {
    let all = sentence.tokens
    for index in all
    where tokens[index].form == .lower || tokens[index].isInitial || tokens[index].traits.contains(.workTitle) {
      let traits = tokens[index].traits
      if traits.contains(.live) { live(index, in: sentence) }
      if traits.contains(.move) { move(index, in: sentence) }
      if traits.contains(.work) { work(index, in: sentence) }
      if traits.intersects([.job, .join, .workTitle]) || Self.careerVerbs.contains(tokens[index].word) {
        job(index, in: sentence)
      }
      if traits.contains(.study)
        || ["student", "graduated", "graduate", "attend", "attends", "attended"].contains(tokens[index].word)
      {
        study(index, in: sentence)
      }
      if traits.intersects([.visit, .go]) { visit(index, in: sentence) }
      if traits.intersects([.use, .make]) { use(index, in: sentence) }
      if tokens[index].word == "from" || tokens[index].word == "in" { origin(index, in: sentence) }
      if traits.intersects([.like, .dislike]) || Self.tasteWords.contains(tokens[index].word) {
        taste(index, in: sentence)
      }
    }
  }

  static let selfWords: Set<String> = ["i", "my", "me", "mine", "myself", "we", "our", "us"]
  private static let careerVerbs: Set<String> = ["left", "quit", "started", "teach", "teaches", "taught"]
  private static let tasteWords: Set<String> = [
    "fan", "into", "obsessed", "allergic", "favorite", "favourite", "stand", "fond", "addicted",
  ]
}
