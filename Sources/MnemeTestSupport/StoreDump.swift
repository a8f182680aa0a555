/// What a database of ours holds but for the list of its runs, row by row, and the postings of its full-text index: for comparing two states exactly.
package struct StoreDump: Sendable, Hashable {
  package let lines: [String]

  /// - Parameters:
  ///   - tables: left out.
  ///   - fetch: the first column of what a statement returns.
  package init(without tables: Set<String> = [], _ fetch: (String) throws -> [String]) rethrows {
    var lines: [String] = []
    let names = try fetch(
      """
      SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        AND name NOT LIKE 'lexicon%' ORDER BY name
      """)
    for name in names where !tables.contains(name) {
      let columns = try fetch("SELECT name FROM pragma_table_info('\(name)') ORDER BY cid")
      let row = columns.map { "'\($0)=' || quote(\"\($0)\")" }.joined(separator: " || ' ' || ")
      lines += try fetch("SELECT \(row) FROM \"\(name)\" ORDER BY 1").map { "\(name): \($0)" }
    }
    if !tables.contains("lexicon") {
      lines += try fetch("SELECT term || ' ' || doc || ' ' || \"offset\" FROM lexicon_postings ORDER BY 1").map {
        "lexicon: \($0)"
      }
    }
    self.lines = lines.filter { !$0.hasPrefix("properties: name='generations'") }
  }

  /// Lines that only one of the two has, at most 20.
  package func differences(from other: StoreDump) -> [String] {
    let (left, right) = (Set(lines), Set(other.lines))
    return
      (lines.filter { !right.contains($0) }.map { "+ \($0)" }
      + other.lines.filter { !left.contains($0) }.map { "- \($0)" })
      .prefix(20).map { String($0.prefix(400)) }
  }
}
