import MnemeCore

/// What one request to the model brought.
struct AnswerRound {
  private var pieces: [String] = []
  private(set) var calls: [ToolCall] = []
  private(set) var thinking: [ThinkingBlock] = []
  /// Of the text's tokens.
  private(set) var logprobs: [JSONValue] = []
  private(set) var finish: FinishReason?
  private(set) var usage: TokenUsage?
  /// The one that stands in for the model that was asked.
  private(set) var model: String?
  /// Text was shown before: what comes now begins a paragraph.
  private var separates: Bool
  /// Nil shows all.
  private var filter: OutputFilter?
  private var hasEnded = false

  /// What was shown.
  var text: String { pieces.joined() }
  var removedSecrets: Int { filter?.removedSecrets ?? 0 }
  var removedTags: Int { filter?.removedTags ?? 0 }

  init(separates: Bool, filter: OutputFilter?) {
    self.separates = separates
    self.filter = filter
  }

  /// Returns what is to be shown.
  mutating func take(_ event: ModelEvent) -> String? {
    switch event {
    case .text(let piece): return show(filter?.read(piece) ?? piece)
    case .reasoning: return nil
    case .logprobs(.array(let tokens)): logprobs += tokens
    case .logprobs: break
    case .answering(let name): model = name
    case .toolCall(let call): calls.append(call)
    case .thinking(let block): thinking.append(block)
    case .finished(let reason, let tokens):
      finish = reason
      usage = tokens
    }
    return nil
  }

  /// Returns what was held back and may be shown; nothing the second time.
  mutating func end() -> String? {
    if hasEnded { return nil }
    hasEnded = true
    return show(filter?.finish() ?? "")
  }

  private mutating func show(_ piece: String) -> String? {
    if piece.isEmpty { return nil }
    pieces.append(piece)
    defer { separates = false }
    return separates ? "\n\n" + piece : piece
  }
}
