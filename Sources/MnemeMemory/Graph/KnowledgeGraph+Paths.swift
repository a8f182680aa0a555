import MnemeCore

/// Searches along relations, in both directions, whatever their type.
extension KnowledgeGraph {
  /// An entity and how many relations away it is.
  package struct Neighbour: Sendable, Hashable {
    /// Ordinal of the entity.
    package let entity: Int64
    /// 1 or more.
    package let distance: Int
  }

  /// Entities within `depth` relations of one, without it, nearest first, then most mentioned, then by key. Empty for one
  /// that is not there. O(entities + relations reached).
  /// - Parameter throughOwner: also go on from the owner, with whom nearly everything is related. The owner is an
  ///   end of the search in either case.
  package func neighbours(of ordinal: Int64, depth: Int = 1, throughOwner: Bool = false) -> [Neighbour] {
    var probe = SilentProbe()
    return neighbours(of: ordinal, depth: depth, throughOwner: throughOwner, &probe)
  }

  /// The same, counting its steps.
  package func neighbours<Probe: GraphProbe>(
    of ordinal: Int64, depth: Int, throughOwner: Bool, _ probe: inout Probe
  ) -> [Neighbour] {
    guard let start = slot(of: ordinal), depth > 0 else { return [] }
    var seen: Set<Int32> = [Int32(start)]
    var layer = [Int32(start)]
    var result: [Neighbour] = []
    for distance in 1...depth {
      var next: [Int32] = []
      for end in layer {
        probe.count(.dequeue)
        if end == owner, Int(end) != start, !throughOwner { continue }
        for link in incident[Int(end)] {
          probe.count(.edge)
          let other = links[Int(link)].other(than: end)
          if seen.insert(other).inserted { next.append(other) }
        }
      }
      if next.isEmpty { break }
      next.sort { precedes(Int($0), Int($1)) }
      result += next.map { Neighbour(entity: self.ordinal(ofEntity: Int($0)), distance: distance) }
      layer = next
    }
    return result
  }

  /// Ordinals along a shortest path, both ends among them; one for an entity to itself; empty when an end is not there or
  /// the path would have more than `maxDepth` relations. Of several shortest paths the one over the most mentioned entities,
  /// seen from `from`. O(entities + relations reached).
  package func path(from: Int64, to: Int64, maxDepth: Int = 3, throughOwner: Bool = false) -> [Int64] {
    var probe = SilentProbe()
    return path(from: from, to: to, maxDepth: maxDepth, throughOwner: throughOwner, &probe)
  }

  /// The same, counting its steps.
  package func path<Probe: GraphProbe>(
    from: Int64, to: Int64, maxDepth: Int, throughOwner: Bool, _ probe: inout Probe
  ) -> [Int64] {
    guard let start = slot(of: from).map(Int32.init), let goal = slot(of: to).map(Int32.init) else { return [] }
    if start == goal { return [from] }
    var parents: [Int32: Int32] = [start: start]
    var layer = [start]
    for _ in 0..<max(0, maxDepth) {
      var next: [Int32] = []
      for end in layer {
        probe.count(.dequeue)
        if end == owner, end != start, !throughOwner { continue }
        for link in incident[Int(end)] {
          probe.count(.edge)
          let other = links[Int(link)].other(than: end)
          guard parents[other] == nil else { continue }
          parents[other] = end
          if other == goal { return trail(to: goal, parents) }
          next.append(other)
        }
      }
      if next.isEmpty { return [] }
      // Entities of a layer are gone on from in an order that does not depend on how they came into memory.
      next.sort { precedes(Int($0), Int($1)) }
      layer = next
    }
    return []
  }

  private func trail(to goal: Int32, _ parents: [Int32: Int32]) -> [Int64] {
    var path = [goal]
    while let last = path.last, let parent = parents[last], parent != last { path.append(parent) }
    return path.reversed().map { ordinal(ofEntity: Int($0)) }
  }
}
