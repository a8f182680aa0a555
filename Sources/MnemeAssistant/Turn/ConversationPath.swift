import MnemeCore

/// Names a place in a conversation as the client sees it: a hash over the user's and the assistant's texts from the
/// start. Two requests that resend the same history name the same place.
///
/// FNV-1a with 128 bits (RFC 9923): stable across processes; not a defence against forgery, which would need another
/// person's space.
enum ConversationPath {
  /// Hashes of every prefix of `turns`: element `i` covers `turns[0...i]`.
  static func hashes(of turns: [ModelMessage]) -> [String] {
    var state: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
    func mix(_ bytes: some Sequence<UInt8>) {
      for byte in bytes {
        state ^= UInt128(byte)
        state &*= 0x0000_0000_0100_0000_0000_0000_0000_013b
      }
    }
    return turns.map { turn in
      mix(turn.role.rawValue.utf8)
      mix(CollectionOfOne(0))
      mix(trimmed(turn.content))
      mix(CollectionOfOne(0))
      let digits = String(state, radix: 16)
      return String(repeating: "0", count: 32 - digits.count) + digits
    }
  }

  /// Clients trim white space at the ends of answers in different ways.
  private static func trimmed(_ text: String) -> Substring.UTF8View {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    var view = Substring(text).utf8
    while let first = view.first, isSpace(first) { view.removeFirst() }
    while let last = view.last, isSpace(last) { view.removeLast() }
    return view
  }
}
