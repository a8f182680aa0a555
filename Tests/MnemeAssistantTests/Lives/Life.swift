/// A person's words over some days, and questions with what the answer must hold. All of it is invented.
struct Life: Sendable {
  struct Day: Sendable {
    /// Days after 2 March 2026, a Monday.
    let number: Int
    let said: [String]

    init(_ number: Int, _ said: [String]) {
      self.number = number
      self.said = said
    }
  }

  struct Question: Sendable, CustomStringConvertible {
    enum Kind: Sendable {
      /// The first quotation holds one of `wanted`.
      case fact
      /// Every one of `wanted` stands in the answer.
      case list
      /// Nothing is quoted, and the answer says that it does not know.
      case unknown
    }

    let text: String
    let kind: Kind
    let wanted: [String]
    /// What no longer holds: no line may hold it without saying so.
    let outdated: [String]

    var description: String { text }

    static func fact(_ text: String, _ wanted: String..., outdated: [String] = []) -> Question {
      Question(text: text, kind: .fact, wanted: wanted, outdated: outdated)
    }
    static func list(_ text: String, _ wanted: String..., outdated: [String] = []) -> Question {
      Question(text: text, kind: .list, wanted: wanted, outdated: outdated)
    }
    static func unknown(_ text: String) -> Question {
      Question(text: text, kind: .unknown, wanted: [], outdated: [])
    }
  }

  let name: String
  let days: [Day]
  /// The day on which everything is asked, counted like the others.
  let askedOn: Int
  let questions: [Question]
}
