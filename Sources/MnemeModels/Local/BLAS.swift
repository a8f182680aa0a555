import MnemeCore

#if canImport(Accelerate)
  import Accelerate
#else
  import COpenBLAS
#endif

/// Row-major matrix products in single precision, on the calling thread.
enum BLAS {
  /// Makes the products usable; before the first one. The first call reads the library from disk.
  /// - Throws: `unavailable` where this system lacks it.
  static func load() throws(MnemeError) {
    #if !canImport(Accelerate)
      if let problem = mneme_blas_load() {
        throw MnemeError(
          .unavailable,
          "The sentence encoder cannot compute: \(String(cString: problem)). Install it with 'apt-get install libopenblas0'."
        )
      }
    #endif
  }

  /// `c = scale * a * transpose(b) + keep * c` with a: rows x inner, b: columns x inner, c: rows x columns.
  ///
  /// Strides are floats from one row to the next.
  @inline(__always)
  static func multiplyTransposed(
    rows: Int, columns: Int, inner: Int, scale: Float = 1, _ a: UnsafePointer<Float>, strideA: Int,
    _ b: UnsafePointer<Float>, strideB: Int, keep: Float = 0, into c: UnsafeMutablePointer<Float>, strideC: Int
  ) {
    #if canImport(Accelerate)
      cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasTrans, Size(rows), Size(columns), Size(inner), scale, a, Size(strideA),
        b, Size(strideB), keep, c, Size(strideC))
    #else
      mneme_sgemm(
        true, Int32(rows), Int32(columns), Int32(inner), scale, a, Int32(strideA), b, Int32(strideB), keep, c,
        Int32(strideC))
    #endif
  }

  /// `c = a * b` with a: rows x inner, b: inner x columns, c: rows x columns.
  @inline(__always)
  static func multiply(
    rows: Int, columns: Int, inner: Int, _ a: UnsafePointer<Float>, strideA: Int,
    _ b: UnsafePointer<Float>, strideB: Int, into c: UnsafeMutablePointer<Float>, strideC: Int
  ) {
    #if canImport(Accelerate)
      cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, Size(rows), Size(columns), Size(inner), 1, a, Size(strideA),
        b, Size(strideB), 0, c, Size(strideC))
    #else
      mneme_sgemm(
        false, Int32(rows), Int32(columns), Int32(inner), 1, a, Int32(strideA), b, Int32(strideB), 0, c,
        Int32(strideC))
    #endif
  }

  #if canImport(Accelerate)
    private typealias Size = __LAPACK_int
  #endif
}
