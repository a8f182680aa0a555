import MnemeCore
import MnemeMemory

extension RecallResponder {
  /// The answer from memory, where it is to be given in place of a small model's: when there is something to quote or to note,
  /// when the question is about the person (a small model invents what it does not know), and for what front ends ask by
  /// themselves.
  ///
  /// Nil leaves the wording to the model.
  func answerInPlace(ofSmallModelFor request: ModelRequest) -> PreparedReply? {
    var request = request
    // The hint that no model is connected would be wrong.
    request.history.append(ModelMessage(role: .assistant, content: ""))
    let reply = reply(to: request)
    if HousekeepingAnswer(to: request) != nil || !reply.quoted.isEmpty { return reply }
    let noted = reflector.candidates(
      in: request.question, role: .user, speaker: nil, trust: .user, at: request.now)
    if !noted.isEmpty { return reply }
    let sentences = StatementText.sentences(in: request.question)
    if sentences.contains(where: ForgetRequest.isOne) { return reply }
    if SmallTalk.isQuestion(request.question) { return nil }
    let isAboutThePerson = Self.isAboutThePerson(request.question)
    let isMemorys = inquiries(sentences, request).contains { inquiry in
      switch inquiry {
      case .identity: true
      case .overview, .planned, .told, .fact: isAboutThePerson
      }
    }
    return isMemorys ? reply : nil
  }

  private static let firstPerson: Set<String> = [
    "i", "im", "i'm", "ive", "me", "my", "mine", "we", "us", "our", "ours",
  ]
  private static let firstPersonKorean = ["내 ", "내가", "나는", "나의", "나한테", "제 ", "제가", "저는", "저의", "우리"]

  /// "Tell me", "give us": asks for something, not about somebody.
  private static let askingVerbs: Set<String> = [
    "tell", "give", "show", "help", "teach", "let", "remind", "write", "send",
  ]

  private static func isAboutThePerson(_ text: String) -> Bool {
    let words = WordForms.words(text)
    let isAbout = words.indices.contains { place in
      firstPerson.contains(words[place]) && !(place > 0 && askingVerbs.contains(words[place - 1]))
    }
    return isAbout || firstPersonKorean.contains(where: text.contains)
  }
}
