import MnemeCore

/// Documents beside a question.
extension Assistant {
  /// What the question's documents say, in the form that the model can read: pages to one that sees images, else their text. Those of
  /// earlier messages are not read again, as their files are not told again.
  /// - Throws: what the reader throws.
  func read(_ parts: RequestParts, for model: any ChatModel) async throws -> RequestParts {
    // The responder answers from memory alone.
    guard !parts.question.documents.isEmpty, model.name != RecallResponder.name else { return parts }
    guard let documents else { throw MnemeError(.unprocessable, "PDF files are not read here.") }
    do throws(MnemeError) {
      return parts.with(try await documents.read(parts.question.documents, asImages: model.profile.seesImages))
    } catch {
      try Task.checkCancellation()
      throw error
    }
  }
}
