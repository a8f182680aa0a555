/// Compares answers with the shape that was asked for.
package protocol AnswerCheck: Sendable {
  /// - Throws: `invalidInput` for a schema that cannot be checked, with the reason.
  func validate(schema: JSONValue) throws(MnemeError)
  /// What is wrong with the answer, by the name of the place and never its content; nil when it fits.
  func flaw(of answer: JSONValue, under schema: JSONValue) -> String?
}
