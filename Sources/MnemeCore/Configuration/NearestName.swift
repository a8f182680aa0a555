/// Finds the name that was probably meant.
package enum NearestName {
  /// The candidate with the smallest edit distance, if it is at most a third of the name's length (and at least 1).
  /// O(candidates · length²).
  package static func of(_ name: String, among candidates: [String]) -> String? {
    let limit = max(1, name.count / 3)
    let wanted = Array(name.lowercased())
    let best =
      candidates
      .map { (name: $0, distance: distance(wanted, Array($0.lowercased()))) }
      .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
    guard let best, best.distance <= limit else { return nil }
    return best.name
  }

  /// Levenshtein's distance: insertions, deletions and substitutions.
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let substituted = diagonal + (character == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[right.count]
  }
}
