import MnemeCore

/// Decides what of a model's reading is believed: only what the person said themselves, in their words, without secrets.
struct DistillationGate: Sendable {
  /// Words that a statement about its speaker may hold without their having said them.
  private static let frame = Set(
    TextAnalyzer.terms(
      "user user's owner person speaker says said has have is are was named called"))
  /// Share of a statement's terms that must stand in the message; all of them where it is written with blanks.
  private static let share = (words: 1.0, grams: 0.8)
  private static let longest = 500

  private let terms: [String: Set<String>]
  private let originals: [String: String]

  /// - Parameter messages: those that were shown to the model, as they were shown.
  init(_ messages: [Message]) {
    terms = Dictionary(messages.map { ($0.id, Set(TextAnalyzer.terms($0.text))) }) { first, _ in first }
    originals = Dictionary(messages.map { ($0.id, $0.text) }) { first, _ in first }
  }

  /// The statement says nothing that its message does not say.
  func admits(_ statement: Distillation.Statement) -> Bool {
    guard let said = terms[statement.message], statement.text.unicodeScalars.count <= Self.longest,
      SecretScanner.scan(statement.text).isEmpty
    else { return false }
    let wanted = TextAnalyzer.queryTerms(statement.text).filter { !Self.frame.contains($0) }
    guard !wanted.isEmpty else { return false }
    let isCJK = statement.text.unicodeScalars.contains(where: TextAnalyzer.isCJK)
    let found = wanted.count(where: said.contains)
    guard Double(found) >= (isCJK ? Self.share.grams : Self.share.words) * Double(wanted.count) else { return false }
    // A "not" that the model added or lost turns the meaning.
    return isCJK
      || StatementMeaning.isDenial(statement.text) == StatementMeaning.isDenial(origin(of: statement, wanted))
  }

  /// The sentence of the message that says most of the statement.
  private func origin(of statement: Distillation.Statement, _ wanted: [String]) -> String {
    let wanted = Set(wanted)
    let sentences = StatementText.sentences(in: originals[statement.message] ?? "")
    return sentences.max {
      wanted.intersection(TextAnalyzer.terms($0)).count < wanted.intersection(TextAnalyzer.terms($1)).count
    }
      ?? originals[statement.message] ?? ""
  }

  /// The name stands in its message.
  func admits(name: String, in message: String) -> Bool {
    let key = EntityKey.normalized(name)
    if key == EntityKey.ownerName { return true }
    guard !key.isEmpty, SecretScanner.scan(name).isEmpty else { return false }
    return Set(TextAnalyzer.terms(name)).isSubset(of: terms[message] ?? [])
  }
}
