package import MnemeCore

/// One row of a language's rule table; `docs/reflection.md` explains the pattern notation.
package struct ReflectionRule: Sendable {
  package let name: String
  package let kind: MemoryKind
  /// 0…1; below 0.55 a sentence must be said twice to be kept.
  package let importance: Double
  /// Key of the single-valued slot; `{x}` is replaced by the words captured as `<x>`. Nil: several may hold at once.
  package let attribute: String?
  /// Slots whose statements it ends without filling them: "we got divorced" ends what is said of the partner.
  package let ends: [String]
  /// It says that something known is no longer so.
  package let isCorrection: Bool
  /// It tells what is planned.
  package let isPlan: Bool
  package let patterns: [String]
  /// Sentences this rule, and no earlier one, must match; the tests run them.
  package let examples: [String]

  package init(
    _ name: String, _ kind: MemoryKind, _ importance: Double, attribute: String? = nil,
    ends: [String] = [], isCorrection: Bool = false, isPlan: Bool = false, _ patterns: [String], examples: [String]
  ) {
    self.name = name
    self.kind = kind
    self.importance = importance
    self.attribute = attribute
    self.ends = ends
    self.isCorrection = isCorrection
    self.isPlan = isPlan
    self.patterns = patterns
    self.examples = examples
  }
}

/// All rules of one language.
package struct LanguageRules: Sendable {
  /// Words that patterns name as `@group`.
  var groups: [String: [String]]
  /// Words that may stand between any two words of a pattern.
  var fillers: [String]
  /// Heads that say nothing and are cut from the stored text, longest first.
  var leadIns: [String]
  /// Heads that ask for a memory; what follows is kept whatever it says.
  var reminders: [String]
  /// A sentence that matches one of these (after its lead-ins) asks, orders or supposes: nothing of it is kept.
  var sentenceBlockers: [String]
  /// A clause that matches one of these states nothing to keep.
  var blockers: [String]
  /// Words that make the whole sentence hypothetical or somebody else's when they stand before the match.
  var distancers: [String]
  /// Words that say something known is no longer so.
  var correctors: [String]
  /// Words that may join two statements; a new clause begins after one when a `clauseHeads` word follows.
  var joiners: [String]
  var clauseHeads: [String]
  /// Words that name nothing themselves: a slot is not named by them.
  var openWords: [String]
  /// Words at which a value ends ("Lisbon | since May").
  var valueEnds: [String]
  /// Words that never belong to a value.
  var valueNoise: [String]
  /// In order of precedence.
  package var rules: [ReflectionRule]
}
