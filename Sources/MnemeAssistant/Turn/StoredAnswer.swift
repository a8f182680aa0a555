import MnemeCore

/// What of an answer is kept. The `recall` responder's hint at connecting a model is for the eyes of the moment: stored,
/// it would come back as a memory.
enum StoredAnswer {
  private static let hints = [false, true].map { AnswerText.hint(isKorean: $0) }
  private static let separator = "\n\n"

  /// The answer without the hint at its end, even where a limit has cut that short.
  static func kept(of shown: String) -> String {
    guard let cut = shown.ranges(of: separator).last else { return shown }
    let tail = shown[cut.upperBound...]
    guard !tail.isEmpty, hints.contains(where: { $0.hasPrefix(tail) }) else { return shown }
    return String(shown[..<cut.lowerBound])
  }
}
