/// The tokenizer of uncased BERT models: text to piece ids, exactly as the original.
///
/// Not thread-safe (tables fill and buffers are reused); each worker has its own and they share the vocabulary.
package struct WordPieceTokenizer {
  /// Scalars of a word beyond which it becomes `[UNK]` as a whole.
  private static let wordLimit = 100

  package let vocabulary: Vocabulary
  private var characters = CharacterTable()
  /// The word being collected, normalised, in UTF-8.
  private var word: [UInt8] = []
  private var wordScalars = 0

  package init(vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
    word.reserveCapacity(512)
  }

  /// Appends the ids of `text` to `ids`, without `[CLS]` and `[SEP]`, and stops after `limit` of them.
  ///
  /// Linear in the bytes read.
  package mutating func append(_ text: String, to ids: inout [Int32], limit: Int) {
    let end = ids.count + limit
    let vocabulary = vocabulary
    scan(text) { event in
      switch event {
      case .word(let bytes, let scalars): Self.split(bytes, scalars, vocabulary, &ids)
      case .marker(let id): ids.append(id)
      }
      return ids.count < end
    }
    if ids.count > end { ids.removeLast(ids.count - end) }
  }

  /// The normalised words of a text, before they are cut into pieces.
  package mutating func words(_ text: String) -> [String] {
    var result: [String] = []
    scan(text) { event in
      if case .word(let bytes, _) = event { result.append(String(decoding: bytes, as: UTF8.self)) }
      return true
    }
    return result
  }

  private enum Event {
    case word(UnsafeBufferPointer<UInt8>, scalars: Int)
    case marker(Int32)
  }

  /// Longest match first; a word with a part that no piece covers is unknown as a whole.
  private static func split(
    _ word: UnsafeBufferPointer<UInt8>, _ scalars: Int, _ vocabulary: Vocabulary, _ ids: inout [Int32]
  ) {
    guard scalars <= wordLimit else {
      ids.append(vocabulary.unknown)
      return
    }
    let before = ids.count
    var position = 0
    while position < word.count {
      guard let piece = vocabulary.longestPiece(word, from: position) else {
        ids.removeLast(ids.count - before)
        ids.append(vocabulary.unknown)
        return
      }
      ids.append(piece.id)
      position = piece.end
    }
  }

  /// Calls `body` with each word and marker in order until it returns false.
  private mutating func scan(_ text: String, _ body: (Event) -> Bool) {
    var text = text
    word.removeAll(keepingCapacity: true)
    wordScalars = 0
    text.withUTF8 { bytes in
      var position = 0
      while position < bytes.count {
        let byte = bytes[position]
        if byte == UInt8(ascii: "["), let marker = marker(bytes, at: position) {
          guard flush(body), body(.marker(marker.id)) else { return }
          position += marker.bytes.count
          continue
        }
        if byte < 0x80 {
          position += 1
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): push(byte)
          case UInt8(ascii: "A")...UInt8(ascii: "Z"): push(byte | 0x20)
          case 0x20, 0x09, 0x0A, 0x0D: guard flush(body) else { return }
          case 0x21...0x7E:
            guard flush(body) else { return }
            push(byte)
            guard flush(body) else { return }
          default: break
          }
          continue
        }
        let (value, length) = Self.decode(bytes, at: position)
        position += length
        let entry = characters.entry(value)
        switch entry.kind {
        case .dropped: break
        case .space: guard flush(body) else { return }
        case .letter: push(entry)
        case .isolated:
          guard flush(body) else { return }
          push(entry)
          guard flush(body) else { return }
        }
      }
      _ = flush(body)
    }
  }

  private func marker(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> (bytes: [UInt8], id: Int32)? {
    vocabulary.markers.first { marker in
      position + marker.bytes.count <= bytes.count
        && marker.bytes.indices.allSatisfy { bytes[position + $0] == marker.bytes[$0] }
    }
  }

  private mutating func push(_ byte: UInt8) {
    wordScalars += 1
    // What is beyond the limit only needs to be counted.
    if wordScalars <= Self.wordLimit { word.append(byte) }
  }

  private mutating func push(_ entry: CharacterTable.Entry) {
    let range = Int(entry.offset)..<(Int(entry.offset) + Int(entry.count))
    let fits = wordScalars <= Self.wordLimit
    for index in range {
      let byte = characters.bytes[index]
      if byte & 0xC0 != 0x80 { wordScalars += 1 }
      if fits { word.append(byte) }
    }
  }

  private mutating func flush(_ body: (Event) -> Bool) -> Bool {
    guard wordScalars > 0 else { return true }
    let goOn = word.withUnsafeBufferPointer { body(.word($0, scalars: wordScalars)) }
    word.removeAll(keepingCapacity: true)
    wordScalars = 0
    return goOn
  }

  /// A scalar of two to four bytes; a String's UTF-8 is always well formed.
  private static func decode(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> (UInt32, Int) {
    let lead = UInt32(bytes[position])
    func tail(_ index: Int) -> UInt32 { UInt32(bytes[position + index] & 0x3F) }
    if lead < 0xE0 { return ((lead & 0x1F) << 6 | tail(1), 2) }
    if lead < 0xF0 { return ((lead & 0x0F) << 12 | tail(1) << 6 | tail(2), 3) }
    return ((lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4)
  }
}
