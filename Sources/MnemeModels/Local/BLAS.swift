#if canImport(Accelerate)
  import Accelerate
#else
  import COpenBLAS
#endif

/// Row-major matrix products in single precision, one thread each.
enum BLAS {
  /// Before the first product: products stay on the calling thread, whose number our workers decide.
  static func useCallingThreadOnly() {
    #if !canImport(Accelerate)
      openblas_set_num_threads(1)
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
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, Size(rows), Size(columns), Size(inner), scale, a, Size(strideA),
      b, Size(strideB), keep, c, Size(strideC))
  }

  /// `c = a * b` with a: rows x inner, b: inner x columns, c: rows x columns.
  @inline(__always)
  static func multiply(
    rows: Int, columns: Int, inner: Int, _ a: UnsafePointer<Float>, strideA: Int,
    _ b: UnsafePointer<Float>, strideB: Int, into c: UnsafeMutablePointer<Float>, strideC: Int
  ) {
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Size(rows), Size(columns), Size(inner), 1, a, Size(strideA),
      b, Size(strideB), 0, c, Size(strideC))
  }

  #if canImport(Accelerate)
    private typealias Size = __LAPACK_int
  #else
    private typealias Size = blasint
  #endif
}
