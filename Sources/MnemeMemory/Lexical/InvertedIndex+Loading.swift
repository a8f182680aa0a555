import MnemeCore
import Synchronization

extension InvertedIndex {
  /// Reads what the manifest names and removes every other file.
  func load(_ files: LexicalFiles) throws(MnemeError) {
    let found = try files.names()
    var upkeep = Upkeep()
    upkeep.nextNumber = (found.segments.values.max() ?? 0) + 1
    var kept: Set<String> = []
    var loaded = IndexContent()
    if let bytes = try SegmentBytes(mapping: files.path(of: LexicalFiles.manifest)) {
      var manifest: LexicalManifest?
      do throws(LexicalDamage) {
        manifest = try LexicalManifest.decode(bytes)
        if manifest == nil { loaded.condition = .needsRebuild(.formatChanged) }
      } catch {
        loaded.condition = .needsRebuild(.damaged)
      }
      if let manifest {
        upkeep.nextNumber = max(upkeep.nextNumber, min(manifest.nextNumber, 1 << 62))
        upkeep.manifest = bytes.array
        if manifest.fingerprint == fingerprint {
          kept = try adopt(manifest, into: &loaded, from: files)
        } else {
          loaded.condition = .needsRebuild(.analysisChanged)
        }
      }
    }
    for name in found.leftovers { try files.remove(name) }
    for name in found.segments.keys.sorted() where !kept.contains(name) { try files.remove(name) }
    self.upkeep.withLock { $0 = upkeep }
    content.withLock { $0 = loaded }
  }

  /// - Returns: names of the files that are in use.
  private func adopt(
    _ manifest: LexicalManifest, into content: inout IndexContent, from files: LexicalFiles
  ) throws(MnemeError) -> Set<String> {
    var kept: Set<String> = []
    var isComplete = manifest.isComplete
    for entry in manifest.segments {
      let name = LexicalFiles.segmentName(entry.number)
      guard let bytes = try SegmentBytes(mapping: files.path(of: name)) else {
        isComplete = false
        continue
      }
      do throws(LexicalDamage) {
        let sealed = try Self.open(bytes, as: entry)
        content.adopt([sealed], part: IndexContent.part(of: sealed.segment.source))
        kept.insert(name)
      } catch {
        isComplete = false
      }
    }
    if isComplete {
      content.watermark = manifest.watermark
    } else {
      content.condition = .needsRebuild(.damaged)
    }
    return kept
  }

  private static func open(_ bytes: SegmentBytes, as entry: LexicalManifest.Segment) throws(LexicalDamage)
    -> SealedSegment
  {
    guard UInt64(bytes.count) == entry.length else { throw LexicalDamage() }
    let segment = try LexicalSegment(bytes, file: entry.number, verifying: true)
    guard segment.checksum == entry.checksum else { throw LexicalDamage() }
    var sealed = SealedSegment(segment)
    for document in entry.removed {
      guard document < segment.documents else { throw LexicalDamage() }
      _ = sealed.remove(document, terms: try segment.terms(of: document))
    }
    return sealed
  }
}
