/// Cuts a text into the words, numbers and signs that the grammar of times reads.
///
/// One pass over at most `limit` Unicode scalars. What letters and digits are joined with decides whether they are words
/// at all: "may" inside "mayor", in "may.txt" or in "may@host" is none; Korean words are cut into what they are composed
/// of ("지난주말에" is 지난 + 주말 + 에), and only where all of it is known.
struct TimeLexer {
  private(set) var tokens: [TimeToken] = []
  /// Some word or number is there that a time may begin with.
  private(set) var mayNameTimes = false
  /// Words of intention, and words that tell of the past.
  private(set) var speaksOfPlans = false
  private(set) var speaksOfThePast = false

  private let scalars: [UInt32]
  /// Places in the text, where composing syllables moved them.
  private let places: [Int32]?
  private var isSpaced = true
  private var isFirst = true

  init(_ text: String, limit: Int) {
    var scalars: [UInt32] = []
    scalars.reserveCapacity(min(text.utf8.count, limit))
    var hasJamo = false
    for scalar in text.unicodeScalars.prefix(limit) {
      scalars.append(scalar.value)
      if (0x1100...0x11FF).contains(scalar.value) { hasJamo = true }
    }
    if hasJamo {
      let composed = HangulComposition(scalars)
      self.scalars = composed.scalars
      places = composed.places
    } else {
      self.scalars = scalars
      places = nil
    }
    tokens.reserveCapacity(32)
    run()
  }

  private mutating func run() {
    var i = 0
    while i < scalars.count {
      let scalar = scalars[i]
      switch TimeScalar.kind(of: scalar) {
      case .space:
        isSpaced = true
        i += 1
      case .newline:
        isSpaced = true
        isFirst = true
        i += 1
      case .digit: i = number(at: i)
      case .letter: i = word(at: i)
      case .hangul: i = hangul(at: i)
      case .foreign: i = foreign(at: i)
      case .sign:
        append(.sign, value: Int32(scalar), i, i + 1)
        // A capital after these means nothing; quotes and brackets leave that as it is.
        if scalar == 0x2E || scalar == 0x21 || scalar == 0x3F { isFirst = true }
        i += 1
      }
    }
  }

  private mutating func append(
    _ word: TimeWord, value: Int32, digits: UInt8 = 0, flags: TimeToken.Flags = [], _ start: Int, _ end: Int
  ) {
    var flags = flags
    if isSpaced { flags.insert(.spaced) }
    if isFirst { flags.insert(.first) }
    let first = places.map { $0[start] } ?? Int32(start)
    let last = places.map { $0[end] } ?? Int32(end)
    tokens.append(TimeToken(word: word, flags: flags, digits: digits, value: value, start: first, end: last))
    isSpaced = false
    if word != .sign { isFirst = false }
  }

  // MARK: Words

  private mutating func word(at start: Int) -> Int {
    var i = start
    var key: UInt64 = 0
    var isPlain = true
    while i < scalars.count {
      let kind = TimeScalar.kind(of: scalars[i])
      if kind == .letter, scalars[i] != 0x5F {
        key = key << 5 | UInt64(scalars[i] & 0x1F)
      } else if kind == .letter || kind == .digit || kind == .foreign {
        isPlain = false
      } else {
        break
      }
      i += 1
    }
    let end = i
    let isCapitalised = scalars[start] < 0x5B
    let flags: TimeToken.Flags = isCapitalised ? .capitalised : []
    // "today's", "didn't": what follows an apostrophe belongs to the word and changes nothing here.
    if i + 1 < scalars.count, TimeScalar.isApostrophe(scalars[i]), TimeScalar.kind(of: scalars[i + 1]) == .letter {
      i += 1
      while i < scalars.count, TimeScalar.kind(of: scalars[i]) == .letter { i += 1 }
    }
    if let name = numberedName(start, end) {
      append(name.word, value: name.value, flags: flags, start, end)
      mayNameTimes = true
      return i
    }
    guard isPlain, end - start <= TimeLexicon.longestEnglish, !isInsideName(start, i),
      let lexeme = TimeLexicon.english(key)
    else {
      append(.other, value: 0, flags: flags, start, end)
      return i
    }
    append(lexeme.word, value: lexeme.value, flags: flags, start, end)
    switch lexeme.word {
    case .plan: speaksOfPlans = true
    case .pastVerb: speaksOfThePast = true
    case .month, .shortMonth, .verbMonth, .weekday, .weekdays, .shortWeekday, .weekend, .season, .holiday, .newWord,
      .decade,
      .dayWord, .nightWord, .recently, .unit, .another, .part, .dayCount:
      mayNameTimes = true
    default: break
    }
    return i
  }

