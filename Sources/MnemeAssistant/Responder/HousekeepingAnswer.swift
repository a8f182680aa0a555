import Foundation
import MnemeCore

/// What the responder answers to a front end's own calls (title, tags, follow-up questions, search queries, completions):
/// plain and short, in the form they ask for, made from the conversation's first words.
struct HousekeepingAnswer {
  private static let titleWords = 5
  /// Characters of the call in which the conversation is looked for.
  private static let window = 20_000

  let text: String

  /// Nil when the text is no such call.
  init?(to request: ModelRequest) {
    guard let kind = HousekeepingCalls.kind(of: request.question) else { return nil }
    let call = request.question.prefix(Self.window)
    let isJSON =
      call.prefix(8_000).lowercased().contains("json") || request.question.suffix(2_000).lowercased().contains("json")
    if kind.contains("autocompletion") {
      text = isJSON ? #"{"text": ""}"# : ""
    } else if kind.contains("follow-up") {
      text = isJSON ? #"{"follow_ups": []}"# : ""
    } else if kind.contains("search queries") {
      text = isJSON ? #"{"queries": []}"# : ""
    } else if kind.contains("tags") {
      text = isJSON ? #"{"tags": ["General"]}"# : "General"
    } else {
      let title = Self.title(of: String(call), history: request.history)
      text = isJSON ? #"{"title": "\#(title)"}"# : title
    }
  }

  /// The first words of the person, in the call's text or in the conversation; without quotation marks and backslashes.
  private static func title(of call: String, history: [ModelMessage]) -> String {
    let heads = ["user:", "human:", "### user", "<user>"]
    var said: Substring?
    for line in call.split(whereSeparator: \.isNewline) {
      let body = line.drop(while: \.isWhitespace)
      let lowered = body.prefix(12).lowercased()
      if let head = heads.first(where: lowered.hasPrefix) {
        said = body.dropFirst(head.count)
        break
      }
    }
    let text = said ?? history.first { $0.role == .user }?.content.prefix(400)
    let words = (text ?? "").split(whereSeparator: \.isWhitespace).prefix(titleWords)
    let title = words.joined(separator: " ").filter { $0 != "\"" && $0 != "\\" && ($0.asciiValue ?? 0x20) >= 0x20 }
      .trimmingCharacters(in: CharacterSet(charactersIn: ".,;:!?* "))
    return title.isEmpty ? "Conversation" : title
  }
}
