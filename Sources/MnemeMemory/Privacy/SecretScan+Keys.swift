/// Keys that are known by their shape alone.
extension SecretScan {
  // MARK: Issuers

  /// A key of a known issuer that begins at the word at `start`.
  mutating func issuedKey(at start: Int) -> Bool {
    // Telegram's links have the token right after `bot`.
    if hasAnyCase("bot", at: start), self[start + 3].isDigit, issuedNumberKey(at: start + 3) { return true }
    if has("eyJ", at: start), let end = jsonWebTokenEnd(start) { return found(.jsonWebToken, start..<end) }
    if let end = discordTokenEnd(start) { return found(.apiKey, start..<end, issuer: "discord") }
    for index in IssuedKeyShape.byFirstByte[Int(bytes[start] & 0x7F)] {
      let shape = IssuedKeyShape.all[index]
      guard has(shape.prefix, at: start) else { continue }
      if shape.issuer == "putty" { return found(.privateKey, start..<bytes.count) }
      let body = start + shape.prefix.utf8CodeUnitCount
      var end = body
      while end < bytes.count, shape.alphabet.contains(bytes[end]) { end += 1 }
      // The alphabets with a full stop or hyphen also take the punctuation of the sentence.
      while end > body, !bytes[end - 1].isWord, bytes[end - 1] != UInt8(ascii: "=") { end -= 1 }
      if end - body >= shape.count, !self[end].isWord, looksRandom(body..<end, distinct: 8) {
        return found(.apiKey, start..<end, issuer: shape.issuer)
      }
    }
    return false
  }

  /// A Telegram bot token: eight to ten digits, a colon, `AA` and 33 more characters.
  mutating func issuedNumberKey(at start: Int) -> Bool {
    var end = start
    while self[end].isDigit { end += 1 }
    guard (8...10).contains(end - start), has(":AA", at: end) else { return false }
    let body = end + 1
    end = body
    while IssuedKeyShape.Alphabet.wordAndHyphen.contains(self[end]) { end += 1 }
    guard end - body == 35, looksRandom(body..<end, distinct: 10) else { return false }
    return found(.apiKey, start..<end, issuer: "telegram")
  }

  /// Three parts of base64url, the first two of which are JSON objects (RFC 7519).
  private func jsonWebTokenEnd(_ start: Int) -> Int? {
    func part(_ from: Int) -> Int {
      var end = from
      while IssuedKeyShape.Alphabet.wordAndHyphen.contains(self[end]) { end += 1 }
      return end
    }
    let header = part(start)
    guard header - start >= 12, self[header] == UInt8(ascii: "."), has("eyJ", at: header + 1) else { return nil }
    let payload = part(header + 1)
    guard payload - header >= 12, self[payload] == UInt8(ascii: ".") else { return nil }
    let signature = part(payload + 1)
    return signature - payload > 8 ? signature : nil
  }

  /// 24 to 28 characters that begin with M, N or O, then 6, then 27 to 40, with full stops between.
  private func discordTokenEnd(_ start: Int) -> Int? {
    guard self[start] == UInt8(ascii: "M") || self[start] == UInt8(ascii: "N") || self[start] == UInt8(ascii: "O")
    else {
      return nil
    }
    let alphabet = IssuedKeyShape.Alphabet.wordAndHyphen
    var end = start
    while alphabet.contains(self[end]), end - start < 29 { end += 1 }
    guard (24...28).contains(end - start), self[end] == UInt8(ascii: ".") else { return nil }
    let second = end + 1
    end = second
    while alphabet.contains(self[end]), end - second < 7 { end += 1 }
    guard end - second == 6, self[end] == UInt8(ascii: ".") else { return nil }
    let third = end + 1
    end = third
    while alphabet.contains(self[end]), end - third < 41 { end += 1 }
    return (27...40).contains(end - third) && looksRandom(start..<end, distinct: 16) ? end : nil
  }

  /// Has letters and digits and is not the filler of an example.
  func looksRandom(_ range: Range<Int>, distinct: Int) -> Bool {
    var seen: (UInt64, UInt64) = (0, 0)
    var (digits, letters) = (0, 0)
    for index in range {
      let byte = bytes[index]
      if byte.isDigit { digits += 1 } else if byte.isLetter { letters += 1 }
      if byte < 64 { seen.0 |= 1 << UInt64(byte) } else if byte < 128 { seen.1 |= 1 << UInt64(byte - 64) }
    }
    return digits > 0 && letters > 0 && seen.0.nonzeroBitCount + seen.1.nonzeroBitCount >= distinct
  }

  // MARK: Private keys

  /// From `-----BEGIN … PRIVATE KEY-----` to its end line, or to the end of the text where that is missing.
  mutating func privateKeyBlock(at start: Int) -> Bool {
    guard self[start - 1] != UInt8(ascii: "-"), has("-----BEGIN ", at: start) else { return false }
    var header = start + 11
    let limit = header + 48
    while header < limit, self[header].isUpper || self[header] == UInt8(ascii: " ") || self[header].isDigit {
      header += 1
    }
    guard has("-----", at: header), context(before: header, within: 48, has: ["private key"]) else { return false }
    var end = header + 5
    while end < bytes.count {
      if bytes[end] == UInt8(ascii: "-"), has("-----END ", at: end) {
        end += 9
        while end < bytes.count, bytes[end] != UInt8(ascii: "-"), bytes[end] != UInt8(ascii: "\n") { end += 1 }
        while self[end] == UInt8(ascii: "-") { end += 1 }
        return found(.privateKey, start..<end)
      }
      end += 1
    }
    return found(.privateKey, start..<bytes.count)
  }

  // MARK: Links

  /// Longest user information of a URL that is looked at.
  private static let userInformationLimit = 256

  /// The password of `scheme://user:password@host`, with `start` at the colon after the scheme.
  mutating func linkPassword(at start: Int) -> Bool {
    guard has("://", at: start), self[start - 1].isAlphanumeric else { return false }
    let first = start + 3
    // A token may stand where the user does.
    if issuedKey(at: first) { return true }
    var (index, at, colon) = (first, -1, -1)
    while index < bytes.count, index - first < Self.userInformationLimit, bytes[index].isGraphic {
      let byte = bytes[index]
      if byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
        || byte == UInt8(ascii: "\"")
      {
        break
      }
      if byte == UInt8(ascii: "@") { at = index }
      if byte == UInt8(ascii: ":"), colon < 0 { colon = index }
      index += 1
    }
    guard colon >= first, at > colon + 1 else { return false }
    let password = colon + 1..<at
    return isPlaceholder(password) ? false : found(.connectionPassword, password)
  }
}
