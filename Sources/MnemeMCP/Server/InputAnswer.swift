import MnemeCore

/// Checks what clients answer to what they were asked.
enum InputAnswer {
  /// - Throws: `invalidParams` for what is no result of the request's method.
  static func check(_ answer: JSONValue, to request: InputRequest) throws(RPCError) {
    guard answer.object != nil else { throw .invalidParams("An answer to an input request is an object.") }
    let isSound =
      switch request.method {
      case MethodName.elicit: isElicited(answer)
      case MethodName.sample:
        answer["role"]?.string != nil && answer["model"]?.string != nil && answer["content"] != nil
      default: answer["roots"]?.array?.allSatisfy { $0["uri"]?.string != nil } ?? false
      }
    guard isSound else { throw .invalidParams("An answer does not fit the input request '\(request.method)'.") }
  }

  private static func isElicited(_ answer: JSONValue) -> Bool {
    guard ["accept", "decline", "cancel"].contains(answer["action"]?.string) else { return false }
    guard let content = answer["content"] else { return true }
    guard let members = content.object else { return false }
    return members.values.allSatisfy { value in
      switch value {
      case .string, .bool, .integer, .number: true
      case .array(let values): values.allSatisfy { $0.string != nil }
      default: false
      }
    }
  }
}
