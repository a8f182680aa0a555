/// What the graph counts of its work, so that tests can hold it to its bounds.
package enum GraphStep: Sendable {
  /// A look-up of one entity or relation by ordinal or name.
  case lookup
  /// A pass over all names.
  case scan
  /// An entity taken from the queue of a breadth-first search.
  case dequeue
  /// A relation followed by a search.
  case edge
  /// An entity or relation looked at by the computation of weights.
  case weighing
  /// An entity that passes its probability mass on.
  case push
  /// A mention read while scoring messages.
  case posting
}

/// Counts steps. The silent one is optimised away where it is passed.
package protocol GraphProbe {
  mutating func count(_ step: GraphStep, _ times: Int)
}

extension GraphProbe {
  @inline(__always)
  package mutating func count(_ step: GraphStep) { count(step, 1) }
}

struct SilentProbe: GraphProbe {
  /// An empty structure has no place of its own: the thread sanitizer would take all of them for one that is shared.
  private let place: UInt8 = 0

  @inline(__always)
  mutating func count(_ step: GraphStep, _ times: Int) {}
}

package struct CountingProbe: GraphProbe {
  package private(set) var counts: [GraphStep: Int] = [:]

  package init() {}

  package subscript(step: GraphStep) -> Int { counts[step] ?? 0 }

  package mutating func count(_ step: GraphStep, _ times: Int) { counts[step, default: 0] += times }
}
