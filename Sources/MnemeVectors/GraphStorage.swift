import CVectorKernels
import Synchronization

/// The memory of a graph index: rows in blocks that never move, so that growing copies nothing, and the rows' links.
///
/// `@unchecked Sendable`, because one thread builds while any number search, and these rules make that safe:
/// - Only the holder of the index's builder lock changes anything.
/// - A row's codes, scale, key and upper links' place, and the blocks and chunks they stand in, are written before
///   ``published`` grows beyond the row, and never again. A search reads ``entry`` and then ``published`` (both
///   acquiring) and looks at no row beyond: it finds complete rows without a lock.
/// - Links and marks of removal change at any time and are therefore atomics. A link that is there names a row that is
///   there or the one on the way; a search passes over those beyond what it saw published.
/// - `previous` is read and written under the lock of ``KeyRows`` alone, but for rows that have left its table.
final class GraphStorage: @unchecked Sendable {
  typealias Link = Atomic<UInt32>

  /// Rows of a block, as a power of two: 6 MiB of codes for 384 dimensions.
  static let blockShift = 14
  static let blockRows = 1 << blockShift
  static let maximumRows = 1 << 30
  /// Stands behind a row's last link.
  static let noLink = UInt32.max
  /// Set in links that are never given up: see ``GraphBuilder``.
  static let keptFlag: UInt32 = 1 << 31
  static let rowMask = keptFlag - 1
  static let erasedMark: UInt8 = 2
  /// Links of a chunk for the upper layers; a row's links never cross from one to the next.
  static let chunkShift = 16
  static let chunkLinks = 1 << chunkShift
  private static let hugePageBytes = 2 << 20

  let parameters: GraphParameters
  let path: mneme_kernel_path
  let layout: BlockLayout

  /// The number of rows that are complete. The rows on the way to be are the builder's.
  let published = Atomic<Int>(0)
  /// The row where searches begin, in the lower half, and its highest layer.
  let entry = Atomic<UInt64>(0)
  /// The number of rows marked as removed.
  let removed = Atomic<Int>(0)

  /// Blocks by number; places are filled before rows in them are published, the others are never touched.
  private let blocks: UnsafeMutablePointer<UnsafeRawPointer?>
  private let chunks: UnsafeMutablePointer<UnsafeMutablePointer<Link>?>
  private let blockTotal = Atomic<Int>(0)
  private let chunkTotal = Atomic<Int>(0)

  init(parameters: GraphParameters, path: mneme_kernel_path) {
    self.parameters = parameters
    self.path = path
    layout = BlockLayout(parameters)
    blocks = .allocate(capacity: Self.maximumRows / Self.blockRows)
    chunks = .allocate(capacity: 1 << (32 - Self.chunkShift))
  }

  deinit {
    for block in 0..<blockCount { blocks[block]?.deallocate() }
    for chunk in 0..<chunkCount { chunks[chunk]?.deallocate() }
    blocks.deallocate()
    chunks.deallocate()
  }

  var blockCount: Int { blockTotal.load(ordering: .relaxed) }
  var chunkCount: Int { chunkTotal.load(ordering: .relaxed) }

  /// The bytes allocated; those of rows and links to come may not be resident.
  var byteCount: Int {
    blockCount * layout.byteCount + chunkCount * Self.chunkLinks * MemoryLayout<Link>.stride
  }

  // MARK: Growing, by the builder

  /// Makes room for rows `0 ..< rows`.
  func reserve(rows: Int) {
    precondition(rows <= Self.maximumRows, "checked by the index")
    while blockCount << Self.blockShift < rows {
      let block = UnsafeMutableRawPointer.allocate(byteCount: layout.byteCount, alignment: Self.hugePageBytes)
      // Small indexes do without: a first touch of each part would make whole huge pages resident.
      if blockCount > 0 { mneme_advise_huge_pages(block, layout.byteCount) }
      blocks[blockCount] = UnsafeRawPointer(block)
      blockTotal.store(blockCount + 1, ordering: .relaxed)
    }
  }

  /// Makes room for upper links up to this place.
  func reserve(upperLinks end: Int) {
    while chunkCount << Self.chunkShift < end {
      let chunk = UnsafeMutablePointer<Link>.allocate(capacity: Self.chunkLinks)
      for place in 0..<Self.chunkLinks { (chunk + place).initialize(to: Atomic(Self.noLink)) }
      chunks[chunkCount] = chunk
      chunkTotal.store(chunkCount + 1, ordering: .relaxed)
    }
  }

