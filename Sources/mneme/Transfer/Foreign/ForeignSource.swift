import ArgumentParser

/// Programs whose exports can be taken in.
enum ForeignSource: String, CaseIterable, ExpressibleByArgument {
  case chatgpt, claude, letta, mem0

  /// The file in an archive of the program's export.
  var archived: String? {
    switch self {
    case .chatgpt, .claude: "conversations.json"
    case .letta, .mem0: nil
    }
  }

  /// The export is a list of conversations, read one by one however long it is.
  var isList: Bool { archived != nil }
}
