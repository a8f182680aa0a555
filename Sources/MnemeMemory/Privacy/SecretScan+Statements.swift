/// Secrets that are told in English or written as settings: `my password is …`, `DB_PASSWORD=…`, `PIN: …`.
extension SecretScan {
  /// What the key word of a statement announces.
  enum Announcement {
    /// Anything a person may choose.
    case password
    /// A word of its own meaning: only a value that looks like a password counts.
    case weakPassword
    case passphrase
    /// Four to eight digits.
    case pin
    /// Three to ten digits after a connecting word.
    case code
    /// Three or four digits.
    case cardCode
    /// Something random.
    case credential
    /// Twelve words or more.
    case recoveryPhrase
  }

  /// How key word and value are joined, from most to least telling.
  enum Link {
    case sign, verb, particle, to, none
  }

  mutating func statement(word: Range<Int>) -> Bool {
    guard let announcement = announcement(word), let (start, link) = link(after: word.upperBound, announcement) else {
      return false
    }
    return told(announcement, at: start, link)
  }

  // MARK: Key words

  private static let keyOwners: [StaticString] = [
    "api", "secret", "access", "private", "auth", "account", "encryption", "signing", "master", "client", "service",
    "shared",
  ]
  private static let codeOwners: [StaticString] = [
    "verification", "security", "access", "door", "gate", "entry", "alarm", "unlock", "passcode", "lock", "backup",
  ]
  private static let pinOwners: [StaticString] = [
    "my", "our", "his", "her", "their", "card", "sim", "door", "bank", "phone", "atm", "debit", "credit", "account",
    "safe", "alarm",
  ]

  /// What the word says, judged by its end, so that `DB_PASSWORD` and `clientSecret` count.
  private func announcement(_ word: Range<Int>) -> Announcement? {
    switch bytes[word.upperBound - 1].lowercased {
    case UInt8(ascii: "d"):
      if ends(word, "password") || ends(word, "passwd") { return .password }
      // In capitals and alone it is the working directory.
      return ends(word, "pwd") && !has("PWD", at: word.lowerBound) && !has("OLDPWD", at: word.lowerBound)
        ? .password : nil
    case UInt8(ascii: "w"): return ends(word, "pw") && isWholePart(word, 2) ? .password : nil
    case UInt8(ascii: "s"): return ends(word, "pass") && isWholePart(word, 4) ? .weakPassword : nil
    case UInt8(ascii: "e"):
      if ends(word, "passphrase") { return .passphrase }
      if ends(word, "passcode") { return .password }
      if ends(word, "phrase"), word.count == 6 {
        return equals(wordBefore(word.lowerBound), anyOf: ["seed", "recovery", "mnemonic", "backup"])
          ? .recoveryPhrase : nil
      }
      if ends(word, "code"), word.count == 4 {
        return equals(wordBefore(word.lowerBound), anyOf: Self.codeOwners) ? .code : nil
      }
      return nil
    case UInt8(ascii: "n"):
      if ends(word, "token") { return .credential }
      guard ends(word, "pin"), isWholePart(word, 3) else { return nil }
      let isCapital = bytes[word.upperBound - 1].isUpper
      let isOwned = equals(wordBefore(word.lowerBound), anyOf: Self.pinOwners)
      let isNamed = self.word(in: ["code", "number"], at: skipSpaces(word.upperBound)) != nil
      if isCapital || isOwned || isNamed { return .pin }
      return equals(wordBefore(word.lowerBound), anyOf: ["the"]) ? .code : nil
    case UInt8(ascii: "t"): return ends(word, "secret") ? .credential : nil
    case UInt8(ascii: "p"): return ends(word, "otp") && isWholePart(word, 3) ? .code : nil
    case UInt8(ascii: "r"): return ends(word, "bearer") && word.count == 6 ? .credential : nil
    case UInt8(ascii: "v"), UInt8(ascii: "c"), UInt8(ascii: "2"):
      return equals(word, anyOf: ["cvv", "cvc", "cvv2", "cvc2"]) ? .cardCode : nil
    case UInt8(ascii: "y"):
      guard ends(word, "key") else { return nil }
      var stem = word.lowerBound..<word.upperBound - 3
      if !stem.isEmpty, bytes[stem.upperBound - 1] == UInt8(ascii: "_") { stem = stem.lowerBound..<stem.upperBound - 1 }
      let owner = stem.isEmpty ? wordBefore(word.lowerBound) : stem
      let isOwned = Self.keyOwners.contains { name in
        owner.count >= name.utf8CodeUnitCount && hasAnyCase(name, at: owner.upperBound - name.utf8CodeUnitCount)
      }
      return isOwned ? .credential : nil
    default: return nil
    }
  }