  // MARK: Parts of a row

  @inline(__always) func block(_ number: Int) -> UnsafeMutableRawPointer {
    // A place below the published rows is always filled.
    UnsafeMutableRawPointer(mutating: blocks[number].unsafelyUnwrapped)
  }

  @inline(__always) private func part<Part: ~Copyable>(
    _ offset: Int, of row: Int, as: Part.Type, count: Int = 1
  ) -> UnsafeMutablePointer<Part> {
    (block(row >> Self.blockShift) + offset).assumingMemoryBound(to: Part.self) + (row & (Self.blockRows - 1)) * count
  }

  func codes(_ row: Int) -> UnsafeMutablePointer<Int8> { part(0, of: row, as: Int8.self, count: parameters.dimension) }
  func key(_ row: Int) -> UnsafeMutablePointer<Int64> { part(layout.keys, of: row, as: Int64.self) }
  func scale(_ row: Int) -> UnsafeMutablePointer<Float> { part(layout.scales, of: row, as: Float.self) }
  /// The row with the same key that came before, or ``noLink``.
  func previous(_ row: Int) -> UnsafeMutablePointer<UInt32> { part(layout.previous, of: row, as: UInt32.self) }
  /// Where the row's links on the upper layers start among all upper links.
  func upperPlace(_ row: Int) -> UnsafeMutablePointer<UInt32> { part(layout.upperPlaces, of: row, as: UInt32.self) }
  /// 1 for a row that was removed, ``erasedMark`` for one of which no file keeps the values, else 0.
  func mark(_ row: Int) -> UnsafeMutablePointer<Atomic<UInt8>> { part(layout.marks, of: row, as: Atomic<UInt8>.self) }

  @inline(__always) func isRemoved(_ row: Int) -> Bool { mark(row).pointee.load(ordering: .relaxed) != 0 }

  func degree(onLayer layer: Int) -> Int { layer == 0 ? parameters.baseDegree : parameters.degree }

  /// A row's links on a layer it stands on: as many places as the layer's degree, ``noLink`` behind the last. Each is a
  /// row's number and the flag.
  @inline(__always) func links(_ row: Int, layer: Int) -> UnsafeMutablePointer<Link> {
    if layer == 0 { return part(layout.links, of: row, as: Link.self, count: parameters.baseDegree) }
    return upperLinks(at: Int(upperPlace(row).pointee) + (layer - 1) * parameters.degree)
  }

  func upperLinks(at place: Int) -> UnsafeMutablePointer<Link> {
    chunks[place >> Self.chunkShift].unsafelyUnwrapped + place & (Self.chunkLinks - 1)
  }

  /// Where a row's upper links start when those of the rows before it end at `end`.
  func upperPlace(after end: Int, level: Int) -> Int {
    let last = end + level * parameters.degree - 1
    let chunk = last >> Self.chunkShift
    return end >> Self.chunkShift == chunk ? end : chunk << Self.chunkShift
  }

  var matrix: mneme_i8_blocks {
    mneme_i8_blocks(
      blocks: blocks, dimension: parameters.dimension, scales: layout.scales, shift: UInt32(Self.blockShift))
  }
}

/// Where the parts of a block's rows start, in bytes. Codes come first.
struct BlockLayout {
  let links, keys, scales, upperPlaces, previous, marks, byteCount: Int
  /// The parts that a file keeps, in their order there, and whether they say something of a row's vector or key.
  let saved: [(offset: Int, rowBytes: Int, isValue: Bool)]

  static let savedParts = 5

  init(_ parameters: GraphParameters) {
    let rows = GraphStorage.blockRows
    let linkBytes = parameters.baseDegree * 4
    links = rows * parameters.dimension
    keys = links + rows * linkBytes
    scales = keys + rows * 8
    upperPlaces = scales + rows * 4
    previous = upperPlaces + rows * 4
    marks = previous + rows * 4
    byteCount = marks + rows
    saved = [
      (0, parameters.dimension, true), (links, linkBytes, false), (keys, 8, true), (scales, 4, true), (marks, 1, false),
    ]
  }

  var savedBytesPerRow: Int { saved.reduce(0) { $0 + $1.rowBytes } }
}
