import CVectorKernels

/// Which inner loops an index runs.
package enum VectorKernels: Sendable, CaseIterable {
  /// The fastest this machine has: AVX2 with FMA and F16C, NEON, or the portable ones.
  case fastest
  /// Plain C.
  case portable

  var path: mneme_kernel_path {
    switch self {
    case .fastest: mneme_best_kernel_path()
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
}
