import Foundation
import MnemeCore

/// Keeps the inverted index of one space level with the store.
///
/// What is in the files is known by the watermark; the rest is read from the store when the space is loaded. Putting a
/// document twice is harmless, so whatever is in doubt is put again.
struct LexicalFeed: Sendable {
  let messages: any MessageStore
  let archive: any MemoryArchive
  let page: Int

  /// What makes the terms; files made by another analysis are made again.
  static let fingerprint = "analysis-\(TextAnalyzer.version)"

  /// Reads what the index misses and returns how far it reaches now.
  func catchUp(_ index: InvertedIndex, of space: SpaceID) async throws(MnemeError) -> LexicalWatermark {
    if case .needsRebuild = index.state { try index.removeAll() }
    var reached = index.watermark
    while true {
      let texts = try await messages.texts(of: space, after: reached.messageOrdinal, limit: page)
      index.put(await Self.documents(texts.map { (ItemKey(.message, $0.ordinal), $0.text) }))
      guard let last = texts.last?.ordinal else { break }
      reached.messageOrdinal = last
      if texts.count < page { break }
    }
    reached.ledgerSequence = try await follow(index, of: space, after: reached.ledgerSequence)
    return reached
  }

  /// Puts and removes what the ledger says of memories after a sequence; returns the last sequence.
  func follow(_ index: InvertedIndex, of space: SpaceID, after sequence: Int64) async throws(MnemeError) -> Int64 {
    var last = sequence
    while true {
      let changes = try await archive.changes(in: space, after: last, limit: page)
      if changes.sequence == last { return last }
      await Self.apply(changes.memories, to: index)
      last = changes.sequence
    }
  }

  /// Memories as they are now: those that speak are found, the others are not.
  static func apply(_ memories: [Memory], to index: InvertedIndex) async {
    let active = memories.filter(\.isActive)
    index.remove(memories.filter { !$0.isActive }.map { ItemKey(.memory, $0.ordinal) })
    index.put(await documents(active.map { (ItemKey(.memory, $0.ordinal), $0.text) }))
  }

  /// Analyses texts; large batches side by side on the cores there are.
  static func documents(_ texts: [(key: ItemKey, text: String)]) async -> [LexicalDocument] {
    let slice = 128
    func analysed(_ texts: some Sequence<(key: ItemKey, text: String)>) -> [LexicalDocument] {
      texts.map { LexicalDocument(key: $0.key, terms: TextAnalyzer.terms($0.text)) }
    }
    if texts.count <= slice { return analysed(texts) }
    return await withTaskGroup(of: (Int, [LexicalDocument]).self) { group in
      for start in stride(from: 0, to: texts.count, by: slice) {
        let part = Array(texts[start..<min(start + slice, texts.count)])
        group.addTask { (start, part.map { LexicalDocument(key: $0.key, terms: TextAnalyzer.terms($0.text)) }) }
      }
      var parts: [Int: [LexicalDocument]] = [:]
      for await (start, documents) in group { parts[start] = documents }
      return parts.sorted { $0.key < $1.key }.flatMap(\.value)
    }
  }
}
