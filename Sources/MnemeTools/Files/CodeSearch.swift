import MnemeCore

/// Searches source files line by line, on threads of our own and in batches: the one way for words and for expressions.
package struct CodeSearch: Sendable {
  struct Match: Sendable {
    let path: String
    let line: Int
    let content: String
    let before: [String]
    let after: [String]
  }

  struct Result: Sendable {
    var matches: [Match] = []
    var files = 0
    /// There are more matches, or files that were not looked at.
    var isTruncated = false
    /// Files that took too long.
    var abandoned = 0
  }

  /// Files that one thread takes at once.
  static let batch = 50
  /// Batches under way.
  static let width = 4
  /// Characters of a line that is looked at; longer ones are skipped.
  static let lineLimit = 4000
  /// Seconds for one file, and for all.
  static let fileSeconds = 2.0
  static let seconds = 30.0

  private let files: FileAccess

  package init(files: FileAccess) { self.files = files }

  var isReady: Bool { files.isReady }

  /// Matches by path and line, at most `limit`.
  func run(_ pattern: LinearPattern, in names: FilePattern, limit: Int) async throws -> Result {
    let policy = files.policy
    guard !policy.roots.isEmpty else { throw PathPolicy.noRoots }
    let end = ContinuousClock.now + .seconds(Self.seconds)
    let (all, isWhole) = try await files.workers.run(within: Self.seconds) { signal in
      try SourceTree.files(in: policy, pattern: names, signal)
    }
    var result = Result()
    result.isTruncated = !isWhole
    var place = 0
    while place < all.count {
      if ContinuousClock.now >= end {
        result.isTruncated = true
        return result
      }
      let batches = (0..<Self.width).map { number -> ArraySlice<SourceTree.File> in
        let start = min(all.count, place + number * Self.batch)
        return all[start..<min(all.count, start + Self.batch)]
      }
      // One more than is told shows whether there are more.
      let wanted = limit + 1 - result.matches.count
      let parts = try await withThrowingTaskGroup(of: (Int, Result).self) { group in
        for (number, batch) in batches.enumerated() where !batch.isEmpty {
          group.addTask { (number, try await search(batch, pattern, wanted)) }
        }
        var parts = [Result](repeating: Result(), count: batches.count)
        for try await (number, part) in group { parts[number] = part }
        return parts
      }
      for part in parts {
        result.matches += part.matches
        result.files += part.files
        result.abandoned += part.abandoned
      }
      if result.matches.count > limit {
        result.matches = Array(result.matches.prefix(limit))
        result.isTruncated = true
        return result
      }
      place += batches.reduce(0) { $0 + $1.count }
    }
    if result.abandoned > 0 { result.isTruncated = true }
    return result
  }

  private func search(_ batch: ArraySlice<SourceTree.File>, _ pattern: LinearPattern, _ wanted: Int) async throws
    -> Result
  {
    try await files.workers.run(within: Self.seconds) { [policy = files.policy] signal in
      var result = Result()
      var matcher = pattern.matcher()
      for file in batch where result.matches.count < wanted {
        try signal.check()
        // One that is gone, forbidden or no text is passed over.
        guard let opened = try? policy.open(file.components, in: file.root, folder: false),
          let bytes = try? opened.bytes(upTo: FileText.limit), !FileText.isBinary(bytes)
        else { continue }
        result.files += 1
        let end = ContinuousClock.now + .seconds(Self.fileSeconds)
        let lines = FileText.lines(of: String(decoding: bytes, as: UTF8.self), from: 1, count: .max).lines
        for (number, line) in lines.enumerated() {
          if number % 64 == 0 {
            try signal.check()
            if ContinuousClock.now >= end {
              result.abandoned += 1
              break
            }
          }
          guard line.utf8.count <= Self.lineLimit, matcher.matches(line) else { continue }
          result.matches.append(Self.match(file.path, lines, number))
          if result.matches.count == wanted { break }
        }
      }
      return result
    }
  }

  private static func match(_ path: String, _ lines: [Substring], _ place: Int) -> Match {
    func context(_ range: Range<Int>) -> [String] {
      range.clamped(to: lines.indices).map { String(lines[$0].prefix(200)) }
    }
    return Match(
      path: path, line: place + 1, content: String(lines[place].prefix(500)), before: context(place - 2..<place),
      after: context(place + 1..<place + 3))
  }
}
