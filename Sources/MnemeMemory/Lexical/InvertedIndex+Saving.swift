import MnemeCore
import Synchronization

/// Bringing an index to disk; all of it with `upkeep` held.
extension InvertedIndex {
  func save(
    watermark: LexicalWatermark, erasing keys: [ItemKey] = [], _ upkeep: inout Upkeep
  ) throws(MnemeError) {
    // What is on disk at the end is the index at this moment. Later changes must not be part of it: a document that is
    // put again during the work is removed from its segment, while its successor is in memory only.
    var moment = content.withLock { content in
      content.freezeAll()
      return content
    }
    for part in moment.parts.indices {
      for documents in moment.parts[part].fresh.dropLast() {
        moment.replace(documents, by: seal(documents, part: part), part: part)
      }
      if files != nil { try writeSegments(of: &moment, part: part, erasing: keys, &upkeep) }
    }
    if files != nil {
      var manifest = LexicalManifest(fingerprint: fingerprint)
      manifest.isComplete = state == .ready
      manifest.watermark = manifest.isComplete ? watermark : .zero
      manifest.nextNumber = upkeep.nextNumber
      manifest.segments = moment.parts.flatMap(\.sealed).map { sealed in
        LexicalManifest.Segment(
          number: sealed.segment.file ?? 0, length: UInt64(sealed.segment.bytes.count),
          checksum: sealed.segment.checksum, removed: sealed.removed.documents(of: sealed.segment.documents))
      }
      try write(manifest, &upkeep)
    }
    content.withLock { content in
      if content.condition == .ready { content.watermark = watermark }
    }
    try removeObsolete(&upkeep, overwriting: !keys.isEmpty)
  }

  /// Brings the segments of one source to disk: merges that are due, those in memory, those with documents to erase.
  private func writeSegments(
    of moment: inout IndexContent, part: Int, erasing keys: [ItemKey], _ upkeep: inout Upkeep
  ) throws(MnemeError) {
    let source = ItemSource.allCases[part]
    let ordinals = keys.filter { $0.source == source }.map(\.ordinal)
    while true {
      let sealed = moment.parts[part].sealed
      let range =
        nextMerge(sealed, most: SegmentFormat.mostDocuments)
        ?? Self.firstInMemory(sealed)
        ?? Self.firstToErase(ordinals, in: sealed)
      guard let range else { return }
      let inputs = Array(sealed[range])
      do throws(SegmentFailure) {
        moment.replace(inputs, by: try merge(inputs, part: part, onDisk: true, &upkeep), part: part)
      } catch .disk(let error) {
        throw error
      } catch {
        let damaged = inputs.map(\.segment)
        content.withLock { $0.drop(damaged) }
        moment.drop(damaged)
        upkeep.obsolete += damaged.filter { $0.file != nil }
      }
    }
  }

  /// Neighbours that are in memory only.
  private static func firstInMemory(_ sealed: [SealedSegment]) -> Range<Int>? {
    guard let start = sealed.firstIndex(where: { $0.segment.file == nil }) else { return nil }
    return start..<(sealed[start...].firstIndex { $0.segment.file != nil } ?? sealed.count)
  }

  /// A segment that keeps a removed document of these. One that lives was put again since.
  private static func firstToErase(_ ordinals: [Int64], in sealed: [SealedSegment]) -> Range<Int>? {
    let index = sealed.firstIndex { sealed in
      ordinals.contains { ordinal in sealed.segment.document(of: ordinal).map { !sealed.isLive($0) } ?? false }
    }
    return index.map { $0..<$0 + 1 }
  }

  func write(_ manifest: LexicalManifest, _ upkeep: inout Upkeep) throws(MnemeError) {
    guard let files else { return }
    let bytes = manifest.encoded()
    if upkeep.manifest == bytes { return }
    upkeep.manifest = []
    try files.replace(LexicalFiles.manifest, with: bytes)
    upkeep.manifest = bytes
  }

  func removeObsolete(_ upkeep: inout Upkeep, overwriting: Bool) throws(MnemeError) {
    guard let files else { return }
    for segment in upkeep.obsolete {
      if overwriting { segment.bytes.overwriteWhenUnused() }
      if let file = segment.file { try files.remove(LexicalFiles.segmentName(file)) }
    }
    upkeep.obsolete = []
  }
}
