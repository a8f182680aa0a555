/// The loops between the matrix products, eight lanes at a time.
///
/// No fused multiply-add is asked for: without it in the baseline instruction set it becomes a library call per lane.
enum EncoderKernels {
  typealias Lanes = SIMD8<Float>
  static let width = 8

  @inline(__always)
  private static func load(_ pointer: UnsafePointer<Float>, _ index: Int) -> Lanes {
    UnsafeRawPointer(pointer + index).loadUnaligned(as: Lanes.self)
  }

  @inline(__always)
  private static func load(_ pointer: UnsafeMutablePointer<Float>, _ index: Int) -> Lanes {
    UnsafeRawPointer(pointer + index).loadUnaligned(as: Lanes.self)
  }

  @inline(__always)
  private static func store(_ value: Lanes, _ pointer: UnsafeMutablePointer<Float>, _ index: Int) {
    UnsafeMutableRawPointer(pointer + index).storeBytes(of: value, as: Lanes.self)
  }

  /// One step of Horner's rule.
  @inline(__always)
  private static func step(_ sum: Lanes, _ x: Lanes, _ coefficient: Float) -> Lanes {
    sum * x + Lanes(repeating: coefficient)
  }

  @inline(__always)
  private static func clamp(_ x: Lanes, _ bound: Float) -> Lanes {
    let high = Lanes(repeating: bound)
    let low = Lanes(repeating: -bound)
    let top = x.replacing(with: high, where: x .> high)
    return top.replacing(with: low, where: top .< low)
  }

  /// Adds `bias` to rows of `columns` floats and applies GELU, x/2 (1 + erf(x/√2)).
  ///
  /// erf(x/√2) on [-5, 5] is an odd rational function fitted to it (error 2e-6); beyond it is ±1 to six digits.
  static func addBiasGELU(_ values: UnsafeMutablePointer<Float>, rows: Int, columns: Int, bias: UnsafePointer<Float>) {
    let one = Lanes(repeating: 1)
    let half = Lanes(repeating: 0.5)
    for row in 0..<rows {
      let base = values + row * columns
      var column = 0
      while column < columns {
        let x = load(base, column) + load(bias, column)
        let z = clamp(x, 5)
        let t = z * z
        var numerator = step(Lanes(repeating: -1.408_103_2e-7), t, 8.666_293_4e-5)
        numerator = step(numerator, t, 0.008_134_819)
        numerator = step(numerator, t, 0.056_344_964)
        numerator = step(numerator, t, 0.797_896_15)
        var denominator = step(Lanes(repeating: 0.001_318_534_6), t, 0.024_661_48)
        denominator = step(denominator, t, 0.237_353_44)
        denominator = step(denominator, t, 1)
        store(half * x * (one + z * numerator / denominator), base, column)
        column += width
      }
    }
  }

  /// Layer normalisation of rows in place, after adding `bias`: (x - mean) / √(variance + 1e-12) · gain + shift.
  static func addBiasNormalise(
    _ values: UnsafeMutablePointer<Float>, rows: Int, columns: Int, bias: UnsafePointer<Float>?,
    gain: UnsafePointer<Float>, shift: UnsafePointer<Float>
  ) {
    let scale = 1 / Float(columns)
    for row in 0..<rows {
      let base = values + row * columns
      var sum = Lanes(repeating: 0)
      var column = 0
      if let bias {
        while column < columns {
          let x = load(base, column) + load(bias, column)
          store(x, base, column)
          sum += x
          column += width
        }
      } else {
        while column < columns {
          sum += load(base, column)
          column += width
        }
      }
      let mean = Lanes(repeating: sum.sum() * scale)
      var squares = Lanes(repeating: 0)
      column = 0
      while column < columns {
        let x = load(base, column) - mean
        squares += x * x
        column += width
      }
      let factor = Lanes(repeating: 1 / (squares.sum() * scale + 1e-12).squareRoot())
      column = 0
      while column < columns {
        store((load(base, column) - mean) * factor * load(gain, column) + load(shift, column), base, column)
        column += width
      }
    }
  }

  /// Softmax of each row in place. Rows are `stride` floats apart, a multiple of the lanes; what is beyond
  /// `columns` in a row is overwritten.
  static func softmax(_ values: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int) {
    for row in 0..<rows {
      let base = values + row * stride
      var column = columns
      while column < stride {
        base[column] = -.greatestFiniteMagnitude
        column += 1
      }
      var greatest = load(base, 0)
      column = width
      while column < columns {
        let x = load(base, column)
        greatest = greatest.replacing(with: x, where: x .> greatest)
        column += width
      }
      let shift = Lanes(repeating: greatest.max())
      var sum = Lanes(repeating: 0)
      column = 0
      while column < columns {
        let x = exponential(load(base, column) - shift)
        store(x, base, column)
        sum += x
        column += width
      }
      let factor = Lanes(repeating: 1 / sum.sum())
      column = 0
      while column < columns {
        store(load(base, column) * factor, base, column)
        column += width
      }
    }
  }

  /// e^x for x ≤ 0: 2^n · 2^f with |f| ≤ 1/2, the second factor a polynomial (error 8e-8).
  @inline(__always)
  private static func exponential(_ x: Lanes) -> Lanes {
    let low = Lanes(repeating: -87)
    let bounded = x.replacing(with: low, where: x .< low)
    let y = bounded * 1.442_695
    // Adding 1.5 · 2^23 rounds to an integer, which then stands in the low bits.
    let magic = Lanes(repeating: 12_582_912)
    let shifted = y + magic
    let f = y - (shifted - magic)
    var polynomial = step(Lanes(repeating: 0.001_326_697_1), f, 0.009_675_456)
    polynomial = step(polynomial, f, 0.055_507_425)
    polynomial = step(polynomial, f, 0.240_221_22)
    polynomial = step(polynomial, f, 0.693_146_94)
    polynomial = step(polynomial, f, 1.000_000_1)
    let exponent = unsafeBitCast(shifted, to: SIMD8<UInt32>.self) &<< 23
    return unsafeBitCast(unsafeBitCast(polynomial, to: SIMD8<UInt32>.self) &+ exponent, to: Lanes.self)
  }

  /// `sum += row` over `columns` floats.
  static func accumulate(_ row: UnsafePointer<Float>, into sum: UnsafeMutablePointer<Float>, columns: Int) {
    var column = 0
    while column < columns {
      store(load(sum, column) + load(row, column), sum, column)
      column += width
    }
  }

  /// `out = a + b` over `columns` floats.
  static func add(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>, columns: Int
  ) {
    var column = 0
    while column < columns {
      store(load(a, column) + load(b, column), out, column)
      column += width
    }
  }

  /// Adds `bias` to rows that are `stride` floats apart.
  static func addBias(
    _ values: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int, bias: UnsafePointer<Float>
  ) {
    for row in 0..<rows { accumulate(bias, into: values + row * stride, columns: columns) }
  }

  /// Scales a vector to length one. A sum of squares that is zero or not finite leaves it as it is.
  static func unitLength(_ vector: UnsafeMutablePointer<Float>, columns: Int) {
    var squares = Lanes(repeating: 0)
    var column = 0
    while column < columns {
      let x = load(vector, column)
      squares += x * x
      column += width
    }
    let length = squares.sum().squareRoot()
    guard length > 1e-12, length.isFinite else { return }
    let factor = Lanes(repeating: 1 / length)
    column = 0
    while column < columns {
      store(load(vector, column) * factor, vector, column)
      column += width
    }
  }
}
