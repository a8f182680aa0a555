/// Everything of a space, out and in again, as lines of JSON (docs/export-format.md).
package protocol TransferService: Sendable {
  /// Lines without their line feed, in a fixed order: the same space gives the same bytes. The last line counts the others.
  func export(_ space: SpaceID) -> AsyncThrowingStream<[UInt8], any Error>
  /// Takes in a batch of lines of one export, in its order. Records that are there already are skipped, so that importing
  /// again changes nothing.
  func importRecords(_ lines: [TransferLine], into space: SpaceID) async throws(MnemeError) -> ImportCount
}

/// One line of an export with its number in the file, counted from 1.
package struct TransferLine: Sendable {
  package let number: Int
  package let bytes: [UInt8]

  package init(number: Int, bytes: [UInt8]) {
    self.number = number
    self.bytes = bytes
  }
}
