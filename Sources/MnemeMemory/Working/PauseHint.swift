package import Foundation

/// How long the person was silent before a new message, and what that asks of the answer.
///
/// Numbers are rounded down and at least 1.
package enum PauseHint: Sendable, Hashable {
  /// Nothing was ever said before.
  case firstConversation
  /// Under 30 seconds: nothing to remark.
  case none
  /// Under 5 minutes: go on.
  case shortPause(minutes: Int)
  /// Under an hour: the same context, no greeting.
  case sameContext(minutes: Int)
  /// Under 6 hours: a light check-in.
  case lightCheckIn(hours: Int)
  /// Under a day: a new session.
  case newSession(hours: Int)
  /// A day or more: ask how they are.
  case longAbsence(days: Int)

  /// - Parameters:
  ///   - previous: time of the message before the new one; nil when there is none.
  ///   - message: time of the new message. Before `previous` (a clock was set back) counts as no pause.
  package init(from previous: Date?, to message: Date) {
    guard let previous else {
      self = .firstConversation
      return
    }
    let seconds = message.timeIntervalSince(previous)
    let minutes = max(1, Int(seconds / 60))
    let hours = max(1, Int(seconds / 3600))
    self =
      switch seconds {
      case ..<30: .none
      case ..<300: .shortPause(minutes: minutes)
      case ..<3600: .sameContext(minutes: minutes)
      case ..<21_600: .lightCheckIn(hours: hours)
      case ..<86_400: .newSession(hours: hours)
      default: .longAbsence(days: Int(seconds / 86_400))
      }
  }

  /// An instruction to the model; empty for `none`.
  package func text(in language: WorkingLanguage) -> String {
    switch language {
    case .english: english
    case .korean: korean
    }
  }

  private var english: String {
    switch self {
    case .none: ""
    case .firstConversation:
      "This is the first conversation with this person. Greet them and introduce yourself briefly."
    case .shortPause(let minutes): "\(Self.passed(minutes, "minute")). Go on where you were."
    case .sameContext(let minutes):
      "\(Self.passed(minutes, "minute")). It is the same conversation: do not greet again."
    case .lightCheckIn(let hours): "\(Self.passed(hours, "hour")). A light check-in is welcome."
    case .newSession(let hours): "\(Self.passed(hours, "hour")). Treat this as a new session."
    case .longAbsence(let days): "\(Self.passed(days, "day")). Start by asking how they are."
    }
  }

  private static func passed(_ number: Int, _ unit: String) -> String {
    "\(number) \(unit)\(number == 1 ? " has" : "s have") passed since the last message"
  }

  private var korean: String {
    switch self {
    case .none: ""
    case .firstConversation: "이 사람과의 첫 대화입니다. 인사하고 짧게 자기소개를 하세요."
    case .shortPause(let minutes): "\(minutes)분쯤 쉬었습니다. 하던 이야기를 이어 가세요."
    case .sameContext(let minutes): "마지막 메시지 이후 \(minutes)분이 지났습니다. 같은 대화이니 다시 인사하지 마세요."
    case .lightCheckIn(let hours): "마지막 메시지 이후 \(hours)시간이 지났습니다. 가볍게 안부를 물어도 좋습니다."
    case .newSession(let hours): "마지막 메시지 이후 \(hours)시간이 지났습니다. 새 대화로 여기세요."
    case .longAbsence(let days): "마지막 메시지 이후 \(days)일이 지났습니다. 어떻게 지냈는지 먼저 물어보세요."
    }
  }
}

/// Languages that labels and hints are made in.
package enum WorkingLanguage: String, Sendable, Codable, CaseIterable {
  case english, korean
}
