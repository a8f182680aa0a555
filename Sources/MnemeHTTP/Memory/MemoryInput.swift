import HTTPTypes
import MnemeCore

/// What the fields of a memory may hold when a client gives them. The command line holds to the same.
package enum MemoryInput {
  package static let labels = 20
  package static let labelCharacters = 64

  static func check(text: String) throws(HTTPFailure) {
    guard text.contains(where: { !$0.isWhitespace }) else { throw HTTPFailure.invalid("text", "'text' is empty.") }
    guard text.unicodeScalars.count <= Limits.memoryCharacters else {
      throw HTTPFailure(
        .contentTooLarge, "text_too_long", "A memory has at most \(Limits.memoryCharacters) characters.",
        param: "text")
    }
  }

  static func check(importance: Double) throws(HTTPFailure) {
    guard (0...1).contains(importance) else {
      throw HTTPFailure.invalid("importance", "'importance' is a number from 0 to 1.")
    }
  }

  package static func isLabel(_ text: String) -> Bool {
    (1...labelCharacters).contains(text.unicodeScalars.count) && text.contains { !$0.isWhitespace }
      && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
  }

  /// - Returns: each once, ascending.
  static func canonical(labels: [String]) throws(HTTPFailure) -> [String] {
    guard labels.count <= Self.labels else {
      throw HTTPFailure.invalid("labels", "A memory has at most \(Self.labels) labels.")
    }
    for (index, label) in labels.enumerated() {
      guard isLabel(label) else {
        throw HTTPFailure.invalid(
          "labels[\(index)]", "A label has 1 to \(labelCharacters) characters, none of them control ones.")
      }
    }
    return Set(labels).sorted()
  }
}
