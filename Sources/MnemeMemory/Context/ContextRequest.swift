package import MnemeCore

/// A turn that needs its context: what of the conversation and of memory enters the prompt.
package struct ContextRequest: Sendable {
  package var space: SpaceID
  package var channel: String
  /// The user's words of this turn.
  package var question: String
  /// The same as a stored message; nil where nothing is kept of the turn.
  package var message: Message?
  /// Earlier turns as the client sent them, oldest first; empty takes the stored ones before `message`.
  package var resent: [ModelMessage]
  /// Whether memory is asked at all.
  package var recalls: Bool
  /// Tokens for conversation and notes together.
  package var room: Int
  /// Most of them that notes may take.
  package var noteRoom: Int
  package var estimator: TokenEstimator
  /// The model runs on somebody else's machine: what is marked as local only stays here.
  package var leavesHome: Bool
  /// Recalled items, at most.
  package var limit: Int
  /// False for a look at what would be sent: it leaves no trace in the access counters.
  package var observe: Bool
  /// The question's vector where the caller has it already (`MemoryEngine.vector`); empty: it is made.
  package var vector: [Float] = []

  package init(
    space: SpaceID, channel: String, question: String, message: Message? = nil, resent: [ModelMessage] = [],
    recalls: Bool = true, room: Int, noteRoom: Int, estimator: TokenEstimator = TokenEstimator(),
    leavesHome: Bool = false, limit: Int = 12, observe: Bool = true
  ) {
    self.space = space
    self.channel = channel
    self.question = question
    self.message = message
    self.resent = resent
    self.recalls = recalls
    self.room = room
    self.noteRoom = noteRoom
    self.estimator = estimator
    self.leavesHome = leavesHome
    self.limit = limit
    self.observe = observe
  }
}

/// The conversation so far, in one snapshot.
package struct EarlierTurns: Sendable {
  /// Oldest first; with their stored ids where they come from the store.
  package let turns: WorkingContext
  /// Stored messages of this conversation, whether they are told by `turns` or by the client's own words.
  let stored: WorkingContext?

  /// As messages of a chat.
  package var messages: [ModelMessage] { turns.messages.map { ModelMessage(role: $0.role, content: $0.text) } }
}

/// What enters the prompt besides the question, and why.
package struct AssembledContext: Sendable {
  /// Earlier turns, oldest first, shortened where they had to be; the first is the user's.
  package var conversation: [ModelMessage] = []
  /// Notes from memory, by layer.
  package var notes: [NoteSection] = []
  /// The silence before this turn.
  package var pause = PauseHint.none
  /// The recalled items that became notes, best first.
  package var used: [RecallHit] = []
  /// Every candidate for a note with what became of it, best first within its layer.
  package var considered: [ConsideredNote] = []
  /// How the layers of notes shared the room; those that may have notes.
  package var layers: [LayerUse] = []
  /// The question's vector, which recall made of it; empty where there is none.
  package var question: [Float] = []
  /// Earlier turns that did not fit.
  package var omittedTurns = 0
  /// Estimated tokens of `conversation` and of `notes`.
  package var conversationTokens = 0
  package var noteTokens = 0

  package init() {}
}

/// Notes of one layer.
package struct NoteSection: Sendable, Hashable {
  package let layer: ContextLayer
  package let heading: String
  package let lines: [String]

  package init(layer: ContextLayer, heading: String, lines: [String]) {
    self.layer = layer
    self.heading = heading
    self.lines = lines
  }
}

/// Tokens of one layer of notes.
package struct LayerUse: Sendable, Hashable {
  package let layer: ContextLayer
  /// Its own share.
  package let budget: Int
  /// What it could spend when its turn came.
  package let available: Int
  /// What it spent, heading and separators included.
  package let tokens: Int

  package init(layer: ContextLayer, budget: Int, available: Int, tokens: Int) {
    self.layer = layer
    self.budget = budget
    self.available = available
    self.tokens = tokens
  }
}

/// A candidate for a note, and what became of it.
package struct ConsideredNote: Sendable, Hashable {
  package let id: String
  package let layer: ContextLayer
  /// 0…1, comparable inside one assembly.
  package let score: Double
  package let tokens: Int
  package let isKept: Bool
  /// In words.
  package let verdict: String
}
