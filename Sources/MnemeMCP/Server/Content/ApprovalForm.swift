import MnemeCore

/// The question whether one call may run, as a client shows it to its person (`elicitation/create`).
struct ApprovalForm: Sendable {
  /// What a client may be asked to show. A call with more than that is decided where it can be seen whole.
  static let longestArguments = 4000

  let request: InputRequest
  /// Of the answer. Follows from the token and from all that would run: who has not been asked about just this call does not
  /// know it, and an answer to another call has another.
  let key: String

  /// Nil where the arguments are too long to be shown.
  init?(_ approval: Approval) {
    let arguments = JSONWriter.bytes(approval.arguments)
    guard arguments.count <= Self.longestArguments else { return nil }
    let text: JSONValue = [
      .string(approval.id), .string(approval.token), .string(approval.tool), approval.arguments,
    ]
    key = "approve-" + Base64URL.encode(SHA256.digest(JSONWriter.bytes(text)).prefix(16))
    // All that runs is read as it runs.
    let shown = String(decoding: arguments, as: UTF8.self).revealed()
    request = InputRequest(
      MethodName.elicit,
      params: [
        "message": .string(
          "\(approval.reason) May Mneme run '\(approval.tool)' once, with exactly these arguments?\n\(shown)"),
        "requestedSchema": [
          "type": "object",
          "properties": [
            "approve": [
              "type": "boolean", "title": "Run it", "description": "Yes runs this call once; no denies it for good.",
            ]
          ],
          "required": ["approve"],
        ],
      ])
  }

  /// - Returns: nil where the person decided nothing.
  func decision(_ answer: JSONValue) -> Bool? {
    switch answer["action"]?.string {
    case "accept": answer["content"]?["approve"]?.bool
    case "decline": false
    default: nil
    }
  }
}
