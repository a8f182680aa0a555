import Foundation
import MnemeCore

@testable import MnemeMemory

/// Precision and recall of an extractor over labelled sentences.
struct GraphExtractionScore {
  private(set) var found = 0
  private(set) var right = 0
  private(set) var wanted = 0
  private(set) var kindsRight = 0
  private(set) var kindsAsked = 0
  private(set) var relationsFound = 0
  private(set) var relationsRight = 0
  private(set) var relationsWanted = 0
  /// One line per difference.
  private(set) var differences: [String] = []

  var precision: Double { found == 0 ? 1 : Double(right) / Double(found) }
  var recall: Double { wanted == 0 ? 1 : Double(right) / Double(wanted) }
  var kindAccuracy: Double { kindsAsked == 0 ? 1 : Double(kindsRight) / Double(kindsAsked) }
  var relationPrecision: Double { relationsFound == 0 ? 1 : Double(relationsRight) / Double(relationsFound) }
  var relationRecall: Double { relationsWanted == 0 ? 1 : Double(relationsRight) / Double(relationsWanted) }

  init(_ sentences: [LabelledSentence]) {
    for sentence in sentences { add(sentence) }
  }

  private mutating func add(_ sentence: LabelledSentence) {
    let extraction = EntityExtractor().extraction(
      of: sentence.text, message: "m", ordinal: 1, role: .user, speaker: nil, at: Date(milliseconds: 1_750_000_000_000))
    let kinds = Dictionary(
      extraction.mentions.filter { !$0.isOwner }.map { ($0.key, $0.kind) }, uniquingKeysWith: { max($0, $1) })
    let expected = Dictionary(
      sentence.entities.map { entry -> (String, String) in
        let parts = entry.split(separator: "/")
        return (String(parts[0]), String(parts[1]))
      }, uniquingKeysWith: { first, _ in first })
    found += kinds.count
    wanted += expected.count
    for (key, kind) in kinds.sorted(by: { $0.key < $1.key }) {
      guard let label = expected[key] else {
        differences.append("+ \(key)/\(kind)    | \(sentence.text)")
        continue
      }
      right += 1
      guard label != "?" else { continue }
      kindsAsked += 1
      if label == kind.rawValue {
        kindsRight += 1
      } else {
        differences.append("~ \(key) \(kind) not \(label)    | \(sentence.text)")
      }
    }
    for key in expected.keys.sorted() where kinds[key] == nil { differences.append("- \(key)    | \(sentence.text)") }

    func name(_ key: String) -> String { key == EntityKey.owner ? "me" : key }
    let statements = Set(
      extraction.statements.filter { $0.type != .relatedTo }.map {
        "\(name($0.source)) \($0.type.rawValue) \(name($0.target))"
      })
    let labels = Set(sentence.relations)
    relationsFound += statements.count
    relationsWanted += labels.count
    relationsRight += statements.intersection(labels).count
    for statement in statements.subtracting(labels).sorted() {
      differences.append("+ [\(statement)]    | \(sentence.text)")
    }
    for label in labels.subtracting(statements).sorted() { differences.append("- [\(label)]    | \(sentence.text)") }
  }

  var summary: String {
    func percent(_ value: Double) -> String { String(format: "%.1f", value * 100) }
    return """
      entities: precision \(percent(precision)) recall \(percent(recall)) (\(right)/\(found)/\(wanted)), \
      kinds \(percent(kindAccuracy)) (\(kindsRight)/\(kindsAsked)); relations: precision \(percent(relationPrecision)) \
      recall \(percent(relationRecall)) (\(relationsRight)/\(relationsFound)/\(relationsWanted))
      """
  }
}
