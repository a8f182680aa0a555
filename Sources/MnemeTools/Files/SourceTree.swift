import MnemeCore

/// Which files below the roots are source texts, and where they stand.
struct SourceTree {
  struct File: Sendable {
    let root: PathRoot
    let components: [String]

    var path: String { components.joined(separator: "/") }
  }

  /// Files that are looked at.
  static let fileLimit = 20_000
  private static let depthLimit = 32

  private static let suffixes: Set<String> = [
    "swift", "py", "js", "ts", "tsx", "jsx", "mjs", "json", "yaml", "yml", "toml", "txt", "md", "mdx", "css", "scss",
    "html", "c", "h", "cc", "cpp", "hpp", "m", "mm", "rs", "go", "java", "kt", "rb", "php", "sh", "sql", "xml", "proto",
  ]
  private static let excluded: Set<String> = [
    "__pycache__", "node_modules", ".git", "chroma_db", "venv", ".venv", ".next", "dist", "build", ".build",
  ]

  /// By whole component: a folder `builder` is not `build`.
  static func isExcluded(_ components: [String]) -> Bool {
    components.contains { excluded.contains($0) || $0.hasSuffix(".egg-info") || $0.hasSuffix(".pyc") }
      || ForbiddenNames.holds(components)
  }

  /// All source files below the roots whose name fits, by path; nothing is followed out of them.
  static func files(in policy: PathPolicy, pattern: FilePattern, _ signal: WorkSignal) throws -> (
    files: [File], isWhole: Bool
  ) {
    var found: [File] = []
    var isWhole = true
    for root in policy.roots {
      var waiting: [[String]] = [[]]
      while let components = waiting.popLast() {
        try signal.check()
        // What cannot be opened is not for us.
        guard let folder = try? policy.open(components, in: root, folder: true) else { continue }
        let (entries, all) = try folder.entries(limit: fileLimit)
        isWhole = isWhole && all
        for entry in entries where !isExcluded([entry.name]) {
          if entry.kind == .folder, components.count < depthLimit {
            waiting.append(components + [entry.name])
          } else if entry.kind == .file, isSource(entry.name), pattern.fits(entry.name) {
            guard found.count < fileLimit else { return (found, false) }
            found.append(File(root: root, components: components + [entry.name]))
          }
        }
      }
    }
    return (found.sorted { ($0.path, $0.root.path) < ($1.path, $1.root.path) }, isWhole)
  }

  private static func isSource(_ name: String) -> Bool {
    guard let dot = name.lastIndex(of: ".") else { return false }
    return suffixes.contains(name[name.index(after: dot)...].lowercased())
  }
}

/// A glob on a file's name: `*` for any characters, `{a,b}` for alternatives.
struct FilePattern: Sendable {
  private let alternatives: [String]

  /// Alternatives that a pattern may come to.
  private static let limit = 64

  /// - Throws: `invalidFormat` for braces that do not close, or too many alternatives.
  init(_ text: String) throws(ToolFailure) {
    var done: [String] = []
    var open = [text]
    while let next = open.popLast() {
      guard let start = next.firstIndex(of: "{") else {
        done.append(next)
        continue
      }
      guard let end = next[start...].firstIndex(of: "}") else {
        throw ToolFailure(.invalidFormat, "The file pattern has an open brace.")
      }
      for choice in next[next.index(after: start)..<end].split(separator: ",", omittingEmptySubsequences: false) {
        open.append(String(next[..<start]) + choice + next[next.index(after: end)...])
      }
      guard open.count + done.count <= Self.limit else {
        throw ToolFailure(.outOfRange, "The file pattern has too many alternatives.")
      }
    }
    alternatives = done
  }

  func fits(_ name: String) -> Bool { alternatives.contains { CommandRules.fits(name, $0) } }
}
