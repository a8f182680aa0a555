import Foundation
import MnemeCore

/// What `remember` and `recall` check before they ask anyone.
enum MemoryVerbs {
  /// In the ledger, as the server writes it.
  static let reason = "requested"

  static func statement(_ text: String) throws(MnemeError) -> Statement {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !text.isEmpty else { throw MnemeError(.invalidInput, "There is nothing to remember: the text is empty.") }
    guard text.unicodeScalars.count <= Limits.memoryCharacters else {
      throw MnemeError(
        .tooLarge, "A memory has at most \(Limits.memoryCharacters) characters; use 'mneme import' for longer text.")
    }
    return Statement(text: text)
  }

  /// - Parameter limit: 1…200.
  static func query(
    _ text: String, in space: SpaceID, limit: Int, explain: Bool
  ) throws(MnemeError) -> RecallQuery {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !text.isEmpty else { throw MnemeError(.invalidInput, "There is nothing to look for: the query is empty.") }
    guard (1...Limits.recallResults).contains(limit) else {
      throw MnemeError(.invalidInput, "--limit: \(limit) is not allowed; it must be from 1 to \(Limits.recallResults).")
    }
    let scalars = text.unicodeScalars
    let cut =
      scalars.index(scalars.startIndex, offsetBy: Limits.queryCharacters, limitedBy: scalars.endIndex)
      ?? scalars.endIndex
    // `explain` leaves no trace in the access counters.
    return RecallQuery(
      space: space, text: String(scalars[..<cut]), limit: limit, explain: explain, observe: !explain)
  }
}
