package import Foundation
package import MnemeCore
import Synchronization

/// One space's inverted index over messages and memories: BM25 with top-k pruning, on memory-mapped segments.
///
/// Derived data: everything here can be put again from the store. Documents that were put are found at once. They are
/// sealed into immutable segments in memory by the thousands, and ``persist(watermark:)`` makes files of them; after a crash the
/// index is what it was at the last `persist`, and what came after the ``watermark`` must be put again.
///
/// Safe from any thread. A search runs on a snapshot: it sees each change wholly or not at all and waits for no disk. Changes
/// hold a lock for microseconds; disk work has a lock of its own, and `put` waits for it only when tens of thousands of
/// documents have piled up meanwhile.
///
/// An index that finds its files damaged, or made by another analysis, drops what it cannot use and says so in
/// ``state``: it goes on answering from the rest and refuses to persist. The way back is ``removeAll()`` and putting everything.
package final class InvertedIndex: Sendable {
  package enum State: Sendable, Hashable {
    /// Everything up to the watermark is in it, and what was put since.
    case ready
    /// Documents are missing.
    case needsRebuild(Reason)
  }

  package enum Reason: Sendable, Hashable {
    /// The terms were made by another version of the analysis.
    case analysisChanged
    /// The files have the format of another version.
    case formatChanged
    /// A file is missing, cut or changed.
    case damaged
  }

  /// Sizes, smaller in tests.
  struct Tuning: Sendable {
    /// Documents of one source that are sealed into a segment.
    var freshDocuments = 4096
    /// Batches of that many that may wait for the disk before `put` waits with them.
    var waitingBatches = 8
    /// Segments of more documents go to files right away.
    var spilledDocuments = 32_768
    /// `put` merges no more documents at once; `persist` does.
    var mergedByPut = 65_536
    /// Documents that a search looks at together: their scores fit the nearest cache.
    var searchWindow = 2048
    var policy = MergePolicy()
  }

  /// What disk work knows.
  struct Upkeep: Sendable {
    var nextNumber: UInt64 = 1
    /// Files that no manifest to come will name.
    var obsolete: [LexicalSegment] = []
    /// The bytes of the manifest on disk.
    var manifest: [UInt8] = []
  }

  let content = Mutex(IndexContent())
  /// Held for as long as disk work takes; taken before `content`, never after it.
  let upkeep = Mutex(Upkeep())
  let files: LexicalFiles?
  let fingerprint: String
  let tuning: Tuning

  /// Opens the index of a folder, or an empty one where there is none yet; the folder is made when it is first written to.
  ///
  /// Reads every file once to compare checksums: O(bytes), some gigabytes a second where they are in the kernel's memory.
  /// - Parameters:
  ///   - directory: owned by this object alone; nil keeps everything in memory.
  ///   - fingerprint: the version of the analysis that makes the terms.
  /// - Throws: `storage` when files cannot be read; damaged ones are no error, see ``state``.
  package convenience init(directory: URL?, fingerprint: String) throws(MnemeError) {
    try self.init(files: directory.map { LexicalFiles(path: $0.path) }, fingerprint: fingerprint)
  }

  init(files: LexicalFiles?, fingerprint: String, tuning: Tuning = Tuning()) throws(MnemeError) {
    self.files = files
    self.fingerprint = fingerprint
    self.tuning = tuning
    if let files { try load(files) }
  }

  package var state: State { content.withLock { $0.condition } }

  /// How far the files reach; zero for an index without.
  package var watermark: LexicalWatermark { content.withLock { $0.watermark } }

  package var statistics: LexicalStatistics {
    let parts = content.withLock { $0.parts }
    var result = LexicalStatistics()
    for part in parts {
      for sealed in part.sealed {
        result.documents += sealed.liveCount
        result.terms += sealed.segment.footer.terms
        result.segments += 1
        result.residentBytes += sealed.removed.byteCount
        if sealed.segment.bytes.isMapped {
          result.mappedBytes += sealed.segment.bytes.count
        } else {
          result.residentBytes += sealed.segment.bytes.count
        }
      }
      for fresh in part.fresh {
        result.documents += fresh.liveCount
        result.unsealedDocuments += fresh.liveCount
        result.terms += fresh.terms.count
        result.residentBytes += fresh.byteCount
      }
    }
    return result
  }

  // MARK: Changing

  /// Adds documents; one whose key is known takes the place of the older. Microseconds a document; each time some
  /// thousand have come together, tens of milliseconds for sealing them.
  package func put(_ documents: [LexicalDocument]) {
    for document in documents {
      let isWaiting = change(document.key) { content, places in
        content.put(document, places: places, capacity: tuning.freshDocuments)
      }
      if isWaiting { sealWaiting() }
    }
  }

  /// Removes documents; keys that are not there are ignored. What they said may stay in the files until segments are merged:
  /// see ``erase(_:)``.
  package func remove(_ keys: [ItemKey]) {
    for key in keys { change(key) { content, places in content.remove(key, places: places) } }
  }

  /// Changes a document. Where it may be sealed, its places are looked up outside the lock, because that reads files.
  private func change<Result: Sendable>(
    _ key: ItemKey, _ body: (inout IndexContent, [IndexContent.Place]) -> Result
  ) -> Result {
    var known: (generation: UInt64, places: [IndexContent.Place])?
    while true {
      let step: (result: Result?, candidates: [LexicalSegment], generation: UInt64) = content.withLock { content in
        if let known, known.generation == content.generation {
          return (body(&content, known.places), [], 0)
        }
        let candidates = content.candidates(for: key)
        return candidates.isEmpty ? (body(&content, []), [], 0) : (nil, candidates, content.generation)
      }
      if let result = step.result { return result }
      known = (step.generation, places(of: key, in: step.candidates))
    }
  }

  private func places(of key: ItemKey, in segments: [LexicalSegment]) -> [IndexContent.Place] {
    var places: [IndexContent.Place] = []
    for segment in segments {
      guard let document = segment.document(of: key.ordinal) else { continue }
      do throws(LexicalDamage) {
        places.append(
          IndexContent.Place(segment: segment, document: document, terms: try segment.terms(of: document)))
      } catch {
        content.withLock { $0.drop([segment]) }
      }
    }
    return places
  }
}
