import Foundation
package import MnemeCore

/// Whether the lines of an export are all there: the last line counts the records before it.
package struct ExportCheck: Sendable {
  private var lines = 0
  private var last: [UInt8] = []

  package init() {}

  /// - Parameter line: any line but a blank one, in the order of the file, without its line feed.
  package mutating func add(_ line: [UInt8]) {
    lines += 1
    last = line
  }

  /// - Returns: how many records of each kind there are.
  /// - Throws: `unprocessable` when the last line is not the end, or counts other records than there are.
  @discardableResult
  package func finish() throws(MnemeError) -> [TransferRecord.Kind: Int] {
    guard let counts = TransferFormat.counts(last) else {
      throw MnemeError(
        .unprocessable, "The export is cut off: its last line, which counts the others, is missing.")
    }
    let counted = counts.values.reduce(0) { $0.addingReportingOverflow(max(0, $1)).partialValue }
    // Besides the records there are the first line and the last.
    let found = max(0, lines - 2)
    guard counted == found else {
      throw MnemeError(
        .unprocessable, "The export is not whole: its last line counts \(counted) records, and there are \(found).")
    }
    return counts
  }
}
