import CVectorKernels
import Foundation
import MnemeVectors

/// Something that answers queries and says how long each took.
protocol VectorsEngine: AnyObject {
  var name: String { get }
  /// The bytes a query has to read.
  var bytes: Int { get }
  /// Queries `first ..< first + count` after `warm` unmeasured ones: microseconds and keys, best first.
  func run(first: Int, count: Int, k: Int, warm: Int) throws -> VectorsRun
}

struct VectorsRun: Decodable {
  var microseconds: [Double]
  var keys: [[Int64]]
}

/// Our index.
final class MnemeEngine: VectorsEngine {
  let name: String
  let index: FlatIndex
  private let queries: [[Float]]

  init(element: VectorElement, data: VectorsData, rowCount: Int) throws {
    name = element == .float32 ? "mneme f32" : "mneme f16"
    let index = try FlatIndex(dimension: data.dimension, element: element)
    index.reserve(rowCount)
    try data.withRows(rowCount, of: data.rows) { rows in
      var first = 0
      while first < rowCount {
        let count = min(8192, rowCount - first)
        let block = UnsafeBufferPointer(rebasing: rows[first * data.dimension..<(first + count) * data.dimension])
        let keys = (first..<first + count).map(Int64.init)
        try keys.withUnsafeBufferPointer { try index.append(block, keys: $0) }
        first += count
      }
    }
    self.index = index
    queries = try data.withRows(data.queryCount, of: data.queries) { values in
      (0..<data.queryCount).map { Array(values[$0 * data.dimension..<($0 + 1) * data.dimension]) }
    }
  }

  var bytes: Int { index.count * index.dimension * index.element.byteCount }

  func run(first: Int, count: Int, k: Int, warm: Int) throws -> VectorsRun {
    for step in 0..<warm { _ = try index.topK(queries[(first + step) % queries.count], k: k) }
    var run = VectorsRun(microseconds: [], keys: [])
    for step in 0..<count {
      let query = queries[(first + step) % queries.count]
      let clock = ContinuousClock()
      let start = clock.now
      let matches = try index.topK(query, k: k)
      run.microseconds.append((clock.now - start) / .microseconds(1))
      run.keys.append(matches.map(\.key))
    }
    return run
  }
}

/// The plain sum over the bytes of an index: what this machine can stream.
final class SweepEngine: VectorsEngine {
  let name: String
  private let index: FlatIndex
  /// Kept so that no compiler may leave the sums out.
  private(set) var sink: Float = 0

  init(over engine: MnemeEngine) {
    name = engine.name.replacing("mneme", with: "plain sum of")
    index = engine.index
  }

  var bytes: Int { index.count * index.dimension * index.element.byteCount }

  func run(first: Int, count: Int, k: Int, warm: Int) throws -> VectorsRun {
    var run = VectorsRun(microseconds: [], keys: [])
    index.snapshot().withBytes { bytes in
      guard let start = bytes.baseAddress?.assumingMemoryBound(to: Float.self) else { return }
      for step in 0..<warm + count {
        let clock = ContinuousClock()
        let begin = clock.now
        sink += mneme_sum_f32(mneme_best_kernel_path(), start, bytes.count / 4)
        if step >= warm { run.microseconds.append((clock.now - begin) / .microseconds(1)) }
      }
    }
    return run
  }
}

/// numpy or faiss in a Python worker.
final class PeerEngine: VectorsEngine {
  let name: String
  let bytes: Int
  private let process: PeerProcess

  init(name: String, bytes: Int, process: PeerProcess) {
    self.name = name
    self.bytes = bytes
    self.process = process
  }

  private struct Request: Encodable {
    let op = "run"
    let engine: String
    let first, count, k, warm: Int
  }

  struct Load: Encodable {
    let op = "load"
    let rows: String
    let count, dimension: Int
    let queries: String
    let query_count: Int
  }

  struct Loaded: Decodable { let engines: [String: String] }

  func run(first: Int, count: Int, k: Int, warm: Int) throws -> VectorsRun {
    try process.ask(Request(engine: name, first: first, count: count, k: k, warm: warm))
  }
}
