import MnemeCore
import MnemeMemory

extension RecallResponder {
  /// The answer from memory, where it is to be given in place of a small model's: when there is something to quote, when the
  /// question is about the person (a small model invents what it does not know), and for what front ends ask by themselves.
  ///
  /// Nil leaves the wording to the model.
  func answerInPlace(ofSmallModelFor request: ModelRequest) -> PreparedReply? {
    var request = request
    // The hint that no model is connected would be wrong.
    request.history.append(ModelMessage(role: .assistant, content: ""))
    let reply = reply(to: request)
    if HousekeepingAnswer(to: request) != nil || !reply.quoted.isEmpty { return reply }
    let sentences = StatementText.sentences(in: request.question)
    if sentences.contains(where: ForgetRequest.isOne) { return reply }
    if SmallTalk.isQuestion(request.question) { return nil }
    let isAboutThePerson = Self.isAboutThePerson(request.question)
    let isMemorys = inquiries(sentences, request).contains { inquiry in
      switch inquiry {
      case .identity, .overview, .planned, .told: true
      case .fact: isAboutThePerson
      }
    }
    return isMemorys ? reply : nil
  }

  private static let firstPerson: Set<String> = [
    "i", "im", "i'm", "ive", "me", "my", "mine", "we", "us", "our", "ours",
  ]
  private static let firstPersonKorean = ["내 ", "내가", "나는", "나의", "나한테", "제 ", "제가", "저는", "저의", "우리"]

  private static func isAboutThePerson(_ text: String) -> Bool {
    WordForms.words(text).contains(where: firstPerson.contains) || firstPersonKorean.contains(where: text.contains)
  }
}
