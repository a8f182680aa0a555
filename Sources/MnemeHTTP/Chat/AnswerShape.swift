import MnemeCore
import NIOCore

/// How one turn is told to its client: the frames of a stream in their order, or a whole answer. Does no I/O.
protocol AnswerShape: Sendable {
  /// - Parameter results: of every answer, this one's first; all have an end.
  func whole(_ results: [TurnResult]) -> JSON
  /// Before anything of the answer is known.
  mutating func opening() -> [ByteBuffer]
  /// Of `started` and `finished` there are none.
  mutating func frames(of event: ChatEvent) -> [ByteBuffer]
  mutating func closing(_ end: TurnEnd) -> [ByteBuffer]
  /// The answer broke off; nothing follows.
  mutating func broken(_ failure: HTTPFailure, requestID: String) -> [ByteBuffer]
  /// Fills a silence.
  var keepAlive: ByteBuffer { get }
}

extension ChatCompletionShape: AnswerShape {
  func whole(_ results: [TurnResult]) -> JSON { completion(results) }

  func opening() -> [ByteBuffer] { [ServerSentEvents.data(firstChunk)] }

  func frames(of event: ChatEvent) -> [ByteBuffer] {
    switch event {
    case .text(let text) where !text.isEmpty: [ServerSentEvents.data(textChunk(text))]
    case .tool(let step): [ServerSentEvents.data(stepChunk(step))]
    case .toolCalls(let calls): [ServerSentEvents.data(callChunk(calls))]
    case .started, .text, .finished: []
    }
  }

  func closing(_ end: TurnEnd) -> [ByteBuffer] {
    let last = [ServerSentEvents.data(lastChunk(end))]
    if !isLast { return last }
    return last + (includesUsage ? [ServerSentEvents.data(usageChunk(end.usage))] : []) + [ServerSentEvents.done]
  }

  func broken(_ failure: HTTPFailure, requestID: String) -> [ByteBuffer] {
    [ServerSentEvents.data(failure.openAIBody), ServerSentEvents.done]
  }

  var keepAlive: ByteBuffer { ServerSentEvents.keepAlive }
}
