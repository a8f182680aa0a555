/// Counts the phrases by which an answer says that it is not sure, all of them in one pass.
package struct HedgeMatcher: Sendable {
  static let english = [
    "i think", "i believe", "i guess", "i suppose", "i am not sure", "i'm not sure", "i am not certain",
    "i'm not certain", "not entirely sure", "as far as i know", "as far as i can tell", "to my knowledge",
    "if i remember correctly", "if i recall correctly", "it seems", "it appears", "seems to", "appears to", "perhaps",
    "maybe", "possibly", "probably", "presumably", "might be", "may be", "could be", "it is possible", "it's possible",
    "it is likely", "it's likely", "more or less", "sort of", "kind of", "in my opinion", "i would say", "i'd say",
  ]
  static let korean = [
    "것 같", "인 것 같", "아마", "일지도", "할지도", "을지도", "수도 있", "듯합니다", "듯해요", "확실하지", "확실치", "제가 알기로", "추측",
    "아닐까", "글쎄",
  ]

  package static let shared = HedgeMatcher(
    automaton: PhraseAutomaton(english.map { " \($0) " } + korean))

  let automaton: PhraseAutomaton

  /// Where a pass over a text stands.
  package struct Pass: Sendable {
    fileprivate var pass = PhraseAutomaton.Pass()
    /// Phrases found so far.
    package fileprivate(set) var count = 0
    /// Bytes looked at.
    package var bytes: Int { pass.bytes }

    package init() {}
  }

  package func begin(_ pass: inout Pass) { automaton.begin(&pass.pass) }

  /// O(1) for each byte.
  package func read(_ text: some Sequence<UInt8>, _ pass: inout Pass) {
    var count = 0
    automaton.read(text, &pass.pass) { _ in
      count += 1
      return true
    }
    pass.count += count
  }

  package func end(_ pass: inout Pass) {
    var count = 0
    automaton.end(&pass.pass) { _ in
      count += 1
      return true
    }
    pass.count += count
  }
}
