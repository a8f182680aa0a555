import CVectorKernels

/// The weights of a linear layer, `columns` rows of `inner` floats, ready for products with few rows and with many.
///
/// A text alone has few rows (tokens): it meets a copy in half precision that is arranged once, and so saves what a general
/// product spends on rearranging the weights each time: half to three quarters of its time, measured at 4 to 24 tokens.
/// Batches meet the floats where they lie.
struct LinearLayer: @unchecked Sendable {
  // Invariant behind @unchecked Sendable: the memory is never written after initialisation; `owners` keep it alive.
  let columns: Int
  let inner: Int
  let floats: UnsafePointer<Float>
  private let owners: [FloatTensor]
  private let panels: PanelStorage?

  init(_ tensor: FloatTensor, columns: Int, inner: Int) {
    self.init(tensor.pointer, owners: [tensor], columns: columns, inner: inner)
  }

  init(_ floats: UnsafePointer<Float>, owners: [FloatTensor], columns: Int, inner: Int) {
    self.columns = columns
    self.inner = inner
    self.floats = floats
    self.owners = owners
    let path = mneme_best_panel_path()
    panels =
      mneme_panel_rows(path) > 0 ? PanelStorage(floats, columns: columns, inner: inner, path: path) : nil
  }

  /// Floats a row of a product takes: `columns` and what the last panel is wider.
  static func stride(ofColumns columns: Int) -> Int {
    let width = Int(MNEME_PANEL_WIDTH)
    return (columns + width - 1) / width * width
  }

  /// `c = a * transpose(weights)`, or `c += …` with `adding`; a: rows x inner, c: rows x columns.
  ///
  /// - Parameter strideC: at least `stride(ofColumns: columns)`; what lies behind the columns is overwritten.
  func multiply(
    rows: Int, _ a: UnsafePointer<Float>, adding: Bool = false, into c: UnsafeMutablePointer<Float>, strideC: Int
  ) {
    precondition(strideC >= Self.stride(ofColumns: columns))
    if let panels, rows <= panels.rows {
      mneme_multiply_panels(panels.path, a, rows, inner, panels.halves, columns, inner, adding, c, strideC)
    } else {
      BLAS.multiplyTransposed(
        rows: rows, columns: columns, inner: inner, a, strideA: inner, floats, strideB: inner, keep: adding ? 1 : 0,
        into: c, strideC: strideC)
    }
  }
}

/// A matrix arranged in panels of halves.
private final class PanelStorage {
  let halves: UnsafeMutablePointer<UInt16>
  let path: mneme_panel_path
  /// Rows up to which a product with the panels is the faster one.
  let rows: Int

  init(_ floats: UnsafePointer<Float>, columns: Int, inner: Int, path: mneme_panel_path) {
    let count = mneme_panel_halves(columns, inner)
    halves = UnsafeMutableRawPointer.allocate(byteCount: count * 2, alignment: 64)
      .bindMemory(to: UInt16.self, capacity: count)
    mneme_pack_panels(floats, columns, inner, halves)
    self.path = path
    rows = mneme_panel_rows(path)
  }

  deinit { halves.deallocate() }
}
