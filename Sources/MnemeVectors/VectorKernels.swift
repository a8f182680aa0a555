import CVectorKernels

/// Which inner loops an index runs.
package enum VectorKernels: Sendable, CaseIterable {
  /// The fastest this machine has: AVX2 with FMA and F16C, NEON with or without dot products of bytes, or the portable
  /// ones.
  case fastest
  /// The fastest that every machine of this architecture has: NEON, or the portable ones.
  case baseline
  /// Plain C.
  case portable

  var path: mneme_kernel_path {
    switch self {
    case .fastest: mneme_best_kernel_path()
    case .baseline: mneme_baseline_kernel_path()
    case .portable: mneme_kernel_plain
    }
  }

  /// The largest magnitude of `count` values; infinite when one is infinite or not a number.
  static func largestMagnitude(_ values: UnsafePointer<Float>, _ count: Int) -> Float {
    mneme_largest_magnitude(values, count)
  }

  /// Rounds to IEEE 754 half precision, to nearest, ties to even; magnitudes from 65520 up become infinite. The bit
  /// patterns stand in `UInt16`, because `Float16` does not exist on every platform.
  package func halves(of values: [Float]) -> [UInt16] {
    [UInt16](unsafeUninitializedCapacity: values.count) { buffer, initialised in
      if let target = buffer.baseAddress { mneme_f32_to_f16(path, values, target, values.count) }
      initialised = values.count
    }
  }

  /// Widens half precision, exactly.
  package func floats(of halves: [UInt16]) -> [Float] {
    [Float](unsafeUninitializedCapacity: halves.count) { buffer, initialised in
      if let target = buffer.baseAddress { mneme_f16_to_f32(path, halves, target, halves.count) }
      initialised = halves.count
    }
  }

  /// Symmetric quantisation of a row: codes in -127…127 and a scale of the largest magnitude / 127; code times scale is off
  /// by half a scale at most. A row whose magnitudes are all below 2⁻¹²⁰ has codes of 0 and a scale of 0.
  /// - Parameter values: finite ones.
  package static func quantised(_ values: [Float]) -> (codes: [Int8], scale: Float) {
    var scale: Float = 0
    let codes = [Int8](unsafeUninitializedCapacity: values.count) { buffer, initialised in
      if let target = buffer.baseAddress { scale = mneme_quantise_i8(values, values.count, target) }
      initialised = values.count
    }
    return (codes, scale)
  }

  /// The dot products of a query with rows in single precision.
  /// - Parameter rows: any number of rows as long as the query, one behind the other; what is left of the last is passed over.
  package func scores(of query: [Float], rows: [Float]) -> [Float] {
    let count = query.isEmpty ? 0 : rows.count / query.count
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialised in
      if let target = buffer.baseAddress { mneme_dot_f32(path, query, rows, count, query.count, target) }
      initialised = count
    }
  }

  /// The dot products of a query's codes with rows of codes, times both scales. Exact integers below 2²⁴ when the scales
  /// are 1.
  /// - Parameter rows: `scales.count` rows as long as the query, one behind the other.
  package func scores(
    query: UnsafeBufferPointer<Int8>, queryScale: Float, rows: UnsafeBufferPointer<Int8>, scales: [Float]
  ) -> [Float] {
    precondition(rows.count == scales.count * query.count, "there are as many rows as scales")
    return [Float](unsafeUninitializedCapacity: scales.count) { buffer, initialised in
      if let codes = query.baseAddress, let rows = rows.baseAddress, let target = buffer.baseAddress {
        mneme_score_i8(path, codes, queryScale, rows, scales, scales.count, query.count, target)
      }
      initialised = scales.count
    }
  }
}
