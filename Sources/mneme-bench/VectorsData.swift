import Foundation
import MnemeTestSupport

/// Generated unit vectors in a file that both sides read: row after row of little-endian 32-bit floats, which lie to one
/// another as the embeddings of sentences do (``SentenceVectors``).
///
/// Row `i` depends on the seed and `i` alone, so a file serves every size up to its own and grows when more is asked.
struct VectorsData {
  static let seed: UInt64 = 0x6d6e_656d_65
  let dimension: Int
  let rows: URL
  let queries: URL
  let queryCount: Int

  /// - Parameter folder: where the files are kept between runs.
  init(folder: URL, dimension: Int, rowCount: Int, queryCount: Int) throws {
    self.dimension = dimension
    self.queryCount = queryCount
    rows = folder.appendingPathComponent("sentences-\(dimension)-\(Self.seed).f32")
    queries = folder.appendingPathComponent("questions-\(dimension)-\(Self.seed).f32")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let source = SentenceVectors(dimension: dimension, seed: Self.seed)
    try Self.fill(rows, rows: rowCount, dimension: dimension) { source.write($0, into: $1) }
    try Self.fill(queries, rows: queryCount, dimension: dimension) { source.writeQuery($0, into: $1) }
  }

  /// `$MNEME_CACHE_DIR/bench`, else `~/.cache/mneme/bench`.
  static var defaultFolder: URL {
    let cache =
      ProcessInfo.processInfo.environment["MNEME_CACHE_DIR"].map { URL(fileURLWithPath: $0, isDirectory: true) }
      ?? FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(".cache/mneme", isDirectory: true)
    return cache.appendingPathComponent("bench", isDirectory: true)
  }

  /// The first `count` rows of a file, mapped into memory for the time of the call.
  func withRows<Result>(
    _ count: Int, of file: URL, _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) throws -> Result {
    let data = try Data(contentsOf: file, options: .alwaysMapped)
    return try data.withUnsafeBytes { bytes in
      try body(UnsafeBufferPointer(rebasing: bytes.bindMemory(to: Float.self).prefix(count * dimension)))
    }
  }

  private static func fill(
    _ file: URL, rows: Int, dimension: Int, write: (Int, UnsafeMutablePointer<Float>) -> Void
  ) throws {
    let rowBytes = dimension * MemoryLayout<Float>.stride
    if !FileManager.default.fileExists(atPath: file.path) {
      try Data().write(to: file)
    }
    let handle = try FileHandle(forUpdating: file)
    defer { try? handle.close() }  // all was written before; nothing is lost
    let present = Int(try handle.seekToEnd()) / rowBytes
    guard present < rows else { return }
    // A run that was broken off may have left part of a row.
    try handle.truncate(atOffset: UInt64(present * rowBytes))
    try handle.seek(toOffset: UInt64(present * rowBytes))
    var next = present
    while next < rows {
      let count = min(4096, rows - next)
      var block = [Float](repeating: 0, count: count * dimension)
      block.withUnsafeMutableBufferPointer { block in
        for row in 0..<count {
          if let start = block.baseAddress { write(next + row, start + row * dimension) }
        }
      }
      try handle.write(contentsOf: block.withUnsafeBytes { Data($0) })
      next += count
    }
  }
}
