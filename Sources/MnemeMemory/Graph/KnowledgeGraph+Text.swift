import Foundation
package import MnemeCore

/// Entities and relations as lines for a prompt or a person. Names only: no message text.
extension KnowledgeGraph {
  /// `name (kind)`, most mentioned first, then by key. One look-up for each; those not there are left out.
  package func lines(entities ordinals: [Int64], limit: Int = 5) -> [String] {
    let slots = Set(ordinals.compactMap { slot(of: $0) }).sorted(by: precedes)
    return slots.prefix(limit).map { "\(nodes[$0].name) (\(nodes[$0].kind.rawValue))" }
  }

  /// `A --[type]--> B`, heaviest first, then by name; with the years in which it held where they are known:
  /// `A --[lives_in, 2019 to 2021]--> B`.
  /// - Parameter counts: whether another relation may have taken the place of one of these.
  package func lines(
    relations ordinals: [Int64], limit: Int = 5, where counts: (Relation) -> Bool = { _ in true }
  ) -> [String] {
    let slots = Set(ordinals.compactMap { slot(ofRelation: $0) })
    return ordered(Array(slots), limit: limit).map { line(relation: $0, where: counts) }
  }

  private func line(relation slot: Int, where counts: (Relation) -> Bool) -> String {
    let link = links[slot]
    let relation = relation(at: slot)
    let year = { (date: Date) in String(date.iso8601.prefix(4)) }
    let span =
      switch (relation.validFrom.map(year), end(of: relation, where: counts).map(year)) {
      case (nil, nil): ""
      case (let from?, nil): ", since \(from)"
      case (nil, let to?): ", until \(to)"
      case (let from?, let to?): ", \(from) to \(to)"
      }
    return "\(nodes[Int(link.source)].name) --[\(relation.type.rawValue)\(span)]--> \(nodes[Int(link.target)].name)"
  }
}
