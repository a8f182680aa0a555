package import Foundation

/// Something that a model may have done. Values are registered by the executable; who offers them knows nothing of models.
package protocol Tool: Sendable {
  var description: ToolDescription { get }
  /// Reads or changes what is kept about the person: offered only as far as the turn may do that.
  var reach: ToolReach { get }
  /// Runs once; cancelling the task ends it.
  /// - Parameter arguments: an object that fits `description.parameters`.
  /// - Returns: what the model is told.
  /// - Throws: what went wrong; the model is told the message.
  func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> String
}

package enum ToolReach: Sendable, Hashable {
  /// Nothing of the person's.
  case none
  case readsMemory
  case changesMemory
}

/// The turn that a tool runs in.
package struct ToolTurn: Sendable {
  package let space: SpaceID
  package let session: String?
  package let channel: String
  package let now: Date
  /// The user's own words in this conversation, oldest first, this turn's last.
  package let said: [String]
  /// The user's message of this turn as it is stored; nil where nothing is kept.
  package let message: String?
  /// The model runs on somebody else's machine.
  package let leavesHome: Bool
  /// The answer is likely to stand in the web.
  package var needsSearch = false

  package init(
    space: SpaceID, session: String?, channel: String, now: Date, said: [String], message: String?, leavesHome: Bool
  ) {
    self.space = space
    self.session = session
    self.channel = channel
    self.now = now
    self.said = said
    self.message = message
    self.leavesHome = leavesHome
  }
}

/// A step of a tool that runs inside a turn.
package enum ToolStep: Sendable, Hashable {
  case started(ToolCall)
  /// With the beginning of what the model is told.
  case ended(ToolCall, succeeded: Bool, preview: String)
}
