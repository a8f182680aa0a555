/// What a text that steers a model is after, or hides behind.
package enum InjectionReason: String, Sendable, CaseIterable {
  /// Takes the place of the rules.
  case override
  /// Gives the model another part, or speaks as the system.
  case role
  /// Wants keys, prompts or words of the user.
  case exfiltration
  /// Wants to be remembered.
  case memory
  /// Wants tools to be run.
  case tools
  /// Wants the user not to know.
  case secrecy
  /// Waits for something the user will say.
  case trigger
  /// Looks like the border of a text.
  case fence
  /// Has characters that are not seen.
  case hidden
  /// Speaks in base64.
  case encoded

  /// How much it says by itself, 0…1.
  var weight: Double {
    switch self {
    case .override, .fence: 0.6
    case .memory, .secrecy: 0.5
    case .role, .exfiltration, .tools: 0.4
    case .hidden, .trigger, .encoded: 0.3
    }
  }
}

/// How much a text reads like orders to a model. It is told to the model and counted; nothing of the text is changed for it.
package struct InjectionReport: Sendable, Hashable {
  package var reasons: Set<InjectionReason> = []

  /// 0…1: what the reasons say together, as if each were right by itself as often as its weight.
  package var score: Double { 1 - InjectionReason.allCases.filter(reasons.contains).reduce(1) { $0 * (1 - $1.weight) } }

  /// From here on a text is said to read like orders.
  package static let threshold = 0.5
  package var isSuspicious: Bool { score >= Self.threshold }
}

/// Reads texts for phrases that steer models, in plain, with characters between the letters that are not seen, and in base64.
/// Rules, not a model: a text that finds other words passes, which is why nothing rests on the score.
package struct InjectionScanner: Sendable {
  package static let shared = InjectionScanner()

  private let automaton: PhraseAutomaton
  private let reasons: [InjectionReason]

  /// - Parameter build: makes the automaton, once for the scanner's life.
  package init(build: ([String]) -> PhraseAutomaton = { PhraseAutomaton($0) }) {
    let phrases = InjectionPhrases.all.flatMap { group in group.phrases.map { (group.reason, $0) } }
    automaton = build(phrases.map(\.1))
    reasons = phrases.map(\.0)
  }

  /// Bytes of a text that are read, at its beginning and its end.
  private static let readBytes = 1 << 18

  /// O(length of the text), at most `readBytes` of it.
  package func report(on text: String) -> InjectionReport {
    var report = InjectionReport()
    let seen = HiddenText.removed(from: Self.cut(text))
    if seen.hidden >= 3 { report.reasons.insert(.hidden) }
    read(seen.text, &report)
    for decoded in HiddenText.base64(in: seen.text) {
      var inner = InjectionReport()
      read(decoded, &inner)
      if !inner.reasons.isEmpty { report.reasons.formUnion(inner.reasons.union([.encoded])) }
    }
    return report
  }

  private func read(_ text: String, _ report: inout InjectionReport) {
    var pass = PhraseAutomaton.Pass()
    automaton.begin(&pass)
    var found: Set<Int> = []
    automaton.read(text.utf8, &pass) { numbers in
      found.formUnion(numbers)
      return false
    }
    automaton.end(&pass) { numbers in
      found.formUnion(numbers)
      return false
    }
    report.reasons.formUnion(found.map { reasons[$0] })
  }

  private static func cut(_ text: String) -> String {
    guard text.utf8.count > readBytes else { return text }
    let bytes = Array(text.utf8)
    return String(decoding: bytes.prefix(readBytes / 2) + bytes.suffix(readBytes / 2), as: UTF8.self)
  }
}
