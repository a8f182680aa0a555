package import Foundation

/// What is kept of one turn for its owner to look at: numbers and names of parts, never text.
package struct Interaction: Sendable, Hashable, Codable, Identifiable {
  /// How the turn ended.
  package enum Outcome: String, Sendable, Codable, CaseIterable {
    case stop, length
    case toolCalls = "tool_calls"
    case contentFilter = "content_filter"
    /// The client left.
    case cancelled
    /// See `errorCode`.
    case failed
  }

  package var id: String
  package var space: SpaceID
  package var session: String
  /// Id of the user's message.
  package var message: String
  package var channel: String
  /// When the turn began.
  package var at: Date
  package var model: String
  package var provider: String
  package var usage: TokenUsage
  /// From the beginning of the turn; nil when no text came.
  package var firstTokenMilliseconds: Int?
  package var totalMilliseconds: Int
  package var outcome: Outcome
  /// Of a failed turn.
  package var errorCode: String?
  package var toolRounds: Int
  package var toolCalls: Int
  package var style: AnswerStyle
  /// The highest score of the untrusted texts in the prompt, 0…1: how much one of them looks like an order to the model.
  package var suspicion: Double
  /// Secrets and inner tags that were taken out of the answer.
  package var redactions: Int
  /// What memory brought to the answer, best first: ids, never text.
  package var recalled: [RecalledItem]

  package init(
    id: String, space: SpaceID, session: String, message: String, channel: String, at: Date, model: String,
    provider: String, usage: TokenUsage, firstTokenMilliseconds: Int? = nil, totalMilliseconds: Int,
    outcome: Outcome, errorCode: String? = nil, toolRounds: Int = 0, toolCalls: Int = 0,
    style: AnswerStyle = AnswerStyle(), suspicion: Double = 0, redactions: Int = 0,
    recalled: [RecalledItem] = []
  ) {
    self.id = id
    self.space = space
    self.session = session
    self.message = message
    self.channel = channel
    self.at = at
    self.model = model
    self.provider = provider
    self.usage = usage
    self.firstTokenMilliseconds = firstTokenMilliseconds
    self.totalMilliseconds = totalMilliseconds
    self.outcome = outcome
    self.errorCode = errorCode
    self.toolRounds = toolRounds
    self.toolCalls = toolCalls
    self.style = style
    self.suspicion = suspicion
    self.redactions = redactions
    self.recalled = recalled
  }
}

/// A memory or message that an answer was made with.
package struct RecalledItem: Sendable, Hashable, Codable {
  package let source: ItemSource
  package let id: String
  /// As in ``RecallHit``.
  package let score: Double

  package init(source: ItemSource, id: String, score: Double) {
    self.source = source
    self.id = id
    self.score = score
  }
}

/// How an answer is written, in counts.
package struct AnswerStyle: Sendable, Hashable, Codable {
  /// Unicode scalars.
  package var characters: Int
  package var sentences: Int
  /// Phrases by which the answer says that it is not sure.
  package var hedges: Int
  package var listItems: Int

  package init(characters: Int = 0, sentences: Int = 0, hedges: Int = 0, listItems: Int = 0) {
    self.characters = characters
    self.sentences = sentences
    self.hedges = hedges
    self.listItems = listItems
  }
}

/// Which turns are looked for.
package struct InteractionSearch: Sendable, Hashable {
  package var session: String?
  /// Half-open.
  package var from: Date?
  package var to: Date?
  package var limit: Int

  package init(session: String? = nil, from: Date? = nil, to: Date? = nil, limit: Int = 50) {
    self.session = session
    self.from = from
    self.to = to
    self.limit = limit
  }
}