  /// "Q3", "H1".
  private func numberedName(_ start: Int, _ end: Int) -> (word: TimeWord, value: Int32)? {
    guard end - start == 2, scalars[start + 1] > 0x30 else { return nil }
    let digit = Int32(scalars[start + 1]) - 0x30
    switch scalars[start] | 0x20 {
    case 0x71 where digit <= 4: return (.quarterName, digit)
    case 0x68 where digit <= 2: return (.halfName, digit)
    default: return nil
    }
  }

  /// A piece of a file's name, an address or a host.
  private func isInsideName(_ start: Int, _ end: Int) -> Bool {
    func joins(_ scalar: UInt32) -> Bool {
      switch scalar {
      case 0x2E, 0x40, 0x3D, 0x5C, 0x26, 0x23: true
      default: false
      }
    }
    if start > 0, joins(scalars[start - 1]), start > 1, TimeScalar.isWord(scalars[start - 2]) { return true }
    if start > 0, scalars[start - 1] == 0x40 || scalars[start - 1] == 0x23 || scalars[start - 1] == 0x2F,
      start < 2 || !TimeScalar.isWord(scalars[start - 2])
    {
      return true
    }
    guard end + 1 < scalars.count, joins(scalars[end]) else { return false }
    let next = TimeScalar.kind(of: scalars[end + 1])
    return next == .letter || next == .foreign || (next == .digit && scalars[end] != 0x2E)
  }

  private mutating func foreign(at start: Int) -> Int {
    // 2023年5月3日: the marks work as in Korean.
    if let last = tokens.last, last.word == .number, !isSpaced {
      switch scalars[start] {
      case 0x5E74: append(.unit, value: Int32(TimeUnit.year.rawValue), start, start + 1)
      case 0x6708: append(.monthMark, value: 0, start, start + 1)
      case 0x65E5: append(.unit, value: Int32(TimeUnit.day.rawValue), start, start + 1)
      default: break
      }
      if tokens.count > 0, tokens[tokens.count - 1].start == (places.map { $0[start] } ?? Int32(start)) {
        return start + 1
      }
    }
    var i = start
    while i < scalars.count, TimeScalar.isWord(scalars[i]), !(0xAC00...0xD7A3).contains(scalars[i]) {
      // A number inside Chinese or Japanese text stands for itself.
      if TimeScalar.kind(of: scalars[i]) == .digit, scalars[start] > 0x2E7F { break }
      i += 1
    }
    append(.other, value: 0, start, i)
    return i
  }

  // MARK: Numbers

