package import Foundation
package import MnemeCore

/// A sentence that may be worth keeping, before the promotion gate and before it is compared with what is known.
package struct MemoryCandidate: Sendable, Hashable {
  /// The speaker's own words, trimmed of lead-ins.
  package var text: String
  package var kind: MemoryKind
  /// 0…1.
  package var importance: Double
  /// Whom it is about: nil is the owner of the space, else the speaker's name.
  package var subject: String?
  /// Key of a single-valued slot ("home", "employer", "favourite:colour"); nil where several values may hold at once.
  package var attribute: String?
  /// The speaker says that something known is no longer so.
  package var isCorrection: Bool
  /// When the statement began to hold: a date the sentence states, else the message's time.
  package var validFrom: Date
  /// When it was said.
  package var saidAt: Date
  /// Content words of what is asserted ("lisbon"), lower case; empty where the rule names none.
  package var value: [String]
  /// Content words of what it says has ended while naming what came instead ("volvo" of "I sold the Volvo and bought a
  /// Skoda"). The statement takes the place of one that holds them all, slot and all.
  package var replaced: [String] = []
  /// Slots whose statements it ends without filling them.
  package var ends: [String] = []
  /// It tells what is planned.
  package var isPlan = false

  /// It tells that something is over, and ends other slots by it.
  package var tellsOfEnd: Bool { isCorrection && !ends.isEmpty }

  /// It ends what the other one says: of a slot that it ends without filling it, or of one that shuts out its own.
  package func isEnd(of other: MemoryCandidate) -> Bool {
    guard let slot = other.attribute, ends.contains(slot) else { return false }
    return isCorrection || attribute == nil || !other.ends.isEmpty
  }

  package init(
    text: String, kind: MemoryKind, importance: Double, subject: String? = nil,
    attribute: String? = nil, isCorrection: Bool = false, validFrom: Date, saidAt: Date? = nil,
    value: [String] = []
  ) {
    self.text = text
    self.kind = kind
    self.importance = importance
    self.subject = subject
    self.attribute = attribute
    self.isCorrection = isCorrection
    self.validFrom = validFrom
    self.saidAt = saidAt ?? validFrom
    self.value = value
  }
}
