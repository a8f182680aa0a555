import Foundation
import MnemeCore

extension TransferRecord {
  /// Whether a store can keep the record: what only its transaction would refuse could not be told from other lines any more.
  /// - Throws: `invalidInput` that says what is wrong, without any content.
  func check() throws(MnemeError) {
    switch self {
    case .session(let session):
      try Self.check(session.id, "id")
      guard session.lastActivityAt >= session.startedAt else {
        throw MnemeError(.invalidInput, "The member 'last_activity_at' is before 'started_at'.")
      }
      if let title = session.title { try Self.check(title, "title") }
      if let message = session.branchOf { try Self.check(message, "branch_of") }
    case .message(let message):
      try Self.check(message.id, "id")
      try Self.check(message.session, "session")
      if let id = message.externalID { try Self.check(id, "external_id") }
    case .ledger(let entry):
      try Self.check(entry.memory, "memory")
      try Self.check(entry.before, "before")
      try Self.check(entry.after, "after")
    case .access(let access):
      try Self.check(access.id, "id")
      guard access.count > 0, access.count.isFinite, access.total > 0 else {
        throw MnemeError(.invalidInput, "The members 'count' and 'total' are more than 0.")
      }
    }
  }

  /// A name that can be told from others.
  private static func check(_ name: String, _ member: String) throws(MnemeError) {
    guard !name.isEmpty, !name.utf8.contains(0) else {
      throw MnemeError(.invalidInput, "The member '\(member)' is empty or contains a NUL character.")
    }
  }

  private static func check(_ fields: MemoryFields, _ member: String) throws(MnemeError) {
    // Everything that is not among the fields is allowed.
    var memory = Memory(
      id: "-", ordinal: 0, space: .me, text: "-", kind: .fact, importance: 0, trust: .user,
      validFrom: Date(milliseconds: 0), recordedAt: Date(milliseconds: 0))
    do throws(MnemeError) {
      try memory.apply(fields)
    } catch {
      throw MnemeError(.invalidInput, "The member '\(member)' holds a field with a value that is not allowed.")
    }
    guard (0...1).contains(memory.importance), (0...1).contains(memory.confidence), memory.repetitions >= 1 else {
      throw MnemeError(.invalidInput, "The member '\(member)' holds a field with a number that is not allowed.")
    }
  }
}
