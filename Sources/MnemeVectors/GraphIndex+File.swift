package import Foundation
import Synchronization

// The file: a header, the watermark, the rows' parts block by block, the links of the upper layers chunk by chunk; each of
// these sections is followed by its hash. Integers are little-endian. The entry, the rows' layers and the places of their
// upper links follow from the parameters and are not kept.

extension GraphIndex {
  package static let maximumWatermarkBytes = 4096

  /// Writes the index to a file, in the place of an older one, all or nothing even if power fails. Changes to the index wait
  /// until it is done, searches do not. Of erased rows nothing but their links is written.
  ///
  /// - Parameter watermark: what the caller wants to know when it loads the file: how far the build had come.
  /// - Throws: `cannotWrite`, `watermarkTooLong`.
  package func save(to file: URL, watermark: Data = Data()) throws(GraphFileError) {
    guard watermark.count <= Self.maximumWatermarkBytes else {
      throw GraphFileError(.watermarkTooLong, "a watermark has at most \(Self.maximumWatermarkBytes) bytes")
    }
    try builder.withLock { builder throws(GraphFileError) in
      let rows = storage.published.load(ordering: .relaxed)
      var writer = try SectionWriter(path: file.path)
      let header = GraphFileHeader(
        parameters: parameters, rows: rows, removed: storage.removed.load(ordering: .relaxed),
        watermarkBytes: watermark.count, upperEnd: builder.upperEnd)
      try header.words.map(\.littleEndian).withSection { section throws(GraphFileError) in try writer.write(section) }
      try [UInt8](watermark).withSection { section throws(GraphFileError) in try writer.write(section) }
      for block in 0..<storage.blocks(for: rows) {
        let erased = storage.erasedRows(ofBlock: block, rows: rows)
        let sections = storage.sections(ofBlock: block, rows: rows)
        for (part, section) in zip(storage.layout.saved, sections) {
          let section = UnsafeRawBufferPointer(section)
          if erased.isEmpty || !part.isValue {
            try writer.write(section)
          } else {
            var copy = [UInt8](section)
            for row in erased {
              copy.replaceSubrange(
                row * part.rowBytes..<(row + 1) * part.rowBytes, with: repeatElement(0, count: part.rowBytes))
            }
            try copy.withSection { section throws(GraphFileError) in try writer.write(section) }
          }
        }
      }
      for section in storage.upperSections(end: builder.upperEnd) { try writer.write(UnsafeRawBufferPointer(section)) }
      try writer.finish()
    }
  }

  /// Reads an index that ``save(to:watermark:)`` wrote. Links and marks are checked, so that no file, however made, leads to
  /// a row that is not there.
  ///
  /// - Returns: the index, which goes on as the saved one would have, and the watermark.
  /// - Throws: `missing`, `cannotRead`, `damaged`, `unsupportedVersion`.
  package static func load(
    from file: URL, kernels: VectorKernels = .fastest
  ) throws(GraphFileError) -> (index: GraphIndex, watermark: Data) {
    let reader = try SectionReader(path: file.path)
    var words = [UInt64](repeating: 0, count: GraphFileHeader.wordCount)
    guard reader.length >= words.count * 8 + SectionReader.hashBytes else { throw .damaged("it is too short") }
    try words.withMutableSection { section throws(GraphFileError) in try reader.read(into: section) }
    let header = try GraphFileHeader(words.map { UInt64(littleEndian: $0) })

    let storage = GraphStorage(parameters: header.parameters, path: kernels.path)
    // The length first: a wrong number of rows must not make us ask for memory that is not needed.
    guard header.fileBytes(storage.layout) == reader.length else { throw .damaged("its length is wrong") }
    var watermark = [UInt8](repeating: 0, count: header.watermarkBytes)
    try watermark.withMutableSection { section throws(GraphFileError) in try reader.read(into: section) }
    storage.reserve(rows: header.rows)
    for block in 0..<storage.blocks(for: header.rows) {
      for section in storage.sections(ofBlock: block, rows: header.rows) { try reader.read(into: section) }
    }
    let keys = KeyRows(storage: storage)
    var builder = GraphBuilder(storage: storage, keys: keys)
    var entry: UInt64 = 0
    for row in 0..<header.rows {
      let level = UInt64(builder.placeUpperLinks(of: row))
      if row == 0 || level > entry >> 32 { entry = level << 32 | UInt64(row) }
    }
    guard builder.upperEnd == header.upperEnd else { throw .damaged("its number of upper links is wrong") }
    for section in storage.upperSections(end: builder.upperEnd) { try reader.read(into: section) }
    try storage.validate(header)

    for row in 0..<header.rows {
      if storage.isRemoved(row) {
        storage.previous(row).initialize(to: GraphStorage.noLink)
      } else {
        builder.register(row)
      }
    }
    storage.removed.store(header.removed, ordering: .relaxed)
    storage.published.store(header.rows, ordering: .releasing)
    storage.entry.store(entry, ordering: .releasing)
    return (GraphIndex(storage: storage, keys: keys, builder: builder), Data(watermark))
  }
}

extension Array {
  fileprivate func withSection(
    _ body: (UnsafeRawBufferPointer) throws(GraphFileError) -> Void
  ) throws(GraphFileError) {
    let error = withUnsafeBytes { bytes -> GraphFileError? in
      do throws(GraphFileError) { try body(bytes) } catch { return error }
      return nil
    }
    if let error { throw error }
  }

  fileprivate mutating func withMutableSection(
    _ body: (UnsafeMutableRawBufferPointer) throws(GraphFileError) -> Void
  ) throws(GraphFileError) {
    let error = withUnsafeMutableBytes { bytes -> GraphFileError? in
      do throws(GraphFileError) { try body(bytes) } catch { return error }
      return nil
    }
    if let error { throw error }
  }
}
