import Foundation
import MnemeCore

/// A memory and a message that say the same.
extension RecallCandidates {
  /// Lift above the message: enough to come before it, too little to pass anything else.
  private static let lift = 1 + 1e-9

  /// An active memory that has the words of a message it came from speaks for it, at least as loud: what is told is then
  /// what can be corrected, trusted and forgotten, and its use is counted as its own. Doubt about the
  /// memory is doubt about the message. O(candidates).
  mutating func speakForMessages() {
    var messages: [String: Int] = [:]
    for (place, item) in items.enumerated() where item.source == .message { messages[item.id] = place }
    for (place, item) in items.enumerated() {
      guard let memory = item.memory, memory.isActive else { continue }
      let origins = memory.sources.compactMap { messages[$0] }
      if origins.isEmpty { continue }
      let words = Self.fingerprint(of: item)
      for origin in origins where Self.fingerprint(of: items[origin]) == words {
        items[origin].isSpokenFor = true
        items[origin].score *= Self.certainty(of: memory)
        items[place].score = max(items[place].score, items[origin].score * Self.lift)
        items[place].said = max(items[place].said ?? .distantPast, items[origin].time)
        items[place].externalID = items[origin].externalID ?? items[place].externalID
      }
    }
  }

  /// Equal for texts that differ in case, spacing and punctuation only.
  static func fingerprint(of item: Candidate) -> String {
    let text = item.memory?.text ?? item.message?.text ?? ""
    var words: [UInt8] = []
    words.reserveCapacity(text.utf8.count)
    var isInWord = false
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        words.append(byte)
        isInWord = true
      case UInt8(ascii: "A")...UInt8(ascii: "Z"):
        words.append(byte | 0x20)
        isInWord = true
      case 0x80...:
        // Other scripts have rules of their own.
        let terms = TextAnalyzer.terms(text)
        return terms.isEmpty ? text : terms.joined(separator: " ")
      case UInt8(ascii: "'"): break
      default:
        if isInWord { words.append(UInt8(ascii: " ")) }
        isInWord = false
      }
    }
    if words.last == UInt8(ascii: " ") { words.removeLast() }
    return words.isEmpty ? text : String(decoding: words, as: UTF8.self)
  }
}
