package import Foundation
package import MnemeCore

/// Labelled conversations: which turns answer which question.
package struct RecallDataset: Sendable {
  package struct Turn: Sendable, Hashable {
    package let id: String
    package let session: String
    package let time: Date
    package let speaker: String
    package let text: String
  }

  package struct Question: Sendable, Hashable {
    package let question: String
    /// Ids of the turns that hold the answer; may be empty for a question that has none.
    package let evidence: [String]
    package let category: String
  }

  package struct Conversation: Sendable, Hashable {
    package let id: String
    package let speakers: [String]
    package let turns: [Turn]
    package let questions: [Question]
  }

  package let conversations: [Conversation]

  /// Reads `{"conversations": [{"id", "speakers", "turns": [{"id", "session", "time", "speaker", "text"}],
  /// "questions": [{"question", "evidence", "category"}]}]}`; a session may be a number or a string.
  /// - Throws: `invalidInput` that names the place and what is wrong there.
  package init(json: Data) throws(MnemeError) {
    let file: File
    do {
      file = try JSONDecoder().decode(File.self, from: json)
    } catch let error as DecodingError {
      throw MnemeError(.invalidInput, "The dataset is not in the expected form: \(Self.describe(error)).")
    } catch {
      throw MnemeError(.invalidInput, "The dataset is not readable JSON.", underlying: error)
    }
    guard !file.conversations.isEmpty else {
      throw MnemeError(.invalidInput, "The dataset has no conversations.")
    }
    var result: [Conversation] = []
    var ids: Set<String> = []
    for (index, conversation) in file.conversations.enumerated() {
      let place = "conversations[\(index)]"
      guard ids.insert(conversation.id).inserted else {
        throw MnemeError(.invalidInput, "\(place).id: '\(conversation.id)' is there twice.")
      }
      result.append(try Self.checked(conversation, at: place))
    }
    conversations = result
  }

  /// Questions of all conversations.
  package var questionCount: Int { conversations.reduce(0) { $0 + $1.questions.count } }

  private static func checked(_ file: File.Conversation, at place: String) throws(MnemeError) -> Conversation {
    guard !file.turns.isEmpty else { throw MnemeError(.invalidInput, "\(place).turns is empty.") }
    var turns: [Turn] = []
    var known: Set<String> = []
    for (index, turn) in file.turns.enumerated() {
      guard known.insert(turn.id).inserted else {
        throw MnemeError(.invalidInput, "\(place).turns[\(index)].id: '\(turn.id)' is there twice.")
      }
      guard let time = Date(iso8601: turn.time) else {
        throw MnemeError(
          .invalidInput, "\(place).turns[\(index)].time: '\(turn.time)' is no ISO 8601 time (2026-05-08T13:56:00Z).")
      }
      turns.append(
        Turn(id: turn.id, session: turn.session.text, time: time, speaker: turn.speaker, text: turn.text))
    }
    var questions: [Question] = []
    for (index, question) in (file.questions ?? []).enumerated() {
      // Evidence that names no turn can never be found: it counts as missed, as in the published figures.
      guard !question.question.isEmpty else {
        throw MnemeError(.invalidInput, "\(place).questions[\(index)].question is empty.")
      }
      questions.append(
        Question(
          question: question.question, evidence: question.evidence ?? [], category: question.category ?? "uncategorised"
        ))
    }
    return Conversation(id: file.id, speakers: file.speakers ?? [], turns: turns, questions: questions)
  }

  private static func describe(_ error: DecodingError) -> String {
    func path(_ context: DecodingError.Context) -> String {
      let text = context.codingPath.reduce(into: "") { text, key in
        if let index = key.intValue {
          text += "[\(index)]"
        } else {
          text += (text.isEmpty ? "" : ".") + key.stringValue
        }
      }
      return text.isEmpty ? "at the top" : "at \(text)"
    }
    switch error {
    case .keyNotFound(let key, let context): return "'\(key.stringValue)' is missing \(path(context))"
    case .typeMismatch(_, let context): return "a value has the wrong type \(path(context))"
    case .valueNotFound(_, let context): return "a value is null \(path(context))"
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty ? "it is not JSON" : "a value is wrong \(path(context))"
    @unknown default: return "it cannot be decoded"
    }
  }

  private struct File: Decodable {
    struct Conversation: Decodable {
      let id: String
      let speakers: [String]?
      let turns: [Turn]
      let questions: [Question]?
    }

    struct Turn: Decodable {
      let id: String
      let session: Name
      let time: String
      let speaker: String
      let text: String
    }

    struct Question: Decodable {
      let question: String
      let evidence: [String]?
      let category: String?
    }

    /// A name that may be written as a number.
    struct Name: Decodable {
      let text: String

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int.self) {
          text = String(number)
        } else {
          text = try container.decode(String.self)
        }
      }
    }

    let conversations: [Conversation]
  }
}
