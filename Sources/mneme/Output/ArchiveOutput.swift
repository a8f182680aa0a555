import Foundation
import MnemeCore

/// How conversations and messages are shown in a terminal.
enum ArchiveOutput {
  static func line(_ session: Session) -> String {
    let title = (session.title ?? session.digest?.title).map { $0.isEmpty ? "" : "  \($0.oneLine)" } ?? ""
    return "\(session.lastActivityAt.iso8601)  \(Output.count(session.messageCount, "message"))  "
      + "\(session.channel.oneLine)  \(session.id.oneLine)\(title)" + (session.archivedAt == nil ? "" : "  (archived)")
  }

  static func list(_ sessions: [Session], empty: String) -> String {
    sessions.isEmpty ? empty + "\n" : Output.text(sessions.map(line))
  }

  static func details(_ session: Session) -> [String] {
    let title = (session.title ?? session.digest?.title).flatMap { $0.isEmpty ? nil : $0 } ?? "A conversation"
    return [title.oneLine]
      + Output.details([
        ("id", session.id), ("channel", session.channel), ("messages", String(session.messageCount)),
        ("began", session.startedAt.iso8601), ("last activity", session.lastActivityAt.iso8601),
        ("ended", session.endedAt?.iso8601 ?? "not yet"), ("archived", session.archivedAt?.iso8601),
        ("topics", session.digest.flatMap { $0.topics.isEmpty ? nil : $0.topics.joined(separator: ", ") }),
        ("summary", session.digest.flatMap { $0.summary.isEmpty ? nil : $0.summary }),
      ])
  }

  /// The session, then its messages in order of arrival, each with its head and its text below.
  static func conversation(_ session: Session, _ messages: [Message], isCut: Bool) -> String {
    var lines = details(session)
    if isCut { lines += ["", "(There are earlier messages: --limit shows them.)"] }
    for message in messages {
      lines += ["", "\(who(message))  \(message.createdAt.iso8601)  \(message.id.oneLine)"]
      lines += message.text.terminalSafe.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
    }
    return Output.text(lines)
  }

  /// One message per line: id, time, who and what.
  static func list(_ messages: [Message]) -> String {
    if messages.isEmpty { return "Nothing was said with these words.\n" }
    return Output.text(
      messages.map { "\($0.id.oneLine)  \($0.createdAt.iso8601)  \(who($0)): \($0.text.oneLine)" })
  }

  private static func who(_ message: Message) -> String { (message.speaker ?? message.role.rawValue).oneLine }
}
