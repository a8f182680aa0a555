import CVectorKernels

/// How the values of a matrix are kept. Scores are given in single precision either way.
package enum VectorElement: Sendable, Hashable, CaseIterable {
  /// 4 bytes a value, exact.
  case float32
  /// IEEE 754 half precision, 2 bytes a value: half the memory and half the scan time. A value's relative error is at
  /// most 2⁻¹¹, so the score of two vectors of length 1 is off by less than 0.0005.
  case float16
  /// Codes of one byte and a scale for each row (see ``VectorKernels/quantised(_:)``): a quarter of the memory. Queries are quantised
  /// too, and scores are approximate: for vectors of length 1 from sentence encoders they are off by 0.001 or so. Meant
  /// for a first stage whose candidates are scored again exactly.
  case int8

  /// The bytes of one value.
  package var byteCount: Int {
    switch self {
    case .float32: 4
    case .float16: 2
    case .int8: 1
    }
  }

  /// The bytes a row needs beside its values.
  package var scaleByteCount: Int { self == .int8 ? MemoryLayout<Float>.stride : 0 }
}

/// A fixed-capacity matrix, row after row without gaps, and the rows' keys.
///
/// `@unchecked Sendable`: rows that a snapshot may read are never written. The index, under its lock, writes rows below
/// its count only while it holds the sole reference; with others about it writes only from its count up, and a
/// snapshot reads only below the count that held when it was taken under that lock.
final class RowStorage: @unchecked Sendable {
  let dimension: Int
  let element: VectorElement
  let path: mneme_kernel_path
  let capacity: Int
  let values: UnsafeMutableRawPointer
  let keys: UnsafeMutablePointer<Int64>
  /// One for each row when the values are codes, else without places.
  private let scales: UnsafeMutablePointer<Float>

  /// From this size on a matrix starts at a huge page's boundary and asks to be backed by such pages.
  private static let hugePageBytes = 2 << 20

  init(dimension: Int, element: VectorElement, path: mneme_kernel_path, capacity: Int) {
    self.dimension = dimension
    self.element = element
    self.path = path
    self.capacity = capacity
    let bytes = capacity * dimension * element.byteCount
    let huge = bytes >= 2 * Self.hugePageBytes
    values = .allocate(byteCount: bytes, alignment: huge ? Self.hugePageBytes : 64)
    keys = .allocate(capacity: capacity)
    scales = .allocate(capacity: element == .int8 ? capacity : 0)
    if huge { mneme_advise_huge_pages(values, bytes) }
  }

  deinit {
    values.deallocate()
    keys.deallocate()
    scales.deallocate()
  }

  var rowBytes: Int { dimension * element.byteCount }

  var byteCount: Int { capacity * (rowBytes + element.scaleByteCount + MemoryLayout<Int64>.stride) }

  func row(_ index: Int) -> UnsafeMutableRawPointer { values + index * rowBytes }

  /// A storage of another capacity with the first `count` rows of this one.
  func copy(rows count: Int, capacity: Int) -> RowStorage {
    let copy = RowStorage(dimension: dimension, element: element, path: path, capacity: capacity)
    copy.values.copyMemory(from: values, byteCount: count * rowBytes)
    copy.keys.update(from: keys, count: count)
    if element == .int8 { copy.scales.update(from: scales, count: count) }
    return copy
  }

  /// Writes rows from `start` on; they must fit.
  func write(_ rows: UnsafeBufferPointer<Float>, keys newKeys: UnsafeBufferPointer<Int64>, at start: Int) {
    guard let source = rows.baseAddress, let sourceKeys = newKeys.baseAddress else { return }
    (keys + start).update(from: sourceKeys, count: newKeys.count)
    switch element {
    case .float32: row(start).copyMemory(from: source, byteCount: rows.count * 4)
    case .float16:
      mneme_f32_to_f16(path, source, row(start).assumingMemoryBound(to: UInt16.self), rows.count)
    case .int8:
      for index in 0..<newKeys.count {
        let codes = row(start + index).assumingMemoryBound(to: Int8.self)
        scales[start + index] = mneme_quantise_i8(source + index * dimension, dimension, codes)
      }
    }
  }

  func move(row source: Int, to target: Int) {
    row(target).copyMemory(from: row(source), byteCount: rowBytes)
    keys[target] = keys[source]
    if element == .int8 { scales[target] = scales[source] }
  }

  /// Calls `body` with `query` (as long as the dimension) in the form that its products with the rows need.
  func withPrepared<Result>(_ query: UnsafePointer<Float>, _ body: (PreparedQuery) -> Result) -> Result {
    guard element == .int8 else { return body(PreparedQuery(values: query, codes: nil, scale: 1)) }
    return withUnsafeTemporaryAllocation(of: Int8.self, capacity: dimension) { codes in
      guard let codes = codes.baseAddress else { return body(PreparedQuery(values: query, codes: nil, scale: 1)) }
      let scale = mneme_quantise_i8(query, dimension, codes)
      return body(PreparedQuery(values: query, codes: UnsafePointer(codes), scale: scale))
    }
  }

  /// The dot products of a query with rows `first ..< first + count`.
  func dot(_ query: PreparedQuery, first: Int, count: Int, into scores: UnsafeMutablePointer<Float>) {
    switch element {
    case .float32:
      mneme_dot_f32(path, query.values, row(first).assumingMemoryBound(to: Float.self), count, dimension, scores)
    case .float16:
      mneme_dot_f16(path, query.values, row(first).assumingMemoryBound(to: UInt16.self), count, dimension, scores)
    case .int8:
      guard let codes = query.codes else { return }
      let rows = row(first).assumingMemoryBound(to: Int8.self)
      mneme_score_i8(path, codes, query.scale, rows, scales + first, count, dimension, scores)
    }
  }

  /// Row `index` in single precision; `target` has room for a row.
  func read(row index: Int, into target: UnsafeMutablePointer<Float>) {
    switch element {
    case .float32: UnsafeMutableRawPointer(target).copyMemory(from: row(index), byteCount: rowBytes)
    case .float16:
      mneme_f16_to_f32(path, row(index).assumingMemoryBound(to: UInt16.self), target, dimension)
    case .int8:
      let codes = row(index).assumingMemoryBound(to: Int8.self)
      for column in 0..<dimension { target[column] = Float(codes[column]) * scales[index] }
    }
  }
}

/// A query as the inner loops take it: its values, and its codes where rows are codes.
struct PreparedQuery {
  let values: UnsafePointer<Float>
  let codes: UnsafePointer<Int8>?
  let scale: Float
}
