/// Who the assistant is, as its owner writes it down in `identity.json`. Every member may be left out.
package struct Identity: Sendable, Hashable {
  package struct Voice: Sendable, Hashable {
    /// How it speaks, in a few words.
    package var style: String?
    package var nuance: [String] = []
    /// An answer that sounds right, and one that does not.
    package var goodExample: String?
    package var badExample: String?
  }

  package var name: String?
  /// The core: a few sentences in the second person ("You are …").
  package var core: String?
  package var voice = Voice()
  /// How it deals with what it does not know.
  package var honesty: String?
  /// What the owner wants, by what it is about.
  package var preferences: [String: String] = [:]
  /// What it should know of its owner and of how they work together; the last ones count.
  package var notes: [String] = []

  package init() {}

  /// Who speaks where nobody wrote anything down.
  package static let standard = Identity()
}
