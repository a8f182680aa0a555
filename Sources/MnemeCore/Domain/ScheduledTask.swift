package import Foundation

/// Something that is to be done at a time, once or again and again.
package struct ScheduledTask: Sendable, Hashable {
  package enum Action: String, Sendable, Hashable, CaseIterable {
    /// Says that it is time: the task's text is told as it stands.
    case reminder = "system_event"
    /// Asks the assistant to do it.
    case turn = "agent_turn"
  }

  /// How the last run ended.
  package struct Outcome: Sendable, Hashable {
    package let at: Date
    package let succeeded: Bool
    /// What came of it, or what went wrong; at most `Limits.scheduledResultCharacters` characters.
    package let text: String

    package init(at: Date, succeeded: Bool, text: String) {
      self.at = at
      self.succeeded = succeeded
      self.text = text
    }
  }

  package let id: String
  package let space: SpaceID
  package let when: Timetable
  /// What is to be done, in words. 1…4000 characters.
  package let task: String
  package let action: Action
  /// The conversation that asked for it.
  package let session: String?
  package let createdAt: Date
  /// Nil: it is over.
  package var nextRun: Date?
  package var runs: Int
  package var last: Outcome?

  package init(
    id: String, space: SpaceID, when: Timetable, task: String, action: Action, session: String?, createdAt: Date,
    nextRun: Date?, runs: Int = 0, last: Outcome? = nil
  ) {
    self.id = id
    self.space = space
    self.when = when
    self.task = task
    self.action = action
    self.session = session
    self.createdAt = createdAt
    self.nextRun = nextRun
    self.runs = runs
    self.last = last
  }
}

/// What a client or a model asks to be done, before it has a time.
package struct ScheduleDraft: Sendable, Hashable {
  package var kind: Timetable.Kind
  /// As `Timetable` reads it.
  package var schedule: String
  package var task: String
  package var action: ScheduledTask.Action
  package var session: String?
  /// IANA name; nil: the owner's.
  package var timeZone: String?

  package init(
    kind: Timetable.Kind, schedule: String, task: String, action: ScheduledTask.Action = .turn, session: String? = nil,
    timeZone: String? = nil
  ) {
    self.kind = kind
    self.schedule = schedule
    self.task = task
    self.action = action
    self.session = session
    self.timeZone = timeZone
  }
}
