import Synchronization

extension GraphStorage {
  static func parts(of count: Int, size: Int) -> Int { (count + size - 1) / size }

  func blocks(for rows: Int) -> Int { Self.parts(of: rows, size: Self.blockRows) }

  /// The parts of a block that a file keeps, as far as there are rows in it.
  func sections(ofBlock number: Int, rows: Int) -> [UnsafeMutableRawBufferPointer] {
    let count = min(Self.blockRows, rows - number * Self.blockRows)
    let block = block(number)
    return layout.saved.map { part in
      UnsafeMutableRawBufferPointer(start: block + part.offset, count: count * part.rowBytes)
    }
  }

  /// Rows of a block, counted from its first, that were erased.
  func erasedRows(ofBlock number: Int, rows: Int) -> [Int] {
    let first = number * Self.blockRows
    return (0..<min(Self.blockRows, rows - first)).filter {
      mark(first + $0).pointee.load(ordering: .relaxed) == Self.erasedMark
    }
  }

  /// The links of the upper layers, chunk by chunk.
  func upperSections(end: Int) -> [UnsafeMutableRawBufferPointer] {
    stride(from: 0, to: end, by: Self.chunkLinks).map { first in
      UnsafeMutableRawBufferPointer(
        start: UnsafeMutableRawPointer(upperLinks(at: first)), count: min(Self.chunkLinks, end - first) * 4)
    }
  }

  /// Checks what was read from a file: whatever it holds, no search must leave the rows that are there.
  /// - Throws: `damaged`.
  func validate(_ header: GraphFileHeader) throws(GraphFileError) {
    var removed = 0
    for row in 0..<header.rows {
      let mark = mark(row).pointee.load(ordering: .relaxed)
      guard mark <= Self.erasedMark else { throw .damaged("a row's mark is wrong") }
      removed += mark == 0 ? 0 : 1
      guard scale(row).pointee >= 0, scale(row).pointee.isFinite else { throw .damaged("a row's scale is wrong") }
      guard areValid(links(row, layer: 0), of: row, layer: 0, rows: header.rows) else {
        throw .damaged("a link leads nowhere")
      }
      // Few rows stand on upper layers, and only there the layers of what they lead to matter.
      for layer in stride(from: 1, through: parameters.level(ofRow: row), by: 1) {
        guard areValid(links(row, layer: layer), of: row, layer: layer, rows: header.rows) else {
          throw .damaged("a link leads nowhere")
        }
      }
    }
    guard removed == header.removed else { throw .damaged("its number of removed rows is wrong") }
    for block in 0..<blocks(for: header.rows) {
      let codes = sections(ofBlock: block, rows: header.rows)[0].assumingMemoryBound(to: Int8.self)
      // The inner loops' products are exact for all codes but this one.
      var wrong: Int8 = 0
      for code in codes { wrong |= code == -128 ? 1 : 0 }
      guard wrong == 0 else { throw .damaged("a code is out of range") }
    }
  }

  private func areValid(_ links: UnsafeMutablePointer<Link>, of row: Int, layer: Int, rows: Int) -> Bool {
    var ended = false
    for place in 0..<degree(onLayer: layer) {
      let word = links[place].load(ordering: .relaxed)
      let other = Int(word & Self.rowMask)
      if word == Self.noLink {
        ended = true
      } else if ended || other >= rows || other == row {
        return false
      } else if layer > 0, parameters.level(ofRow: other) < layer {
        return false
      }
    }
    return true
  }
}
