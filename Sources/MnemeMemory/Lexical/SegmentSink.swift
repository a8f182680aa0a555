import MnemeCore

/// Where a segment is written to: the heap, or a file, which takes the bytes as they come.
///
/// A failing disk does not interrupt the writer: the first failure is kept and thrown at the end.
final class SegmentSink {
  private static let drainSize = 1 << 20

  /// What was not handed on yet.
  let buffer = ByteBuffer(capacity: 1 << 14)
  private let file: OutputFile?
  private var drained = 0
  private var checksum = Checksum()
  private var failure: MnemeError?

  /// - Parameter file: nil for the heap.
  init(file: OutputFile?) { self.file = file }

  /// Bytes written so far.
  var count: Int { drained + buffer.count }

  /// To be called between parts: gives a full buffer to the file.
  func drain() {
    if file != nil, buffer.count >= Self.drainSize { drainStripes() }
  }

  private func drainStripes() {
    let size = buffer.count - buffer.count % Checksum.stripe
    let bytes = UnsafeRawBufferPointer(rebasing: buffer.bytes[..<size])
    checksum.update(bytes)
    write(bytes)
    buffer.removeFirst(size)
    drained += size
  }

  private func write(_ bytes: UnsafeRawBufferPointer) {
    guard let file, failure == nil else { return }
    do throws(MnemeError) { try file.write(bytes) } catch { failure = error }
  }

  /// Appends the checksum of everything before it.
  /// - Returns: the bytes, on the disk where there is a file.
  func finish(in files: LexicalFiles?) throws(MnemeError) -> SegmentBytes {
    guard let file, let files else {
      buffer.append(number: Checksum.of(buffer.bytes))
      return SegmentBytes(copying: buffer.bytes)
    }
    drainStripes()
    buffer.append(number: checksum.finish(buffer.bytes))
    write(buffer.bytes)
    if let failure { throw failure }
    try file.close()
    guard let bytes = try SegmentBytes(mapping: files.path(of: file.name)) else {
      throw MnemeError(
        .storage, "The file \(files.path(of: file.name)) of the lexical index vanished while it was made.")
    }
    return bytes
  }

  /// Takes back what was written.
  func abandon() { file?.abandon() }
}
