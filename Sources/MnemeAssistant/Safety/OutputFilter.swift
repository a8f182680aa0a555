import MnemeMemory

/// What of a model's answer the user may see: without inner tags, then without secrets.
struct OutputFilter: Sendable {
  private var tags: TagFilter
  private var secrets: SecretStream

  /// - Parameter marks: of the borders in the prompt.
  init(names: TagNames, marks: [String], secrets known: [String]) {
    tags = TagFilter(names: names, marks: marks)
    secrets = SecretStream(knowing: known, plainly: marks)
  }

  var removedTags: Int { tags.count }
  var removedSecrets: Int { secrets.count }

  mutating func read(_ text: String) -> String { secrets.read(tags.read(text)) }

  mutating func finish() -> String {
    let rest = secrets.read(tags.finish())
    return rest + secrets.finish()
  }
}
