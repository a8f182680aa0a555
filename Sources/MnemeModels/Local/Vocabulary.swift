import Foundation
package import MnemeCore

/// The word pieces of a BERT vocabulary in a byte trie whose edges live in one hash table.
///
/// Immutable after `init`, so workers share it.
package final class Vocabulary: Sendable {
  package let count: Int
  let classify: Int32
  let separator: Int32
  let unknown: Int32
  /// Markers recognised in raw text, before any normalisation, as the original does.
  let markers: [(bytes: [UInt8], id: Int32)]
  /// Where pieces that continue a word start: the node of `##`.
  let continuation: UInt32

  /// Open addressing; the key is node and byte, 0 is free (no edge leads from the root with byte 0).
  private let keys: [UInt32]
  private let targets: [UInt32]
  private let mask: UInt32
  /// The piece that ends in a node, -1 without one.
  private let pieces: [Int32]

  /// Reads `vocab.txt`: one piece a line, its id is the line's number.
  /// - Throws: `notFound` without the file, `unprocessable` when it is no BERT vocabulary.
  package convenience init(path: String) throws(MnemeError) {
    let file = try MappedFile(path: path)
    var lines = file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      line.last == UInt8(ascii: "\r") ? Array(line.dropLast()) : Array(line)
    }
    if lines.last?.isEmpty == true { lines.removeLast() }
    try self.init(pieces: lines)
  }

  package init(pieces words: [[UInt8]]) throws(MnemeError) {
    guard words.count <= 1 << 20 else {
      throw MnemeError(.unprocessable, "The vocabulary has too many pieces: it is not the expected model.")
    }
    var capacity = 1024
    let edges = words.reduce(2) { $0 + $1.count }
    while capacity < edges { capacity *= 2 }
    var keys = [UInt32](repeating: 0, count: capacity)
    var targets = keys
    let mask = UInt32(capacity - 1)
    var pieces: [Int32] = [-1]

    func insert(_ word: [UInt8]) -> UInt32? {
      var node: UInt32 = 0
      for byte in word {
        let key = node << 8 | UInt32(byte)
        // Byte 0 from the root would look like a free slot; more nodes than 24 bits hold do not fit a key.
        guard key != 0, pieces.count < 1 << 24 else { return nil }
        var slot = Self.hash(key) & mask
        while keys[Int(slot)] != 0 && keys[Int(slot)] != key { slot = (slot &+ 1) & mask }
        if keys[Int(slot)] == 0 {
          keys[Int(slot)] = key
          targets[Int(slot)] = UInt32(pieces.count)
          pieces.append(-1)
        }
        node = targets[Int(slot)]
      }
      return node
    }

    for (id, word) in words.enumerated() {
      guard let node = insert(word) else {
        throw MnemeError(.unprocessable, "The vocabulary is damaged: fetch the model again.")
      }
      pieces[Int(node)] = Int32(id)
    }
    guard let continuation = insert(Array("##".utf8)) else {
      throw MnemeError(.unprocessable, "The vocabulary is damaged: fetch the model again.")
    }
    func id(_ marker: String) -> Int32? {
      guard let node = insert(Array(marker.utf8)), pieces[Int(node)] >= 0 else { return nil }
      return pieces[Int(node)]
    }
    guard let classify = id("[CLS]"), let separator = id("[SEP]"), let unknown = id("[UNK]") else {
      throw MnemeError(
        .unprocessable, "The vocabulary lacks [CLS], [SEP] or [UNK]: it is not the expected model.")
    }
    var markers: [(bytes: [UInt8], id: Int32)] = []
    for marker in ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] {
      if let id = id(marker) { markers.append((Array(marker.utf8), id)) }
    }
    self.count = words.count
    self.classify = classify
    self.separator = separator
    self.unknown = unknown
    self.markers = markers
    self.continuation = continuation
    self.keys = keys
    self.targets = targets
    self.mask = mask
    self.pieces = pieces
  }

  private static func hash(_ key: UInt32) -> UInt32 {
    let mixed = key &* 0x9E37_79B1
    return mixed ^ mixed >> 15
  }

  /// The longest piece that starts at `start`, with where it ends; nil when none fits.
  /// Linear in the longest match, allocates nothing.
  func longestPiece(_ word: UnsafeBufferPointer<UInt8>, from start: Int) -> (id: Int32, end: Int)? {
    var node = start == 0 ? 0 : continuation
    var best: (id: Int32, end: Int)?
    var position = start
    while position < word.count {
      let key = node << 8 | UInt32(word[position])
      var slot = Self.hash(key) & mask
      while keys[Int(slot)] != key {
        if keys[Int(slot)] == 0 { return best }
        slot = (slot &+ 1) & mask
      }
      node = targets[Int(slot)]
      position += 1
      if pieces[Int(node)] >= 0 { best = (pieces[Int(node)], position) }
    }
    return best
  }
}
