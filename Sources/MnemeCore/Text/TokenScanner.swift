/// Reads UTF-8 once and reports ``TokenEvent``s, each decided by what came before it alone: more text never takes an
/// event back, so any sum of costs that are not negative grows with the text.
///
/// No allocation; O(bytes).
struct TokenScanner {
  private enum Run: UInt8 {
    case start, newline, space, tab, word, capitals, apostrophe, digit, punctuation
    case cyrillic, greek, arabic, hebrew, devanagari, otherLetter
    case hangul, jamo, han, hiragana, katakana, wide, symbol, frame, emoji, other
  }

  private var run = Run.start
  /// Scalars of the run so far; of a word, letters of its current part.
  private var length = 0
  /// A single space, or the last of several, stands before what comes next.
  private var afterSpace = false
  /// Where the letters of the current word are counted.
  private var letters = TokenEvent.word
  private var isCapital = false
  private var hasAccent = false
  /// Last scalar of a run of equal ones, last small letter of a word (1…26, 0 for none).
  private var last: UInt32 = 0
  private var lastLetter = 0

  /// Reads each byte once. `bytes` must be valid UTF-8, as those of a String are.
  @inline(__always)
  mutating func scan<Bytes: RandomAccessCollection<UInt8>>(_ bytes: Bytes, _ emit: (Int) -> Void)
  where Bytes.Index == Int {
    var i = bytes.startIndex
    let end = bytes.endIndex
    while i < end {
      let byte = bytes[i]
      if byte < 0x80 {
        ascii(byte, emit)
        i += 1
      } else {
        let width = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
        var value = UInt32(byte) & (width == 4 ? 0x07 : width == 3 ? 0x0F : 0x1F)
        for k in 1..<width { value = value << 6 | UInt32(bytes[i + k] & 0x3F) }
        wide(value, width: width, emit)
        i += width
      }
    }
  }

