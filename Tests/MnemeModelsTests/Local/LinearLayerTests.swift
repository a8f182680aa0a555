import CVectorKernels
import MnemeTestSupport
import Testing

@testable import MnemeModels

@Suite struct LinearLayerTests {
  /// The paths that this machine has.
  static let paths = [mneme_panel_avx2, mneme_panel_avx512].filter { $0.rawValue <= mneme_best_panel_path().rawValue }

  /// Weights that half precision keeps as they are, so that the kernel's error is that of its sums alone.
  private func exactHalves(_ random: inout SplitMix64, _ count: Int) -> [Float] {
    (0..<count).map { _ in Float(Int(random.next() % 2049) - 1024) / 1024 }
  }

  private func product(
    _ a: [Float], _ weights: [Float], row: Int, column: Int, inner: Int
  ) -> (value: Double, magnitude: Double) {
    var value = 0.0
    var magnitude = 0.0
    for index in 0..<inner {
      let term = Double(a[row * inner + index]) * Double(weights[column * inner + index])
      value += term
      magnitude += abs(term)
    }
    return (value, magnitude)
  }

  @Test(arguments: [(1, 1), (32, 7), (70, 33), (1154, 384)])
  func panelsGiveTheProductForEveryCountOfRows(columns: Int, inner: Int) throws {
    var random = SplitMix64(3)
    let weights = exactHalves(&random, columns * inner)
    var panels = [UInt16](repeating: 0xFFFF, count: mneme_panel_halves(columns, inner))
    mneme_pack_panels(weights, columns, inner, &panels)
    let stride = LinearLayer.stride(ofColumns: columns) + 3
    for path in Self.paths {
      for rows in Array(1...14) + [25, 64] {
        let a = (0..<rows * inner).map { _ in Float(random.next() % 1000) / 500 - 1 }
        for adding in [false, true] {
          var c = [Float](repeating: adding ? 0.5 : .nan, count: rows * stride)
          mneme_multiply_panels(path, a, rows, inner, panels, columns, inner, adding, &c, stride)
          for row in 0..<rows {
            for column in Swift.stride(from: row % 5, to: columns, by: max(1, columns / 40)) {
              let (value, magnitude) = product(a, weights, row: row, column: column, inner: inner)
              let expected = value + (adding ? 0.5 : 0)
              let error = abs(Double(c[row * stride + column]) - expected)
              #expect(
                error <= Double(inner + 2) * 0x1p-23 * (magnitude + 1),
                "path \(path.rawValue), \(rows) rows, row \(row), column \(column)")
            }
            // Nothing behind the last panel is touched.
            #expect(adding ? c[row * stride + stride - 1] == 0.5 : c[row * stride + stride - 1].isNaN)
          }
        }
      }
    }
  }

  @Test func aRowComesOutTheSameAloneAndAmongOthers() {
    var random = SplitMix64(4)
    let (columns, inner, rows) = (96, 384, 23)
    let weights = (0..<columns * inner).map { _ in Float(random.next() % 1000) / 5000 - 0.1 }
    var panels = [UInt16](repeating: 0, count: mneme_panel_halves(columns, inner))
    mneme_pack_panels(weights, columns, inner, &panels)
    let a = (0..<rows * inner).map { _ in Float(random.next() % 1000) / 500 - 1 }
    for path in Self.paths {
      var together = [Float](repeating: 0, count: rows * columns)
      mneme_multiply_panels(path, a, rows, inner, panels, columns, inner, false, &together, columns)
      for row in 0..<rows {
        var alone = [Float](repeating: 0, count: columns)
        mneme_multiply_panels(
          path, Array(a[row * inner..<(row + 1) * inner]), 1, inner, panels, columns, inner, false, &alone, columns)
        #expect(alone == Array(together[row * columns..<(row + 1) * columns]), "path \(path.rawValue), row \(row)")
      }
    }
  }

  /// Few rows go through the panels, many through the library: no text's vector may tell which.
  @Test func aLayerGivesTheSameForFewRowsAndForMany() throws {
    try BLAS.load()
    var random = SplitMix64(5)
    let (columns, inner, rows) = (384, 384, 80)
    let weights = exactHalves(&random, columns * inner)
    let layer = LinearLayer(FloatTensor(count: columns * inner) { weights[$0] }, columns: columns, inner: inner)
    let a = (0..<rows * inner).map { _ in Float(random.next() % 1000) / 500 - 1 }
    var many = [Float](repeating: 0, count: rows * columns)
    layer.multiply(rows: rows, a, into: &many, strideC: columns)
    var few = [Float](repeating: 0, count: 3 * columns)
    layer.multiply(rows: 3, a, into: &few, strideC: columns)
    for index in few.indices { #expect(abs(few[index] - many[index]) < 1e-3 * max(1, abs(many[index]))) }
  }
}
