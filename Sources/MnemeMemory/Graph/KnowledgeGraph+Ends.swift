package import Foundation
package import MnemeCore

/// Until when relations held of which an entity has one at a time.
extension KnowledgeGraph {
  /// As among memories of one attribute, the one stated last holds.
  private static let singleValued: Set<RelationType> = [.livesIn, .worksAt, .studiesAt]

  /// When a relation ended: as a message states it, else when another one took its place; nil while it holds.
  ///
  /// Follows from the relations alone and is written nowhere: a graph that is made again, or that forgets the newer relation,
  /// says what is right then. O(relations of the source).
  /// - Parameter counts: whether another relation may take its place.
  package func end(of relation: Relation, where counts: (Relation) -> Bool) -> Date? {
    if let end = relation.validTo { return end }
    guard Self.singleValued.contains(relation.type) else { return nil }
    func begin(_ relation: Relation) -> Date { relation.validFrom ?? relation.firstSeen }
    func stated(_ relation: Relation) -> Date { max(begin(relation), relation.lastSeen) }
    return relations(of: relation.source, type: relation.type).map(\.relation).filter { other in
      other.source == relation.source && other.ordinal != relation.ordinal && other.validTo == nil
        && stated(other) > stated(relation) && counts(other)
    }.map { max(begin($0), relation.lastSeen) }.min()
  }
}
