/// Numbers that a checksum, their grouping or the words around them give away.
extension SecretScan {
  /// A run of digits in groups with single separators.
  private struct NumberRun {
    var digits: [Int] = []
    /// Positions in `digits` and in the bytes where each group begins and ends.
    var groups: [(digits: Range<Int>, bytes: Range<Int>)] = []

    func lengths(_ range: Range<Int>) -> [Int] { groups[range].map(\.digits.count) }

    func digits(_ range: Range<Int>) -> ArraySlice<Int> {
      digits[groups[range.lowerBound].digits.lowerBound..<groups[range.upperBound - 1].digits.upperBound]
    }

    func bytes(_ range: Range<Int>) -> Range<Int> {
      groups[range.lowerBound].bytes.lowerBound..<groups[range.upperBound - 1].bytes.upperBound
    }
  }

  /// Fewest digits of a number that is looked at.
  private static let fewestDigits = 9

  private static let cardGroups: [[Int]] = [
    [16], [15], [14], [13], [19], [4, 4, 4, 4], [4, 6, 5], [4, 6, 4], [4, 4, 4, 4, 3],
  ]
  private static let cardWords: [StaticString] = ["card", "visa", "master", "amex", "credit", "debit", "카드"]
  private static let otherNumberWords: [StaticString] = [
    "order", "invoice", "tracking", "shipment", "parcel", "ticket", "ref", "receipt", "isbn", "issn", "imei", "serial",
    "sku", "ean", "upc", "barcode", "transaction", "주문", "송장", "운송장", "접수", "예약", "바코드", "일련",
  ]
  private static let accountWords: [StaticString] = ["account number", "account no", "bank account", "계좌"]
  private static let residentWords: [StaticString] = ["주민번호", "주민등록", "외국인등록", "resident registration"]
  private static let socialSecurityWords: [StaticString] = ["ssn", "social security"]

  /// Looks at the numbers that begin at `start`, as far as single separators join them. - Returns: where to go on.
  mutating func number(at start: Int) -> Int {
    var end = start
    var count = 0
    // Without allocating for the many short numbers.
    while self[end].isDigit || (isSeparator(self[end]) && self[end + 1].isDigit) {
      if bytes[end].isDigit { count += 1 }
      end += 1
    }
    guard count >= Self.fewestDigits, !isGluedLeft(start) else { return max(end, start + 1) }
    var run = NumberRun()
    var group = (digits: 0, bytes: start)
    for index in start..<end {
      let isDigit = bytes[index].isDigit
      if isDigit { run.digits.append(bytes[index].digit) }
      if isDigit, index + 1 < end { continue }
      run.groups.append((group.digits..<run.digits.count, group.bytes..<(isDigit ? index + 1 : index)))
      group = (run.digits.count, index + 1)
    }
    // Only a space parts one number from another.
    for first in run.groups.indices
    where first == 0 || self[run.groups[first].bytes.lowerBound - 1] == UInt8(ascii: " ") {
      if nationalID(in: run, from: first) || card(in: run, from: first) || account(in: run, from: first) {
        return position
      }
    }
    return end
  }

  /// The groups from `first` on when they have these lengths and nothing goes on after them.
  private func match(_ lengths: [Int], in run: NumberRun, from first: Int) -> Range<Int>? {
    guard first + lengths.count <= run.groups.count else { return nil }
    let range = first..<first + lengths.count
    for (index, length) in zip(range, lengths) where run.groups[index].digits.count != length { return nil }
    return isGluedRight(run.bytes(range).upperBound) ? nil : range
  }

