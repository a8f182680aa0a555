/// Why a graph index could not be written to a file or read from one. Each of the reading ones means: build it anew.
package struct GraphFileError: Error, Equatable, CustomStringConvertible {
  package enum Code: Sendable {
    /// There is no such file.
    case missing
    /// The system refused to read.
    case cannotRead
    /// The file is cut, has changed since it was written, or is something else.
    case damaged
    /// The file is of another version of this program.
    case unsupportedVersion
    /// The system refused to write; an older file of that name is as it was.
    case cannotWrite
    /// The watermark is longer than ``GraphIndex/maximumWatermarkBytes``.
    case watermarkTooLong
  }

  package let code: Code
  /// For a human.
  package let message: String
  /// The system's error number, where it gave one.
  package let errorNumber: Int32?

  package var description: String { message }

  init(_ code: Code, _ message: String, errorNumber: Int32? = nil) {
    self.code = code
    self.message = message
    self.errorNumber = errorNumber
  }

  static func damaged(_ what: String) -> GraphFileError {
    GraphFileError(.damaged, "the graph index's file is damaged (\(what)): it must be built anew")
  }
}
