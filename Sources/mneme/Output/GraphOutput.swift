import Foundation
import MnemeCore

/// How the knowledge graph is shown in a terminal.
enum GraphOutput {
  static func summary(_ summary: GraphSummary) -> String {
    let kinds = summary.byKind.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return Output.text(
      Output.details([
        ("entities", String(summary.entities)), ("by kind", kinds.isEmpty ? nil : kinds.joined(separator: ", ")),
        ("relations", String(summary.relations)), ("mentions", String(summary.mentions)),
        ("relations each", summary.entities == 0 ? nil : Output.number(summary.averageDegree)),
      ]).map { String($0.dropFirst(2)) })
  }

  /// One entity per line: ordinal, kind, name, how often it is mentioned and its other spellings.
  static func list(_ entities: [Entity], empty: String) -> String {
    entities.isEmpty ? empty + "\n" : Output.text(entities.map(line))
  }

  static func line(_ entity: Entity) -> String {
    let others = entity.aliases.filter { $0 != entity.name }.map(\.oneLine)
    let notes =
      ["in \(Output.count(entity.mentions, "message"))"]
      + (others.isEmpty ? [] : ["also \(others.joined(separator: ", "))"])
    return "\(entity.ordinal)  \(Output.padded(entity.kind.rawValue, to: 12))  \(entity.name.oneLine)  "
      + "(\(notes.joined(separator: "; ")))"
  }

  /// The entity, those around it, what relates them, and the messages that mention it.
  static func neighbourhood(_ view: GraphView, of entity: Int64, messages: [String]) -> String {
    var lines = view.entities.filter { $0.ordinal == entity }.map(line)
    let others = view.entities.filter { $0.ordinal != entity }
    if !others.isEmpty { lines += ["", "Around it:"] + others.map { "  " + line($0) } }
    if !view.relations.isEmpty { lines += ["", "Relations:"] + view.relations.map { "  " + line($0, in: view) } }
    if !messages.isEmpty { lines += ["", "Mentioned in, newest first:"] + messages.map { "  " + $0.oneLine } }
    return Output.text(lines)
  }

  /// One step per line.
  static func path(_ view: GraphView?) -> String {
    guard let view else { return "There is no path between them.\n" }
    var lines: [String] = []
    for (one, other) in zip(view.entities, view.entities.dropFirst()) {
      lines += view.relations.filter {
        Set([$0.relation.source, $0.relation.target]) == [one.ordinal, other.ordinal]
      }.map { line($0, in: view) }
    }
    return Output.text(lines.isEmpty ? view.entities.map(line) : lines)
  }

  private static func line(_ weighed: WeighedRelation, in view: GraphView) -> String {
    let relation = weighed.relation
    func name(_ ordinal: Int64) -> String {
      view.entities.first { $0.ordinal == ordinal }?.name.oneLine ?? "#\(ordinal)"
    }
    var notes = ["weight \(Output.number(weighed.weight))", "in \(Output.count(relation.occurrences, "message"))"]
    if let from = relation.validFrom { notes.append("from \(Output.day(from))") }
    if let to = relation.validTo { notes.append("to \(Output.day(to))") }
    return "\(name(relation.source)) \(relation.type.rawValue.oneLine) \(name(relation.target))  "
      + "(\(notes.joined(separator: ", ")))"
  }
}
