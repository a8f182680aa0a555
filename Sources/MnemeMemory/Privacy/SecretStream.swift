/// Takes secrets out of a text that comes in pieces: keys of common issuers, private keys, and secrets that are known.
///
/// A piece is passed on as soon as nothing at its end may be the beginning of a secret, so most are passed on at once. What is held
/// back is bounded: a key of an issuer is decided after at most `runLimit` bytes, a known secret after four times its length, a line
/// of a private key after a few hundred bytes.
/// Known secrets are found in any case of letters, and with up to `gap` bytes of spaces, hyphens and the like between their
/// characters where they begin as a word does. Time is linear in the text for a fixed set of secrets.
package struct SecretStream: Sendable {
  package static let replacement = "[redacted]"
  private static let runLimit = 512
  private static let gap = 3
  private static let header = Array("-----BEGIN ".utf8)
  private static let token = Array("eyJ".utf8)

  private enum Mode {
    case open
    /// The rest of a key that was taken out.
    case key(IssuedKeyShape.Alphabet)
    /// The rest of a private key.
    case privateKey(after: PrivateKeyText.Part)
  }

  private enum Finding {
    case none
    /// More is needed to tell.
    case undecided
    case secret(end: Int, then: Mode)
  }

  private let known: [[UInt8]]
  private var held: [UInt8] = []
  private var mode = Mode.open
  private var previous: UInt8 = 0
  /// Secrets taken out so far.
  package private(set) var count = 0

  /// - Parameters:
  ///   - secrets: known ones; those shorter than eight bytes are left out.
  ///   - plain: known ones that matter only as they are: written backwards or encoded they give nothing away.
  package init(knowing secrets: [String], plainly plain: [String] = []) {
    known = secrets.compactMap(KnownSecret.init).flatMap(\.shapes) + plain.filter { !$0.isEmpty }.map { Array($0.utf8) }
  }

  /// What of the text up to here may be shown.
  package mutating func read(_ text: String) -> String {
    held += text.utf8
    return take(isLast: false)
  }

  /// What is left when the text is over.
  package mutating func finish() -> String { take(isLast: true) }

  private mutating func take(isLast: Bool) -> String {
    var shown: [UInt8] = []
    shown.reserveCapacity(held.count)
    var place = 0
    reading: while place < held.count {
      switch mode {
      case .key(let alphabet):
        guard alphabet.contains(held[place]) else {
          mode = .open
          continue
        }
        place += 1
      case .privateKey(let part):
        switch PrivateKeyText(bytes: held, isLast: isLast).step(from: place, after: part) {
        case .undecided: break reading
        case .more(let end, let next):
          place = end
          mode = .privateKey(after: next)
        case .over(let end):
          place = end
          mode = .open
        }
      case .open:
        switch finding(at: place, isLast: isLast) {
        case .none:
          previous = held[place]
          shown.append(held[place])
          place += 1
        case .undecided: break reading
        case .secret(let end, let next):
          shown += Self.replacement.utf8
          previous = UInt8(ascii: "]")
          count += 1
          place = end
          mode = next
        }
      }
    }
    held.removeFirst(place)
    return String(decoding: shown, as: UTF8.self)
  }

  private func finding(at place: Int, isLast: Bool) -> Finding {
    var isOpen = false
    for secret in known {
      switch matchKnown(secret, at: place) {
      case .match(let end): return .secret(end: end, then: .open)
      case .partial: isOpen = true
      case .no: break
      }
    }
    if !previous.isWord, let issued = issued(at: place, isLast: isLast) {
      if case .secret = issued { return issued }
      isOpen = true
    }
    return isOpen && !isLast ? .undecided : .none
  }

  // MARK: Known ones

  private enum Match {
    case no, partial
    case match(end: Int)
  }

  private func matchKnown(_ secret: [UInt8], at place: Int) -> Match {
    guard Self.folded(held[place]) == Self.folded(secret[0]) else { return .no }
    var (index, matched, skipped) = (place + 1, 1, 0)
    while matched < secret.count {
      guard index < held.count else { return .partial }
      if Self.folded(held[index]) == Self.folded(secret[matched]) {
        matched += 1
        skipped = 0
      } else {
        skipped += 1
        // One that is spread out begins where a word does: not with the last digit of a number before a blank.
        guard skipped <= Self.gap, Self.isFiller(held[index]), matched > 1 || !previous.isWord else { return .no }
      }
      index += 1
    }
    return .match(end: index)
  }

  private static func folded(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  /// Blanks, marks between letters, and the bytes of the characters without width (U+200B to U+200D, U+2060, U+FEFF).
  private static func isFiller(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x09, 0x0A, 0x0D, 0x20, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ","),
      UInt8(ascii: "*"), UInt8(ascii: "`"), UInt8(ascii: "/"), UInt8(ascii: "|"), 0xE2, 0x80, 0x8B...0x8D, 0x81, 0xA0,
      0xEF, 0xBB, 0xBF:
      true
    default: false
    }
  }

  // MARK: Issuers' keys

  /// Nil when no key can begin here.
  private func issued(at place: Int, isLast: Bool) -> Finding? {
    if held[place] == Self.header[0], let found = privateKey(at: place, isLast: isLast) { return found }
    if held[place] == UInt8(ascii: "e"), let found = webToken(at: place) { return found }
    guard held[place] < 128 else { return nil }
    var isOpen = false
    for number in IssuedKeyShape.byFirstByte[Int(held[place])] {
      let shape = IssuedKeyShape.all[number]
      let prefix = UnsafeBufferPointer(start: shape.prefix.utf8Start, count: shape.prefix.utf8CodeUnitCount)
      let there = held[place...].prefix(prefix.count)
      guard there.elementsEqual(prefix.prefix(there.count)) else { continue }
      guard there.count == prefix.count else {
        isOpen = true
        continue
      }
      let body = place + prefix.count
      // Not further than is needed to tell: many of them may begin in one run.
      let limit = min(held.count, body + Self.runLimit)
      var end = body
      while end < limit, shape.alphabet.contains(held[end]) { end += 1 }
      let isComplete = end < limit || isLast && end == held.count
      if end - body >= shape.count, looksRandom(held[body..<end]) {
        return .secret(end: end, then: isComplete ? .open : .key(shape.alphabet))
      }
      if !isComplete, end - body < Self.runLimit { isOpen = true }
    }
    return isOpen ? .undecided : nil
  }

  private func looksRandom(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.contains(where: \.isDigit) && bytes.contains(where: \.isLetter) && Set(bytes).count >= 8
  }

  /// Two parts of base64url that both begin as JSON objects do (RFC 7519).
  private func webToken(at place: Int) -> Finding? {
    let there = held[place...].prefix(Self.token.count)
    guard there.elementsEqual(Self.token.prefix(there.count)) else { return nil }
    let dotMark = UInt8(ascii: ".")
    let first = held[place...].prefix(Self.runLimit).prefix {
      $0 != dotMark && IssuedKeyShape.Alphabet.base64.contains($0)
    }
    guard first.endIndex < held.count else { return first.count < Self.runLimit ? .undecided : nil }
    guard held[first.endIndex] == dotMark, first.count >= 12 else { return nil }
    let next = held[(first.endIndex + 1)...].prefix(Self.token.count)
    guard next.elementsEqual(Self.token.prefix(next.count)) else { return nil }
    return next.count < Self.token.count ? .undecided : .secret(end: next.endIndex, then: .key(.base64))
  }

  // MARK: Private keys

  private func privateKey(at place: Int, isLast: Bool) -> Finding? {
    let there = held[place...].prefix(Self.header.count)
    guard there.elementsEqual(Self.header.prefix(there.count)) else { return nil }
    guard there.count == Self.header.count else { return .undecided }
    let rest = held[(place + Self.header.count)...].prefix(64)
    let label = rest.prefix { $0.isUpper || $0.isDigit || $0 == UInt8(ascii: " ") }
    guard label.endIndex < held.count else { return rest.count < 64 ? .undecided : nil }
    guard String(decoding: label, as: UTF8.self).contains("PRIVATE KEY") else { return nil }
    let dashes = held[label.endIndex...].prefix(5).prefix { $0 == UInt8(ascii: "-") }
    let text = PrivateKeyText(bytes: held, isLast: isLast)
    switch text.step(from: dashes.endIndex, after: .head) {
    case .undecided: return .undecided
    case .over: return nil
    case .more: return .secret(end: dashes.endIndex, then: .privateKey(after: .head))
    }
  }
}
