import MnemeCore

/// What sentences are about, finer than feelings and intents: classes like "neutral" and "chat" are many topics that have little in
/// common, so each topic has a middle of its own.
enum ReadingTopic: Sendable, Hashable, CaseIterable {
  case gladness, grief, both
  case talk, question, statement
  case command, memoryQuery, creative, toolUse

  var emotion: Emotion {
    switch self {
    case .gladness: .positive
    case .grief: .negative
    case .both: .mixed
    default: .neutral
    }
  }

  var intent: Intent {
    switch self {
    case .command: .command
    case .memoryQuery: .memoryQuery
    case .creative: .creative
    case .toolUse: .toolUse
    default: .chat
    }
  }
}
