import Foundation

/// Where finished lines go.
package protocol LogOutput: Sendable {
  /// Hands bytes over; what cannot be written is dropped.
  func write(_ bytes: [UInt8])
  /// Makes sure that what was written is out of this process.
  func flush()
  /// Lines that could not be written, as far as it knows.
  var dropped: UInt64 { get }
}

extension LogOutput {
  package var dropped: UInt64 { 0 }
}

/// Standard error, without a buffer of its own.
package struct StandardErrorOutput: LogOutput {
  package init() {}

  package func write(_ bytes: [UInt8]) {
    // A closed terminal must not end the process.
    try? FileHandle.standardError.write(contentsOf: bytes)
  }

  package func flush() {}
}