  private func ends(_ word: Range<Int>, _ text: StaticString) -> Bool {
    word.count >= text.utf8CodeUnitCount && hasAnyCase(text, at: word.upperBound - text.utf8CodeUnitCount)
  }

  /// The last `count` characters are the whole word or a part after an underscore.
  private func isWholePart(_ word: Range<Int>, _ count: Int) -> Bool {
    word.count == count || bytes[word.upperBound - count - 1] == UInt8(ascii: "_")
  }

  // MARK: Links

  /// Bytes between key word and connecting word, as in `the password for the guest network is`.
  private static let linkReach = 64

  private func link(after end: Int, _ announcement: Announcement) -> (Int, Link)? {
    var index = end
    // The end of a quoted key in JSON, or of emphasis.
    while self[index] == UInt8(ascii: "\"") || self[index] == UInt8(ascii: "'") || self[index] == UInt8(ascii: "*") {
      index += 1
    }
    index = skipSpaces(index)
    if let next = word(in: ["code", "number", "value", "no"], at: index) { index = skipSpaces(next) }
    if let particle = koreanParticle(at: index) { return (skipSpaces(particle), .particle) }
    if let (next, link) = connection(at: index) { return (next, link) }
    guard let preposition = word(in: ["for", "of", "on", "to", "at", "in"], at: index) else { return (index, .none) }
    // "to" may lead to the value itself.
    let isTo = preposition - index == 2 && self[index].lowercased == UInt8(ascii: "t")
    let to = skipSpaces(preposition)
    index = to
    while index < bytes.count, index - end < Self.linkReach {
      let byte = bytes[index]
      if byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "?")
        || byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "!") || byte == UInt8(ascii: ";")
      {
        break
      }
      let isAfterSign = self[index - 1] == UInt8(ascii: ":") || self[index - 1] == UInt8(ascii: "=")
      if !isAfterSign, let (next, link) = connection(at: index) { return (next, link) }
      index += 1
    }
    return isTo ? (to, .to) : nil
  }

  /// A sign or verb that a value follows.
  private func connection(at index: Int) -> (Int, Link)? {
    if self[index] == UInt8(ascii: ":") || self[index] == UInt8(ascii: "=") {
      var end = index
      while self[end] == UInt8(ascii: ":") || self[end] == UInt8(ascii: "=") || self[end] == UInt8(ascii: ">") {
        end += 1
      }
      // `::` and `==` compare or qualify.
      if end - index == 2, self[index] == self[index + 1] { return nil }
      end = skipSpaces(end)
      if self[end] == UInt8(ascii: "\n") { end = skipSpaces(end + 1) }
      return (end, .sign)
    }
    guard !self[index - 1].isWord, var end = word(in: ["is", "was", "will be", "becomes"], at: index) else {
      return nil
    }
    end = skipSpaces(end)
    while let next = word(in: ["now", "still", "just", "simply", "currently", "set to", "always", "actually"], at: end)
    {
      end = skipSpaces(next)
    }
    if self[end] == UInt8(ascii: ":") { return (skipSpaces(end + 1), .sign) }
    return (end, .verb)
  }

  // MARK: Values

  private mutating func told(_ announcement: Announcement, at start: Int, _ link: Link) -> Bool {
    switch announcement {
    case .pin:
      return digits(at: start, 4...8).map { found(.pin, $0) } ?? false
    case .code:
      return link == .none || link == .to ? false : digits(at: start, 3...10).map { found(.pin, $0) } ?? false
    case .cardCode:
      return digits(at: start, 3...4).map { found(.paymentCard, $0) } ?? false
    case .recoveryPhrase:
      return phrase(at: start, words: 11).map { found(.recoveryPhrase, $0) } ?? false
    case .credential:
      guard let value = value(at: start), link != .to else { return false }
      if issuedKey(at: value.range.lowerBound) { return true }
      return isCredential(value) ? found(.credential, value.range) : false
    case .passphrase:
      if link == .sign || link == .verb, value(at: start)?.quotes != .closed, let range = phrase(at: start, words: 3) {
        return found(.password, range)
      }
      return password(at: start, link, isWeak: false)
    case .password: return password(at: start, link, isWeak: false)
    case .weakPassword: return link == .sign || link == .particle ? password(at: start, link, isWeak: true) : false
    }
  }

  private mutating func password(at start: Int, _ link: Link, isWeak: Bool) -> Bool {
    guard let value = value(at: start), value.count >= 4, !isPlaceholder(value.range), !isMeasure(value) else {
      return false
    }
    // A key that is told as a password is still a key.
    if issuedKey(at: value.range.lowerBound) { return true }
    let isTold: Bool
    if value.quotes == .closed {
      isTold = value.isStrong || (link != .none && value.spaces == 0) || (link == .sign && value.spaces < 8)
    } else {
      switch link {
      case .sign: isTold = value.isStrong || (!isWeak && isLoneWord(value))
      case .verb: isTold = value.isStrong || (!isWeak && isLoneWord(value))
      case .particle: isTold = value.isStrong || isKoreanEnd(value.range.upperBound)
      case .to: isTold = value.isStrong && value.count >= 6
      case .none:
        isTold = value.digits > 0 && value.letters > 0 && value.symbols + value.innerCapitals > 0 && value.count >= 8
      }
    }
    return isTold ? found(.password, value.range) : false
  }

  /// `count` digits that stand alone, in quotes or not.
  func digits(at start: Int, _ counts: ClosedRange<Int>) -> Range<Int>? {
    let open = skipSpaces(start)
    let isBracketed = self[open] == UInt8(ascii: "[") || self[open] == UInt8(ascii: "(")
    guard let value = value(at: isBracketed ? open + 1 : open) else { return nil }
    var end = value.range.lowerBound
    while end < value.range.upperBound, bytes[end].isDigit { end += 1 }
    let range = value.range.lowerBound..<end
    guard counts.contains(range.count), end == value.range.upperBound || !bytes[end].isWord else { return nil }
    // A decimal, a share, a code with more parts.
    if self[end] == UInt8(ascii: "%")
      || ((self[end] == UInt8(ascii: ".") || self[end] == UInt8(ascii: "-")) && self[end + 1].isWord)
    {
      return nil
    }
    return isKoreanCounter(at: end) ? nil : range
  }

  private static let linkingWords: [StaticString] = [
    "the", "a", "an", "in", "on", "at", "to", "of", "by", "for", "with", "from", "or", "is", "not", "as", "if", "it",
    "so", "too", "very", "be", "been",
  ]

  /// At least `words` lower-case words to the end of the clause.
  private func phrase(at start: Int, words: Int) -> Range<Int>? {
    var (index, count, end) = (start, 0, start)
    while index < bytes.count, index - start < 400 {
      let word = index
      while self[index].isLetter, !self[index].isUpper { index += 1 }
      if index == word || equals(word..<index, anyOf: ["and", "but"]) { break }
      // A sentence about the phrase goes on with words like these, the phrase itself hardly ever.
      if equals(word..<index, anyOf: Self.linkingWords) { return nil }
      count += 1
      end = index
      index = skipSpaces(index)
      if index == end { break }
    }
    return count >= words && !self[end].isWord ? start..<end : nil
  }

  /// Words that follow `password is` or `password:` in talk about passwords.
  private static let commonWords: [StaticString] = [
    "wrong", "right", "correct", "incorrect", "invalid", "valid", "weak", "strong", "short", "long", "good", "great",
    "fine",
    "okay", "same", "different", "safe", "unsafe", "secure", "insecure", "lost", "gone", "here", "there", "this",
    "that",
    "what", "which", "where", "when", "how", "please", "mandatory", "necessary", "private", "public", "easy", "hard",
    "simple", "complex", "unique", "temporary", "permanent", "missing", "bad", "best", "better", "worse", "worst",
    "empty",
    "old", "new", "fresh", "very", "really", "quite", "rather", "pretty", "only", "also", "again", "yours", "mine",
    "ours",
    "theirs", "sent", "kept", "made", "below", "above", "inside", "outside", "stale", "manager", "policy", "reset",
    "strength", "field", "generator", "login", "account", "email", "case", "sensitive", "important", "enough",
    "someone",
    "something", "anything", "nothing", "everything", "people", "change", "check", "help", "asap", "fail", "failure",
    "expiry", "unset", "critical", "crucial", "sacred", "bogus", "obvious", "dangerous", "ridiculous", "nonsense",
  ]
  private static let commonEndings: [StaticString] = [
    "ed", "ing", "able", "ible", "ly", "ful", "less", "en", "n't", "tion", "ous",
  ]

  /// One ordinary word that ends the clause and is none that says something about a password.
  private func isLoneWord(_ value: SecretValue) -> Bool {
    guard value.count >= 5, value.letters == value.count, bytes[value.range.lowerBound].isLetter else { return false }
    let next = self[value.range.upperBound]
    guard
      next == 0 || next == UInt8(ascii: "\n") || next == UInt8(ascii: ".") || next == UInt8(ascii: ",")
        || next == UInt8(ascii: "!")
        || next == UInt8(ascii: ";") || next == UInt8(ascii: ")")
    else { return false }
    if equals(value.range, anyOf: Self.commonWords) { return false }
    return !Self.commonEndings.contains { ends(value.range, $0) }
  }
}
