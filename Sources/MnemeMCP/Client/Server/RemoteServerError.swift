/// Why another program's server did not do what it was asked.
package struct RemoteServerError: Error, Sendable, Hashable, CustomStringConvertible {
  package enum Code: String, Sendable, CaseIterable {
    /// It cannot be started or reached, or broke off in the middle of an answer.
    case unreachable
    case timeout
    /// The owner has to log in first.
    case unauthorized
    /// The session is not known to the server any more; the call was not carried out.
    case sessionLost = "session_lost"
    /// What it sent is no answer in the protocol.
    case badAnswer = "bad_answer"
    case tooLarge = "too_large"
    /// The connection was closed, by either side.
    case closed
    /// The two speak no revision in common.
    case unsupported
    /// It answered with an error of the protocol.
    case refused
    /// It failed lately and is left alone for a while.
    case resting
    case configuration
    /// The entry leads back to this very program.
    case itself
  }

  package let code: Code
  /// For people; never holds arguments, results or keys.
  package let message: String
  /// The error that a `refused` request got: the server's words, which nobody vouches for.
  package let answer: RPCError?

  package init(_ code: Code, _ message: String, answer: RPCError? = nil) {
    self.code = code
    self.message = message
    self.answer = answer
  }

  package init(_ answer: RPCError) {
    self.init(.refused, "The server refused the request (code \(answer.code)).", answer: answer)
  }

  package var description: String { message }
}
