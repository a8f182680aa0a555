extension Life.Question {
  private static func isMarkedAsPast(_ line: String) -> Bool {
    line.hasPrefix("until ") || line.hasPrefix("before:") || line.prefix { $0 != "\u{201C}" }.contains("까지:")
      || line.hasPrefix("예전에는:")
  }

  /// Nil for a right answer.
  func fault(in answer: String) -> String? {
    let lines = answer.split(separator: "\n").map { $0.lowercased() }
    let quoted = lines.filter { $0.contains("\u{201C}") }
    switch kind {
    case .unknown:
      let isHonest = answer.hasPrefix("I don't know") || answer.contains("기억에 없어요")
      if !quoted.isEmpty || !isHonest { return "is not known" }
    case .fact:
      guard let first = quoted.first, wanted.contains(where: first.contains) else { return "first is not \(wanted)" }
    case .list:
      let lacking = wanted.filter { word in !quoted.contains { $0.contains(word) } }
      if !lacking.isEmpty { return "lacks \(lacking)" }
    }
    for line in quoted where outdated.contains(where: line.contains) {
      guard Self.isMarkedAsPast(line) else { return "outdated: \(line)" }
    }
    return nil
  }
}
