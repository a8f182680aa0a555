/// Tells sentences that hold what must not be shown in a list of conversations.
enum SensitiveText {
  /// A password or what is named like one, the number of a card, an account, a passport or a telephone, an e-mail
  /// address, a key. Errs on the side of silence; O(n).
  static func isSensitive(_ sentence: String) -> Bool {
    let scalars = Array(sentence.lowercased().unicodeScalars)
    return hasNumberOrKey(scalars) || hasName(scalars)
  }

  private static func hasName(_ scalars: [Unicode.Scalar]) -> Bool {
    var before = ""
    for word in scalars.split(whereSeparator: { !isWord($0) }) {
      if let first = word.first, (0xAC00...0xD7A3).contains(first.value) {
        if koreanNames.contains(where: { word.starts(with: $0) }) { return true }
        before = ""
        continue
      }
      let text = String(scalars: word)
      if names.contains(text) || (seconds.contains(text) && pairs.contains(before + " " + text)) { return true }
      before = text
    }
    return false
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x61...0x7A, 0x30...0x39, 0xAC00...0xD7A3: true
    case 0..<0x80: false
    default: scalar.properties.isAlphabetic
    }
  }

  /// Second words of the pairs.
  private static let seconds = Set(pairs.compactMap { $0.split(separator: " ").last.map(String.init) })

  private static let names: Set<String> = [
    "password", "passwords", "passwd", "passcode", "passphrase", "cvv", "cvc", "ssn", "iban", "otp", "credential",
    "credentials", "apikey",
  ]
  private static let pairs: Set<String> = [
    "social security", "credit card", "debit card", "card number", "account number", "api key", "secret key",
    "private key", "access key", "recovery phrase", "seed phrase", "security code", "routing number", "passport number",
    "license number", "tax id", "my secret", "a secret", "door code", "gate code", "alarm code", "verification code",
    "phone number", "my address", "home address", "my pin", "pin code", "pin number", "pin is", "access token",
    "auth token", "login is",
  ]
  private static let koreanNames = [
    "비밀번호", "비번", "암호", "패스워드", "주민등록번호", "주민번호", "계좌번호", "카드번호", "인증번호", "여권번호", "운전면허번호", "전화번호", "휴대폰번호",
    "핸드폰번호", "공인인증서", "보안코드", "비밀인데", "비밀이야", "비밀이에요", "집주소",
  ].map { Array($0.unicodeScalars) }

  /// Nine digits or more that belong together, "555-0142", "@" inside a word, or a long mixture of letters and digits.
  private static func hasNumberOrKey(_ scalars: [Unicode.Scalar]) -> Bool {
    var digits = 0
    var gap = 0
    var letters = 0
    var run = 0
    var runDigits = 0
    for (index, scalar) in scalars.enumerated() {
      if ("0"..."9").contains(scalar) {
        digits += 1
        gap = 0
        run += 1
        runDigits += 1
      } else {
        let isJoint = scalar == "-" || scalar == " " || scalar == "." || scalar == "(" || scalar == ")" || scalar == "+"
        gap += 1
        if !isJoint || gap > 2 {
          digits = 0
          gap = 0
        }
        if ("a"..."z").contains(scalar) || scalar == "_" || scalar == "-" {
          letters += 1
          run += 1
        } else {
          (run, runDigits, letters) = (0, 0, 0)
        }
        if scalar == "@", index > 0, index + 1 < scalars.count, scalars[index - 1].properties.isAlphabetic,
          scalars[index + 1].properties.isAlphabetic
        {
          return true
        }
      }
      if digits >= 9, !isDate(scalars, endingAt: index) { return true }
      if digits == 7, index >= 7, isLocalNumber(scalars[(index - 7)...index]),
        index + 1 == scalars.count || !("0"..."9").contains(scalars[index + 1])
      {
        return true
      }
      if run >= 16, runDigits >= 4, letters >= 4 { return true }
    }
    return false
  }

  /// 555-0142
  private static func isLocalNumber(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
    scalars.enumerated().allSatisfy { $0.offset == 3 ? $0.element == "-" : ("0"..."9").contains($0.element) }
  }

  /// The digits up to here are those of a date: "2026-05-08", "2026. 5. 8".
  private static func isDate(_ scalars: [Unicode.Scalar], endingAt end: Int) -> Bool {
    var start = end
    while start > 0, ("0"..."9").contains(scalars[start - 1]) || "-. ".unicodeScalars.contains(scalars[start - 1]) {
      start -= 1
    }
    let text = String(scalars: scalars[start...end])
    let groups = text.split { !("0"..."9").contains($0) }
    guard groups.count >= 2, groups.count <= 5, let year = Int(groups[0]) else { return false }
    return groups[0].count == 4 && (1900...2200).contains(year) && groups.dropFirst().allSatisfy { $0.count <= 2 }
  }
}
