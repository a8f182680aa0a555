import CVectorKernels

/// How the values of a matrix are kept. Scores are computed in single precision either way.
package enum VectorElement: Sendable, Hashable, CaseIterable {
  /// 4 bytes a value, exact.
  case float32
  /// IEEE 754 half precision, 2 bytes a value: half the memory and half the scan time. A value's relative error is at
  /// most 2⁻¹¹, so the score of two vectors of length 1 is off by less than 0.0005.
  case float16

  package var byteCount: Int { self == .float32 ? 4 : 2 }
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
    if huge { mneme_advise_huge_pages(values, bytes) }
  }

  deinit {
    values.deallocate()
    keys.deallocate()
  }

  var rowBytes: Int { dimension * element.byteCount }

  var byteCount: Int { capacity * (rowBytes + MemoryLayout<Int64>.stride) }

  func row(_ index: Int) -> UnsafeMutableRawPointer { values + index * rowBytes }

  /// A storage of another capacity with the first `count` rows of this one.
  func copy(rows count: Int, capacity: Int) -> RowStorage {
    let copy = RowStorage(dimension: dimension, element: element, path: path, capacity: capacity)
    copy.values.copyMemory(from: values, byteCount: count * rowBytes)
    copy.keys.update(from: keys, count: count)
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
    }
  }

  func move(row source: Int, to target: Int) {
    row(target).copyMemory(from: row(source), byteCount: rowBytes)
    keys[target] = keys[source]
  }

  /// The dot products of `query` (as long as the dimension) with rows `first ..< first + count`.
  func dot(_ query: UnsafePointer<Float>, first: Int, count: Int, into scores: UnsafeMutablePointer<Float>) {
    switch element {
    case .float32:
      mneme_dot_f32(path, query, row(first).assumingMemoryBound(to: Float.self), count, dimension, scores)
    case .float16:
      mneme_dot_f16(path, query, row(first).assumingMemoryBound(to: UInt16.self), count, dimension, scores)
    }
  }

  /// Row `index` in single precision; `target` has room for a row.
  func read(row index: Int, into target: UnsafeMutablePointer<Float>) {
    switch element {
    case .float32: UnsafeMutableRawPointer(target).copyMemory(from: row(index), byteCount: rowBytes)
    case .float16:
      mneme_f16_to_f32(path, row(index).assumingMemoryBound(to: UInt16.self), target, dimension)
    }
  }
}
