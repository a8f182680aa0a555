import Foundation
package import MnemeCore

/// Finds the insight that says the same: by a hash of its normalised words first, by containment only when that finds
/// nothing.
package struct InsightIndex: Sendable {
  /// Normalised characters below which a text is not looked for inside others: a short one stands in everything.
  package static let containedLength = 16

  /// Words of a normalised text that turn it into its opposite.
  private static let denials: Set<String> = [
    "not", "dont", "never", "no", "without", "avoid", "stop", "말고", "말아", "마", "마라", "마세요", "말아줘", "않게", "없이", "빼고",
  ]

  private var byKey: [String: String] = [:]
  /// Ids by what is denied or wanted, without the denial, and whether it is denied.
  private var byMatter: [Matter: String] = [:]
  /// Normalised texts long enough to be contained or to contain, with their ids, in order of insertion.
  private var long: [(key: String, denies: Bool, id: String)] = []

  private struct Matter: Hashable {
    var words: String
    var isDenied: Bool

    init(_ key: String) {
      let all = key.split(separator: " ")
      let kept = all.filter { !InsightIndex.denials.contains(String($0)) }
      isDenied = kept.count < all.count
      words = (isDenied && kept.first == "do" ? kept.dropFirst() : kept[...]).joined(separator: " ")
    }
  }
  /// Look-ups and comparisons since it was made.
  package private(set) var probes = 0

  package init() {}

  package init(_ insights: some Sequence<LearnedInsight>) {
    for insight in insights { insert(insight) }
  }

  /// Lower case, letters and digits only, single blanks between words. Equal for texts that differ in form alone.
  package static func key(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var needsBlank = false
    for scalar in text.lowercased().precomposedStringWithCanonicalMapping.unicodeScalars {
      if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        if needsBlank, !result.isEmpty { result.append(" ") }
        needsBlank = false
        result.append(scalar)
      } else if scalar != "'" && scalar != "\u{2019}" {
        needsBlank = true
      }
    }
    return String(result)
  }

  /// The first insight with a key keeps it.
  package mutating func insert(_ insight: LearnedInsight) {
    let key = Self.key(insight.text)
    guard byKey[key] == nil else { return }
    byKey[key] = insight.id
    let matter = Matter(key)
    byMatter[matter] = insight.id
    if key.unicodeScalars.count >= Self.containedLength { long.append((key, matter.isDenied, insight.id)) }
  }

  /// One probe where the words are the same, however many insights there are; else one for each long one. What one side denies and
  /// the other does not is not the same.
  /// - Returns: id of the insight that says the same; nil when none does.
  package mutating func match(_ text: String) -> String? {
    let key = Self.key(text)
    probes += 1
    if let id = byKey[key] { return id }
    guard key.unicodeScalars.count >= Self.containedLength else { return nil }
    let denies = Matter(key).isDenied
    for other in long where other.denies == denies {
      probes += 1
      if contains(key, other.key) || contains(other.key, key) { return other.id }
    }
    return nil
  }

  /// - Returns: id of the insight that wants what the text denies, or denies what it wants; nil when none does. O(text).
  package func opposite(of text: String) -> String? {
    var matter = Matter(Self.key(text))
    matter.isDenied.toggle()
    return byMatter[matter]
  }

  /// Whole words only.
  private func contains(_ text: String, _ part: String) -> Bool {
    part.utf8.count <= text.utf8.count && (" " + text + " ").contains(" " + part + " ")
  }
}
