import Foundation
import MnemeCore

/// An answer from memory that is already made: what it quotes is known before its first word.
struct PreparedReply: ChatModel {
  let text: String
  /// What it quotes of the evidence, best first, each once.
  let quoted: [RecallHit]

  var name: String { RecallResponder.name }
  var isLocal: Bool { true }

  func stream(_ request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
    let (events, continuation) = AsyncThrowingStream.makeStream(of: ModelEvent.self, throwing: (any Error).self)
    let (text, finish) = Self.limited(text, request.options)
    for piece in Self.pieces(text) { continuation.yield(.text(piece)) }
    let prompt = request.messages.reduce(0) { $0 + TokenEstimator.estimate($1.content) }
    continuation.yield(
      .finished(finish, TokenUsage(prompt: prompt, completion: TokenEstimator.estimate(text), reported: false)))
    continuation.finish()
    return events
  }

  private static func limited(_ text: String, _ options: SamplingOptions) -> (String, FinishReason) {
    var text = text
    for stop in options.stop where !stop.isEmpty {
      if let range = text.range(of: stop) { text = String(text[..<range.lowerBound]) }
    }
    guard let limit = options.maxTokens, TokenEstimator.estimate(text) > limit else { return (text, .stop) }
    var kept = ""
    for piece in pieces(text) {
      if TokenEstimator.estimate(kept + piece) > limit { break }
      kept += piece
    }
    return (kept, .length)
  }

  /// Words with the white space after them.
  private static func pieces(_ text: String) -> [String] {
    var pieces: [String] = []
    var piece = ""
    for character in text {
      if let last = piece.last, last.isWhitespace, !character.isWhitespace {
        pieces.append(piece)
        piece = ""
      }
      piece.append(character)
    }
    if !piece.isEmpty { pieces.append(piece) }
    return pieces
  }
}
