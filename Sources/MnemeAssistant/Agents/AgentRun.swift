package import Foundation
package import MnemeCore

/// A piece of work that a turn handed to an agent of its own.
package struct AgentRun: Sendable, Hashable {
  package enum State: Sendable, Hashable {
    case waiting, running
    case done(String)
    case failed(String)
  }

  package let id: String
  package let space: SpaceID
  /// The conversation that asked for it.
  package let parent: String?
  /// As `ToolTurn.origin`.
  package let origin: String?
  /// The agent's own, isolated conversation.
  package let session: String
  package let task: String
  package let model: String?
  /// Seconds. 1…600.
  package let timeout: Int
  /// As `ChatRequest.depth`; at most `AgentRuns.deepest`.
  package let depth: Int
  package let memory: MemoryMode
  /// As `ChatRequest.leavesHome` and `staysHome`.
  package let leavesHome: Bool
  package let staysHome: Bool
  package let createdAt: Date
  package var state = State.waiting
  package var endedAt: Date?

  /// Waiting or at work.
  package var isOpen: Bool {
    switch state {
    case .waiting, .running: true
    case .done, .failed: false
    }
  }

  var word: String {
    switch state {
    case .waiting: "waiting"
    case .running: "running"
    case .done: "done"
    case .failed: "failed"
    }
  }
}