  private func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
  }

  /// Part of a path, a longer code or a decimal.
  private func isGluedLeft(_ start: Int) -> Bool {
    switch self[start - 1] {
    case UInt8(ascii: "/"), UInt8(ascii: "#"), UInt8(ascii: "."), UInt8(ascii: ","): true
    case UInt8(ascii: "-"): self[start - 2].isWord
    default: self[start - 1].isWord
    }
  }

  private func isGluedRight(_ end: Int) -> Bool {
    if self[end].isWord { return true }
    return (self[end] == UInt8(ascii: "-") || self[end] == UInt8(ascii: ".")) && self[end + 1].isWord
  }

  /// The byte between the groups of `range` where it is the same everywhere; 0 for one group.
  private func separator(_ run: NumberRun, _ range: Range<Int>) -> UInt8? {
    guard range.count > 1 else { return 0 }
    let first = bytes[run.groups[range.lowerBound].bytes.upperBound]
    for index in range.dropLast() where bytes[run.groups[index].bytes.upperBound] != first { return nil }
    return first
  }

  // MARK: Cards

  private mutating func card(in run: NumberRun, from first: Int) -> Bool {
    for lengths in Self.cardGroups {
      guard let range = match(lengths, in: run, from: first), separator(run, range) != nil else { continue }
      let digits = Array(run.digits(range))
      guard let isCommon = Self.cardLengths(digits), Checksums.luhn(digits) else { continue }
      let place = run.bytes(range)
      if !context(before: place.lowerBound, within: 40, has: Self.cardWords) {
        if !isCommon || context(before: place.lowerBound, within: 40, has: Self.otherNumberWords) { continue }
      }
      return found(.paymentCard, place)
    }
    return false
  }

  /// Whether the number is in the range of a card scheme (ISO/IEC 7812 and the schemes' own pages): true for its usual length,
  /// false for one that is seen too seldom to be believed alone, nil for none.
  private static func cardLengths(_ digits: [Int]) -> Bool? {
    let head = digits.prefix(6).reduce(0) { $0 * 10 + $1 }
    let count = digits.count
    switch head {
    case 400_000...499_999: return count == 16 ? true : count == 13 || count == 19 ? false : nil
    case 510_000...559_999, 222_100...272_099: return count == 16 ? true : nil
    case 340_000...349_999, 370_000...379_999: return count == 15 ? true : nil
    case 601_100...601_199, 644_000...659_999: return count == 16 ? true : count == 19 ? false : nil
    case 352_800...358_999: return count == 16 ? true : count == 19 ? false : nil
    case 300_000...305_999, 360_000...369_999, 380_000...399_999: return count == 14 || count == 16 ? false : nil
    case 620_000...629_999: return count == 16 ? true : count == 19 ? false : nil
    // Maestro, Mir and domestic schemes.
    case 220_000...220_499, 500_000...509_999, 560_000...589_999, 630_000...639_999, 670_000...679_999,
      940_000...949_999:
      return count == 16 ? false : nil
    default: return nil
    }
  }

  // MARK: National identity numbers

  private mutating func nationalID(in run: NumberRun, from first: Int) -> Bool {
    let start = run.groups[first].bytes.lowerBound
    if let range = match([6, 7], in: run, from: first) ?? match([13], in: run, from: first) {
      let isNamed = context(before: start, within: 40, has: Self.residentWords)
      let isHyphenated = separator(run, range) == UInt8(ascii: "-")
      if isHyphenated || isNamed, isKoreanResident(Array(run.digits(range)), isNamed: isNamed) {
        return found(.nationalID, run.bytes(range))
      }
    }
    if let range = match([3, 2, 4], in: run, from: first) ?? match([9], in: run, from: first),
      isSocialSecurity(Array(run.digits(range)))
    {
      let place = run.bytes(range)
      let before = context(before: start, within: range.count == 1 ? 24 : 48, has: Self.socialSecurityWords)
      let after =
        range.count == 3
        && context(before: min(bytes.count, place.upperBound + 40), within: 40, has: Self.socialSecurityWords)
      if before || after { return found(.nationalID, place) }
    }
    if let range = match([3, 3, 3, 2], in: run, from: first), Checksums.brazilianTaxpayer(Array(run.digits(range))) {
      let separators = range.dropLast().map { bytes[run.groups[$0].bytes.upperBound] }
      if separators == Array("..-".utf8) { return found(.nationalID, run.bytes(range)) }
    }
    if let range = match([3, 3, 3], in: run, from: first), Checksums.luhn(run.digits(range)),
      context(before: start, within: 40, has: ["social insurance"])
    {
      return found(.nationalID, run.bytes(range))
    }
    let digits = run.digits(first..<first + 1)
    let end = run.groups[first].bytes.upperBound
    if digits.count == 18, !isGluedRight(end), isChineseResident(Array(digits.dropLast()), last: bytes[end - 1]) {
      return found(.nationalID, start..<end)
    }
    if digits.count == 17, self[end].lowercased == UInt8(ascii: "x"), !isGluedRight(end + 1),
      isChineseResident(Array(digits), last: bytes[end])
    {
      return found(.nationalID, start..<end + 1)
    }
    return false
  }

  private static func isDay(month: Int, day: Int) -> Bool {
    let lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return (1...12).contains(month) && (1...lengths[month - 1]).contains(day)
  }

  private func isKoreanResident(_ digits: [Int], isNamed: Bool) -> Bool {
    let month = digits[2] * 10 + digits[3]
    guard Self.isDay(month: month, day: digits[4] * 10 + digits[5]), (1...8).contains(digits[6]) else { return false }
    // Numbers given out since October 2020 are random after the first place.
    let isNewForm = [3, 4, 7, 8].contains(digits[6]) && (digits[0] * 10 + digits[1], month) >= (20, 10)
    return isNamed || isNewForm || Checksums.koreanResident(digits)
  }

  private func isSocialSecurity(_ digits: [Int]) -> Bool {
    let area = digits[0] * 100 + digits[1] * 10 + digits[2]
    return area != 0 && area != 666 && area < 900 && (digits[3], digits[4]) != (0, 0)
      && digits[5...].contains { $0 != 0 }
  }

  private func isChineseResident(_ digits: [Int], last: UInt8) -> Bool {
    let century = digits[6] * 10 + digits[7]
    return (century == 19 || century == 20)
      && Self.isDay(month: digits[10] * 10 + digits[11], day: digits[12] * 10 + digits[13])
      && Checksums.chineseResident(digits, last: last)
  }

  // MARK: Accounts

  private mutating func account(in run: NumberRun, from first: Int) -> Bool {
    var last = first
    while last + 1 < run.groups.count, bytes[run.groups[last].bytes.upperBound] == UInt8(ascii: "-") { last += 1 }
    let place = run.bytes(first..<last + 1)
    guard (Self.fewestDigits...16).contains(run.digits(first..<last + 1).count), !isGluedRight(place.upperBound),
      context(before: place.lowerBound, within: 32, has: Self.accountWords)
    else { return false }
    return found(.bankAccount, place)
  }

  /// An IBAN whose country code is at `start`, compact or in groups of four.
  mutating func accountNumber(at start: Int, _ end: Int) -> Bool {
    guard end - start >= 4, self[start].isLetter, self[start + 1].isLetter, self[start + 2].isDigit,
      self[start + 3].isDigit, !self[start - 1].isWord
    else { return false }
    let country = UInt16(self[start] & 0xDF) << 8 | UInt16(self[start + 1] & 0xDF)
    guard let length = BankAccountLengths.byCountry[country] else { return false }
    var characters: [UInt8] = []
    var index = start
    while characters.count < length {
      if self[index].isAlphanumeric {
        characters.append(self[index].isLetter ? self[index] & 0xDF : self[index])
      } else if self[index] != UInt8(ascii: " ") || !characters.count.isMultiple(of: 4)
        || self[index - 1] == UInt8(ascii: " ")
      {
        return false
      }
      index += 1
    }
    guard !self[index].isWord, Checksums.iban(characters) else { return false }
    return found(.bankAccount, start..<index)
  }
}

/// Lengths of international bank account numbers (SWIFT IBAN registry).
private enum BankAccountLengths {
  static let byCountry: [UInt16: Int] = {
    let table = """
      AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 \
      GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 \
      MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 \
      TN24 TR26 UA29 VA22 VG24 XK20
      """
    var lengths: [UInt16: Int] = [:]
    for entry in table.split(separator: " ") {
      let bytes = Array(entry.utf8)
      lengths[UInt16(bytes[0]) << 8 | UInt16(bytes[1])] = bytes[2].digit * 10 + bytes[3].digit
    }
    return lengths
  }()
}