  private mutating func number(at start: Int) -> Int {
    var i = start
    var value: Int32 = 0
    var digits = 0
    while i < scalars.count, let digit = TimeScalar.digit(scalars[i]) {
      if digits < 9 { value = value * 10 + digit }
      digits += 1
      i += 1
    }
    var flags: TimeToken.Flags = []
    if isInner() { flags.insert(.inner) }
    if let last = tokens.last, last.word == .sign, !isSpaced, TimeScalar.isApostrophe(UInt32(last.value)),
      last.flags.contains(.spaced)
    {
      flags.insert(.apostrophe)
    }
    // "12,000" is one number and no date.
    while i + 3 < scalars.count, scalars[i] == 0x2C, digits <= 3 || digits == 10,
      (1...3).allSatisfy({ TimeScalar.digit(scalars[i + $0]) != nil }),
      i + 4 >= scalars.count || TimeScalar.digit(scalars[i + 4]) == nil
    {
      digits = 10
      i += 4
    }
    let end = i
    if i < scalars.count, TimeScalar.kind(of: scalars[i]) == .letter || TimeScalar.isApostrophe(scalars[i]) {
      i = suffix(at: i, flags: &flags)
    }
    mayNameTimes = true
    let word: TimeWord = flags.contains(.inner) && i > end && !flags.contains(.ordinal) ? .other : .number
    append(word, value: value, digits: UInt8(min(digits, 10)), flags: flags, start, i)
    return i
  }

  /// Reads what is written to a number: an ordinal ending, a plural, the time after an ISO date; anything else makes it
  /// no number.
  private func suffix(at start: Int, flags: inout TimeToken.Flags) -> Int {
    var i = start
    if TimeScalar.isApostrophe(scalars[i]) {
      guard i + 1 < scalars.count, scalars[i + 1] | 0x20 == 0x73 else { return start }
      i += 1
    }
    let first = i
    while i < scalars.count, TimeScalar.isWord(scalars[i]), TimeScalar.kind(of: scalars[i]) != .hangul { i += 1 }
    let length = i - first
    let letters = (scalars[first] | 0x20, length > 1 ? scalars[first + 1] | 0x20 : 0)
    switch (length, letters) {
    case (1, (0x73, _)): flags.insert(.plural)
    case (2, (0x73, 0x74)), (2, (0x6E, 0x64)), (2, (0x72, 0x64)), (2, (0x74, 0x68)): flags.insert(.ordinal)
    default:
      if scalars[first] == 0x54, length > 1, TimeScalar.digit(scalars[first + 1]) != nil { return start }
      flags.insert(.inner)
    }
    return i
  }

  /// The number goes on what stands before it without a space.
  private func isInner() -> Bool {
    guard !isSpaced, let last = tokens.last else { return false }
    guard last.word == .sign else { return last.word == .other || last.word == .number }
    switch last.value {
    case 0x2D, 0x2F, 0x2E, 0x3A, 0x3D, 0x40, 0x23, 0x26, 0x5C, 0x2B:
      guard last.isTight, tokens.count > 1 else {
        return last.value != 0x2D && last.value != 0x2E
      }
      let before = tokens[tokens.count - 2].word
      return before == .other || before == .number || before == .sign
    default: return false
    }
  }

  // MARK: Korean

  /// Syllables of one word that are looked at; longer ones are none of time.
  private static let longestKorean = 24

  /// Value of an unknown Korean word that is a verb.
  static let verb: Int32 = 1

  private mutating func hangul(at start: Int) -> Int {
    var end = start
    // 걸리다, to take time
    var isVerb = scalars[start] == 0xAC78
    while end < scalars.count, TimeScalar.kind(of: scalars[end]) == .hangul {
      // The last consonant ㅆ: 했어, 갔지, 먹었던; not 있다 and 겠다.
      if (scalars[end] - 0xAC00) % 28 == 20, scalars[end] != 0xC788, scalars[end] != 0xACA0 {
        speaksOfThePast = true
        isVerb = true
      }
      end += 1
    }
    let followsNumber = !isSpaced && tokens.last?.word == .number
    guard end - start <= Self.longestKorean,
      let pieces = KoreanWordPieces.cut(scalars[start..<end], afterNumber: followsNumber)
    else {
      append(.other, value: isVerb ? Self.verb : 0, start, end)
      return end
    }
    var i = start
    for piece in pieces {
      append(piece.lexeme.word, value: piece.lexeme.value, i, piece.end)
      if piece.lexeme.word == .plan { speaksOfPlans = true }
      i = piece.end
    }
    mayNameTimes = true
    return end
  }
}
