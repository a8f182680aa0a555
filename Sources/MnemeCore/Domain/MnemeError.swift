/// The one error type that crosses target borders.
///
/// `message` is written for a person: it says what is wrong and what to do, and never contains message
/// text, keys or raw exception descriptions. `underlying` is for logs at debug level only.
package struct MnemeError: Error, Sendable, CustomStringConvertible {
  /// What kind of failure it is; edges map it to a status code or an exit status.
  package enum Code: String, Sendable {
    /// The caller's input is wrong (HTTP 400).
    case invalidInput = "invalid_input"
    /// A configuration value is wrong or missing.
    case configuration
    /// The thing named does not exist (HTTP 404).
    case notFound = "not_found"
    /// The input is larger than a stated limit (HTTP 413).
    case tooLarge = "too_large"
    /// Input was understood and cannot be processed (HTTP 422).
    case unprocessable
    /// The caller may not do this (HTTP 401).
    case unauthorized
    /// A bounded queue is full; try again later (HTTP 429).
    case overloaded
    /// Another process holds the data directory, or the state forbids the call (HTTP 409).
    case conflict
    /// Something this call needs is not there (yet): model missing, server stopping (HTTP 503).
    case unavailable
    /// A remote service failed or answered nonsense (HTTP 502).
    case upstream
    /// A deadline passed (HTTP 504).
    case timeout
    /// The store failed: disk full, corrupt file, newer schema (HTTP 500).
    case storage
    /// A defect of ours (HTTP 500).
    case `internal`
  }

  package let code: Code
  package let message: String
  package let underlying: (any Error)?
  /// Seconds after which another try may help, where that is known.
  package let retryAfter: Int?

  package init(_ code: Code, _ message: String, underlying: (any Error)? = nil, retryAfter: Int? = nil) {
    self.code = code
    self.message = message
    self.underlying = underlying
    self.retryAfter = retryAfter
  }

  package var description: String { message }
}