  @inline(__always)
  private mutating func ascii(_ byte: UInt8, _ emit: (Int) -> Void) {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): small(Int(byte) - 96, emit)
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): large(Int(byte) - 64, emit)
    case UInt8(ascii: " "): space(emit)
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit(emit)
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"): newline(emit)
    case UInt8(ascii: "\t"):
      emit(TokenEvent.tab + (run == .tab ? 1 : 0))
      begin(.tab)
    case UInt8(ascii: "'") where run == .word || run == .capitals:
      emit(TokenEvent.apostrophe)
      begin(.apostrophe)
    case 0..<0x20, 0x7F:
      emit(TokenEvent.other)
      begin(.other)
    default: punctuation(byte, emit)
    }
  }

  // MARK: Latin words

  @inline(__always)
  private mutating func small(_ letter: Int, _ emit: (Int) -> Void) {
    switch run {
    case .word:
      length += 1
      if lastLetter > 0, letter > 0 {
        let oddity = LetterPairs.oddity(lastLetter, letter)
        if oddity > 0 { emit(TokenEvent.pair + oddity - 1 + (length > 6 ? 4 : 0)) }
      }
      emit(letterEvent())
    case .capitals:
      run = .word
      letters = TokenEvent.glued
      length = 2
      emit(TokenEvent.capitalsEnd)
    default: beginWord(emit)
    }
    lastLetter = letter
    isCapital = false
  }

  @inline(__always)
  private mutating func large(_ letter: Int, _ emit: (Int) -> Void) {
    switch run {
    case .word where isCapital && length == 1:
      run = .capitals
      length = 2
      emit(TokenEvent.capitals)
    case .word:
      emit(TokenEvent.camel)
      letters = TokenEvent.glued
      length = 1
      emit(letterEvent())
    case .capitals:
      length += 1
      emit(TokenEvent.capitals + min(length, 5) - 2)
    default:
      let isFree = beginWord(emit)
      emit(TokenEvent.capital + (isFree ? 0 : 1))
    }
    lastLetter = letter
    isCapital = true
  }

  @inline(__always) @discardableResult
  private mutating func beginWord(_ emit: (Int) -> Void) -> Bool {
    let isFree = afterSpace || run == .start || run == .newline || run == .tab
    if run == .apostrophe {
      letters = TokenEvent.contraction
    } else {
      letters = isFree ? TokenEvent.word : TokenEvent.glued
    }
    begin(.word)
    hasAccent = false
    emit(letterEvent())
    return isFree
  }

  @inline(__always)
  private func letterEvent() -> Int {
    letters + min(length, letters == TokenEvent.contraction ? 3 : 13) - 1
  }

  @inline(__always)
  private mutating func accented(_ value: UInt32, _ emit: (Int) -> Void) {
    small(0, emit)
    if value >= 0x1E00 {
      emit(TokenEvent.vietnamese)
    } else {
      emit(TokenEvent.accent + (hasAccent ? 1 : 0))
    }
    hasAccent = true
  }

  // MARK: Digits, punctuation, white space

  @inline(__always)
  private mutating func digit(_ emit: (Int) -> Void) {
    if run == .digit {
      length += 1
    } else {
      if afterSpace { emit(TokenEvent.spaceDigit) }
      begin(.digit)
    }
    emit(TokenEvent.digit + (length - 1) % 3 + (length > 3 ? 3 : 0))
  }

  @inline(__always)
  private mutating func punctuation(_ byte: UInt8, _ emit: (Int) -> Void) {
    let group = Self.punctuationGroup(byte)
    if run == .punctuation {
      if last == UInt32(byte) {
        length += 1
        emit(TokenEvent.punctuationSame + (length <= 2 ? 0 : length <= 4 ? 1 : length <= 8 ? 2 : 3))
      } else {
        length = 1
        emit(TokenEvent.punctuationNext + group)
      }
    } else {
      let place = afterSpace ? 1 : run == .newline || run == .start || run == .tab ? 2 : 0
      begin(.punctuation)
      emit(TokenEvent.punctuation + 3 * group + place)
    }
    last = UInt32(byte)
  }

  /// 0 for marks that end a clause, 1 for quotes and brackets, 2 for the rest.
  @inline(__always)
  private static func punctuationGroup(_ byte: UInt8) -> Int {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "!"),
      UInt8(ascii: "?"):
      0
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["),
      UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "<"), UInt8(ascii: ">"),
      UInt8(ascii: "`"):
      1
    default: 2
    }
  }

  @inline(__always)
  private mutating func space(_ emit: (Int) -> Void) {
    if run == .space {
      length += 1
      emit(TokenEvent.spaces + (length <= 2 ? 0 : length <= 4 ? 1 : length <= 8 ? 2 : length <= 16 ? 3 : 4))
    } else {
      if run == .newline { emit(TokenEvent.indent) }
      begin(.space)
    }
    afterSpace = true
  }

  @inline(__always)
  private mutating func newline(_ emit: (Int) -> Void) {
    if run == .newline {
      length += 1
      emit(TokenEvent.newline + min(length, 3))
    } else {
      emit(TokenEvent.newline + (run == .punctuation ? 0 : 1))
      begin(.newline)
    }
  }

  @inline(__always)
  private mutating func begin(_ next: Run) {
    run = next
    length = 1
    afterSpace = false
    isCapital = false
    last = 0
    lastLetter = 0
  }

  // MARK: Other scripts

  private mutating func wide(_ value: UInt32, width: Int, _ emit: (Int) -> Void) {
    switch value {
    case 0xAC00...0xD7A3: hangul(value, emit)
    case 0x4E00...0x9FFF, 0x3005...0x3007: han(value, emit)
    case 0x3041...0x309F: kana(.hiragana, TokenEvent.hiragana, emit)
    case 0x30A0...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9F: kana(.katakana, TokenEvent.katakana, emit)
    case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x1E00...0x1EFF: accented(value, emit)
    case 0x400...0x52F, 0x1C80...0x1C8F:
      letter(.cyrillic, TokenEvent.cyrillic, places: 8, emit)
      let isRussian = (0x410...0x44F).contains(value) || value == 0x401 || value == 0x451
      if !isRussian { emit(TokenEvent.cyrillicExtra) }
    case 0x370...0x3FF, 0x1F00...0x1FFF: letter(.greek, TokenEvent.greek, places: 2, emit)
    case 0x590...0x5FF: letter(.hebrew, TokenEvent.hebrew, places: 2, emit)
    case 0x600...0x6FF, 0x750...0x77F, 0xFB50...0xFDFF, 0xFE70...0xFEFE:
      letter(.arabic, TokenEvent.arabic, places: 2, emit)
    case 0x900...0x97F: letter(.devanagari, TokenEvent.devanagari, places: 2, emit)
    case 0x980...0xDFF: letter(.otherLetter, TokenEvent.brahmic, places: 1, emit)
    case 0xE00...0x109F, 0x1780...0x17FF: letter(.otherLetter, TokenEvent.thai, places: 1, emit)
    case 0x2018...0x2019 where run == .word || run == .capitals:
      emit(TokenEvent.apostrophe + 1)
      begin(.apostrophe)
    case 0x300...0x36F, 0x1AB0...0x1AFF, 0x20D0...0x20FF: emit(TokenEvent.combining)
    case 0x200D, 0xFE00...0xFE0F, 0x1F3FB...0x1F3FF: emit(TokenEvent.emojiJoiner)
    case 0x3130...0x318F, 0x1100...0x11FF: jamo(value, emit)
    case 0x3000...0x303F, 0xFF01...0xFF0F, 0xFF1A...0xFF20, 0xFF3B...0xFF40, 0xFF5B...0xFF65, 0xFFE0...0xFFEE:
      emit(TokenEvent.widePunctuation + (run == .wide ? 1 : 0))
      begin(.wide)
    case 0xFF10...0xFF19, 0xFF21...0xFF3A, 0xFF41...0xFF5A: sign(.other, value, TokenEvent.wideLetter, 0, emit)
    case 0xA0...0xBF, 0xD7, 0xF7: sign(.other, value, TokenEvent.latinSign, 0, emit)
    case 0x2010...0x206F: sign(.other, value, TokenEvent.dash, 0, emit)
    case 0x2600...0x27BF, 0x2B05...0x2B55, 0x231A...0x23FF: sign(.emoji, value, TokenEvent.basicEmoji, 0, emit)
    case 0x2500...0x259F:
      if run == .frame, !afterSpace { length += 1 } else { begin(.frame) }
      emit(TokenEvent.frame + (length == 1 ? 0 : length <= 4 ? 1 : 2))
    case 0x2070...0x2BFF: sign(.symbol, value, TokenEvent.symbol, 1, emit)
    case 0x1F000...0x1FAFF: sign(.emoji, value, TokenEvent.emoji, 1, emit)
    case 0x3400...0x4DBF, 0xF900...0xFAFF, 0x20000...0x323AF:
      emit(TokenEvent.extendedHan)
      begin(.han)
    case 0x530...0x1DFF, 0xA000...0xABFF: letter(.otherLetter, TokenEvent.otherLetter, places: 1, emit)
    default: sign(.other, value, TokenEvent.other + width - 1, 0, emit)
    }
  }

  @inline(__always)
  private mutating func letter(_ kind: Run, _ event: Int, places: Int, _ emit: (Int) -> Void) {
    if run == kind, !afterSpace { length += 1 } else { begin(kind) }
    emit(event + min(length, places) - 1)
  }

  @inline(__always)
  private mutating func hangul(_ value: UInt32, _ emit: (Int) -> Void) {
    if run == .hangul {
      length += 1
    } else {
      if afterSpace { emit(TokenEvent.spaceHangul) }
      begin(.hangul)
    }
    let tier = Int(CharacterTier.hangul[Int(value - 0xAC00)])
    if tier > 0 { emit(TokenEvent.rareHangul + tier - 1) }
    emit(TokenEvent.hangul + min(length, 4) - 1)
  }

  @inline(__always)
  private mutating func jamo(_ value: UInt32, _ emit: (Int) -> Void) {
    emit(TokenEvent.jamo + (run == .jamo && last == value ? 1 : 0))
    begin(.jamo)
    last = value
  }

  @inline(__always)
  private mutating func han(_ value: UInt32, _ emit: (Int) -> Void) {
    if afterSpace { emit(TokenEvent.spaceHan) }
    let isFirst = run != .han
    begin(.han)
    let tier = value >= 0x4E00 ? Int(CharacterTier.han[Int(value - 0x4E00)]) : 1
    if tier > 0 { emit(TokenEvent.rareHan + tier - 1) }
    emit(TokenEvent.han + (isFirst ? 0 : 1))
  }

  @inline(__always)
  private mutating func kana(_ kind: Run, _ event: Int, _ emit: (Int) -> Void) {
    if afterSpace { emit(TokenEvent.spaceHan) }
    let isFirst = run != kind
    begin(kind)
    emit(event + (isFirst ? 0 : 1))
  }

  /// `repeated` is what to add to `event` for the same scalar again.
  @inline(__always)
  private mutating func sign(_ kind: Run, _ value: UInt32, _ event: Int, _ repeated: Int, _ emit: (Int) -> Void) {
    let isSame = run == kind && last == value
    emit(event + (isSame ? repeated : 0))
    begin(kind)
    last = value
  }
}
