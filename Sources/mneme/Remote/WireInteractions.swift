import Foundation
import MnemeCore

/// What was measured of a turn, in the HTTP API.
struct WireInteraction: Codable {
  let id: String
  let space: SpaceID
  let sessionId: String
  let messageId: String
  let channel: String
  let at: Date
  let model: String
  let provider: String
  let promptTokens: Int
  let completionTokens: Int
  let usageReported: Bool
  @Nullable var firstTokenMs: Int?
  let totalMs: Int
  let outcome: Interaction.Outcome
  @Nullable var errorCode: String?
  let toolRounds: Int
  let toolCalls: Int
  let characters: Int
  let sentences: Int
  let hedges: Int
  let listItems: Int
  let suspicion: Double
  let redactions: Int

  init(_ turn: Interaction) {
    id = turn.id
    space = turn.space
    sessionId = turn.session
    messageId = turn.message
    channel = turn.channel
    at = turn.at
    model = turn.model
    provider = turn.provider
    promptTokens = turn.usage.prompt
    completionTokens = turn.usage.completion
    usageReported = turn.usage.reported
    firstTokenMs = turn.firstTokenMilliseconds
    totalMs = turn.totalMilliseconds
    outcome = turn.outcome
    errorCode = turn.errorCode
    toolRounds = turn.toolRounds
    toolCalls = turn.toolCalls
    characters = turn.style.characters
    sentences = turn.style.sentences
    hedges = turn.style.hedges
    listItems = turn.style.listItems
    suspicion = turn.suspicion
    redactions = turn.redactions
  }

  var interaction: Interaction {
    Interaction(
      id: id, space: space, session: sessionId, message: messageId, channel: channel, at: at, model: model,
      provider: provider,
      usage: TokenUsage(prompt: promptTokens, completion: completionTokens, reported: usageReported),
      firstTokenMilliseconds: firstTokenMs, totalMilliseconds: totalMs, outcome: outcome, errorCode: errorCode,
      toolRounds: toolRounds, toolCalls: toolCalls,
      style: AnswerStyle(characters: characters, sentences: sentences, hedges: hedges, listItems: listItems),
      suspicion: suspicion, redactions: redactions)
  }
}

struct WireInteractions: Codable {
  let interactions: [WireInteraction]

  init(_ turns: [Interaction]) { interactions = turns.map(WireInteraction.init) }
}
