/// What a graph index is built with. Two indexes with the same parameters and the same inserts are the same graph.
package struct GraphParameters: Sendable, Hashable {
  /// The number of values in a row.
  package let dimension: Int
  /// The most links of a row on each upper layer, and half of the most on the base layer (M of Malkov and Yashunin 2018,
  /// §4.1). In 4…64.
  package let degree: Int
  /// How many candidates an insert looks at for links (efConstruction of the same paper). In `degree`…4096.
  package let buildBreadth: Int
  /// Decides on which layers a row stands.
  package let seed: UInt64

  package static let degrees = 4...64
  package static let defaultDegree = 16
  package static let defaultBuildBreadth = 128

  /// - Throws: `invalidDimension`, `invalidParameter`.
  package init(
    dimension: Int, degree: Int = Self.defaultDegree, buildBreadth: Int = Self.defaultBuildBreadth, seed: UInt64 = 0
  ) throws(VectorError) {
    guard (1...FlatIndex.maximumDimension).contains(dimension) else { throw .invalidDimension(dimension) }
    guard Self.degrees.contains(degree) else { throw .parameter("degree", degree, Self.degrees) }
    guard (degree...4096).contains(buildBreadth) else { throw .parameter("build breadth", buildBreadth, degree...4096) }
    self.dimension = dimension
    self.degree = degree
    self.buildBreadth = buildBreadth
    self.seed = seed
  }

  /// The most links of a row on the base layer.
  var baseDegree: Int { 2 * degree }

  /// The highest layer on which a row stands; 0 for most.
  ///
  /// A row stands on layer l or higher with probability degree⁻ˡ, which is ⌊-ln U / ln M⌋ of the paper's §4, without
  /// logarithms: the answer is the same on every machine, so that a file need not keep it. U is drawn for the row's
  /// number from the seed (Steele, Lea and Flood 2014), not from a sequence: an interrupted build goes on with the same
  /// layers.
  func level(ofRow row: Int) -> Int {
    var z = seed &+ (UInt64(truncatingIfNeeded: row) &+ 1) &* 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    z ^= z >> 31
    var bound = UInt64.max / UInt64(degree)
    var level = 0
    while z < bound, level < Self.maximumLevel {
      level += 1
      bound /= UInt64(degree)
    }
    return level
  }

  static let maximumLevel = 15
}
