/// What stands at the beginning of a graph index's file.
struct GraphFileHeader {
  let parameters: GraphParameters
  let rows: Int
  let removed: Int
  let watermarkBytes: Int
  /// Where the upper links end.
  let upperEnd: Int

  /// "MnemeGrf" as it stands in the file.
  private static let magic: UInt64 = 0x6672_4765_6d65_6e4d
  private static let version: UInt64 = 1
  static let wordCount = 11

  init(parameters: GraphParameters, rows: Int, removed: Int, watermarkBytes: Int, upperEnd: Int) {
    self.parameters = parameters
    self.rows = rows
    self.removed = removed
    self.watermarkBytes = watermarkBytes
    self.upperEnd = upperEnd
  }

  /// - Throws: `damaged`, `unsupportedVersion`.
  init(_ words: [UInt64]) throws(GraphFileError) {
    guard words[0] == Self.magic else { throw .damaged("it is no graph index") }
    guard words[1] == Self.version else {
      throw GraphFileError(.unsupportedVersion, "the graph index's file has version \(words[1]): it must be built anew")
    }
    guard let dimension = Int(exactly: words[2]), let degree = Int(exactly: words[3]),
      let breadth = Int(exactly: words[4]), words[6] == UInt64(GraphStorage.blockRows),
      let parameters = try? GraphParameters(  // which of them is wrong does not matter
        dimension: dimension, degree: degree, buildBreadth: breadth, seed: words[5])
    else { throw .damaged("its parameters are wrong") }
    guard words[7] <= UInt64(GraphStorage.maximumRows), words[8] <= words[7],
      words[9] <= UInt64(GraphIndex.maximumWatermarkBytes), words[10] <= UInt64(UInt32.max)
    else { throw .damaged("its numbers are wrong") }
    self.init(
      parameters: parameters, rows: Int(words[7]), removed: Int(words[8]), watermarkBytes: Int(words[9]),
      upperEnd: Int(words[10]))
  }

  var words: [UInt64] {
    [
      Self.magic, Self.version, UInt64(parameters.dimension), UInt64(parameters.degree),
      UInt64(parameters.buildBreadth), parameters.seed, UInt64(GraphStorage.blockRows), UInt64(rows), UInt64(removed),
      UInt64(watermarkBytes), UInt64(upperEnd),
    ]
  }

  /// The length of the whole file.
  func fileBytes(_ layout: BlockLayout) -> Int {
    let blocks = GraphStorage.parts(of: rows, size: GraphStorage.blockRows)
    let chunks = GraphStorage.parts(of: upperEnd, size: GraphStorage.chunkLinks)
    return Self.wordCount * 8 + watermarkBytes + rows * layout.savedBytesPerRow + upperEnd * 4
      + (2 + blocks * BlockLayout.savedParts + chunks) * SectionReader.hashBytes
  }
}
