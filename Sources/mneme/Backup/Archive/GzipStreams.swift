import CZlib
import MnemeCore

/// Compresses what is written (RFC 1952).
final class GzipSink: ByteSink {
  private static let pieceBytes = 64 << 10
  private let target: any ByteSink
  // The library keeps the address of its stream.
  private let stream: UnsafeMutablePointer<z_stream>
  private var output = [UInt8](repeating: 0, count: pieceBytes)

  /// - Parameter level: 1 (fast) to 9 (small).
  init(_ target: any ByteSink, level: Int32 = 3) throws(MnemeError) {
    self.target = target
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard mneme_gzip_begin(stream, level) == Z_OK else {
      throw MnemeError(.unavailable, "There is not enough memory to compress the backup.")
    }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  func write(_ bytes: [UInt8]) throws(MnemeError) {
    if !bytes.isEmpty { try target.write(compressed(bytes, Z_NO_FLUSH)) }
  }

  func finish() throws(MnemeError) {
    try target.write(compressed([], Z_FINISH))
    try target.finish()
  }

  private func compressed(_ bytes: [UInt8], _ flush: Int32) -> [UInt8] {
    var (input, result) = (bytes, [UInt8]())
    input.withUnsafeMutableBufferPointer { input in
      stream.pointee.next_in = input.baseAddress
      stream.pointee.avail_in = UInt32(input.count)
      var isFull = true
      while isFull {
        output.withUnsafeMutableBufferPointer { output in
          stream.pointee.next_out = output.baseAddress
          stream.pointee.avail_out = UInt32(output.count)
          // It cannot fail: state and arguments are right, and there is room.
          _ = deflate(stream, flush)
          isFull = stream.pointee.avail_out == 0
          result += output[..<(output.count - Int(stream.pointee.avail_out))]
        }
      }
      stream.pointee.next_in = nil
    }
    return result
  }
}

/// Reads what a `GzipSink` or another gzip wrote.
final class GzipSource: ByteSource {
  private static let pieceBytes = 64 << 10
  private let source: any ByteSource
  private let stream: UnsafeMutablePointer<z_stream>
  private var input: [UInt8] = []
  private var consumed = 0
  private var isOver = false
  private var output = [UInt8](repeating: 0, count: pieceBytes)

  init(_ source: any ByteSource) throws(MnemeError) {
    self.source = source
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard mneme_gunzip_begin(stream) == Z_OK else {
      throw MnemeError(.unavailable, "There is not enough memory to read the backup.")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  func read() throws(MnemeError) -> [UInt8] {
    while !isOver {
      if consumed == input.count {
        input = try source.read()
        consumed = 0
        if input.isEmpty { throw BackupFault.truncated }
      }
      let (result, status) = inflated()
      guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else { throw BackupFault.damaged }
      isOver = status == Z_STREAM_END
      if !result.isEmpty { return result }
    }
    // What stands behind the end is nothing of ours. It is read all the same: the end of a sealed file is checked there.
    guard consumed == input.count, try source.read().isEmpty else { throw BackupFault.damaged }
    return []
  }

  private func inflated() -> (bytes: [UInt8], status: Int32) {
    var (result, status) = ([UInt8](), Z_OK)
    input.withUnsafeMutableBufferPointer { input in
      stream.pointee.next_in = input.baseAddress.map { $0 + consumed }
      stream.pointee.avail_in = UInt32(input.count - consumed)
      output.withUnsafeMutableBufferPointer { output in
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        status = inflate(stream, Z_NO_FLUSH)
        result = Array(output[..<(output.count - Int(stream.pointee.avail_out))])
      }
      consumed = input.count - Int(stream.pointee.avail_in)
      stream.pointee.next_in = nil
    }
    return (result, status)
  }
}
