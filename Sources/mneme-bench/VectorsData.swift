import Foundation

/// Generated unit vectors in a file that both sides read: row after row of little-endian 32-bit floats.
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
    rows = folder.appendingPathComponent("vectors-\(dimension)-\(Self.seed).f32")
    queries = folder.appendingPathComponent("queries-\(dimension)-\(Self.seed).f32")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Self.fill(rows, rows: rowCount, dimension: dimension, seed: Self.seed)
    try Self.fill(queries, rows: queryCount, dimension: dimension, seed: Self.seed &+ 1)
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

  private static func fill(_ file: URL, rows: Int, dimension: Int, seed: UInt64) throws {
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
          let slice = UnsafeMutableBufferPointer(rebasing: block[row * dimension..<(row + 1) * dimension])
          unitVector(into: slice, seed: seed, row: next + row)
        }
      }
      try handle.write(contentsOf: block.withUnsafeBytes { Data($0) })
      next += count
    }
  }

  /// A direction drawn evenly from the sphere: normal deviates (Box and Muller 1958), scaled to length 1.
  private static func unitVector(into vector: UnsafeMutableBufferPointer<Float>, seed: UInt64, row: Int) {
    var random = SplitMix64(state: seed &* 0x9e37_79b9_7f4a_7c15 &+ UInt64(row) &* 0xbf58_476d_1ce4_e5b9)
    var squares: Float = 0
    for index in vector.indices {
      let radius = (-2 * Foundation.log(random.unit())).squareRoot()
      let value = radius * Foundation.cos(2 * Float.pi * random.unit())
      vector[index] = value
      squares += value * value
    }
    let scale = 1 / squares.squareRoot()
    for index in vector.indices { vector[index] *= scale }
  }
}

/// Steele, Lea and Flood 2014: small, seedable, the same everywhere.
private struct SplitMix64 {
  var state: UInt64

  /// In (0, 1].
  mutating func unit() -> Float {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return Float(((z ^ (z >> 31)) >> 40) + 1) * 0x1p-24
  }
}
