package import MnemeCore
import Synchronization

/// The three ways of changing the files.
extension InvertedIndex {
  /// Brings everything that was put to disk. Documents in memory become a segment, segments are merged, the manifest is
  /// replaced in one step, and files that it no longer names are removed. Killed at any point, the index on disk is the one
  /// before or the one after.
  ///
  /// Synchronous disk work of up to minutes (a merge of everything); searches and changes go on meanwhile. What is put during
  /// the call comes with the next one.
  /// - Parameter watermark: up to where in the store everything had been put before the call.
  /// - Throws: `conflict` while ``state`` asks for a rebuild, `storage` when the disk fails: then all is as before, and
  ///   can be tried again.
  package func persist(watermark: LexicalWatermark) throws(MnemeError) {
    try upkeep.withLock { upkeep throws(MnemeError) in
      guard state == .ready else { throw Self.incomplete }
      try save(watermark: watermark, &upkeep)
      // Damage that came up on the way.
      guard state == .ready else { throw Self.incomplete }
    }
  }

  private static let incomplete = MnemeError(
    .conflict, "The lexical index has lost documents: it must be rebuilt before it can be saved.")

  /// Removes documents and what they said: every segment in a file that holds one of them, removed earlier or not, is
  /// written anew without, and the old file is overwritten and removed. The rest of what was put is persisted with it; the
  /// watermark stays.
  ///
  /// When it returns, no file of the folder has a term that only these documents had. Killed before, they may be back after the
  /// start: ask again. It works while ``state`` asks for a rebuild, too.
  /// - Throws: `storage` when the disk fails: the documents are no longer found, but must be erased again.
  package func erase(_ keys: [ItemKey]) throws(MnemeError) {
    remove(keys)
    guard let files else { return }
    try upkeep.withLock { upkeep throws(MnemeError) in
      try save(watermark: watermark, erasing: keys, &upkeep)
      // What a failed attempt may have left.
      let named = Set(content.withLock { $0.parts }.flatMap(\.sealed).compactMap(\.segment.file))
      let found = try files.names()
      for name in found.leftovers { try files.remove(name) }
      for (name, number) in found.segments.sorted(by: { $0.value < $1.value }) where !named.contains(number) {
        try files.remove(name)
      }
    }
  }

  /// Forgets everything, on disk as well, and is ``State/ready`` for a rebuild: the watermark is zero.
  /// - Throws: `storage` when the disk fails.
  package func removeAll() throws(MnemeError) {
    try upkeep.withLock { upkeep throws(MnemeError) in
      if files != nil { try write(LexicalManifest(fingerprint: fingerprint), &upkeep) }
      let segments = content.withLock { content in
        let old = content.parts.flatMap(\.sealed).map(\.segment)
        content = IndexContent(after: content)
        return old
      }
      upkeep.obsolete += segments.filter { $0.file != nil }
      try removeObsolete(&upkeep, overwriting: true)
    }
  }
}
