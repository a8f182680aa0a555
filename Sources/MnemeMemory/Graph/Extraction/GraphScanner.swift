import MnemeCore

/// Cuts a message into words in one pass over its bytes; code, quoted lines, links and addresses are passed over.
struct GraphScanner {
  /// Words beyond which a message is a pasted text whose rest is not read.
  static let longest = 3000

  let bytes: UnsafeBufferPointer<UInt8>
  private let lexicon: Lexicon
  private var scan = GraphScan()
  private var index = 0
  private var sentenceStart = 0
  private var hasHangul = false
  private var breakBefore = false
  private var isInitial = true
  /// Token at which the open quotation began.
  private var openQuote: Int?

  static func scan(_ text: String, lexicon: Lexicon = .shared) -> GraphScan {
    var text = text
    return text.withUTF8 { bytes in
      var scanner = GraphScanner(bytes, lexicon)
      scanner.run()
      return scanner.scan
    }
  }

  private init(_ bytes: UnsafeBufferPointer<UInt8>, _ lexicon: Lexicon) {
    self.bytes = bytes
    self.lexicon = lexicon
    scan.tokens.reserveCapacity(min(bytes.count / 5 + 4, Self.longest))
  }

  private mutating func run() {
    var inFence = false
    while index < bytes.count, scan.tokens.count < Self.longest {
      let end = lineEnd(from: index)
      let kind = SourceLine(bytes[index..<end])
      if kind == .fence { inFence.toggle() }
      if kind == .text, !inFence { line(to: end) }
      endSentence(isQuestion: false)
      index = end + 1
    }
  }

  private func lineEnd(from start: Int) -> Int {
    var end = start
    while end < bytes.count, bytes[end] != 0x0A { end += 1 }
    return end
  }

  private mutating func line(to end: Int) {
    while index < end, scan.tokens.count < Self.longest {
      let byte = bytes[index]
      switch byte {
      case 0x41...0x5A, 0x61...0x7A: word(to: end)
      case 0x30...0x39: number(to: end)
      case UInt8(ascii: " "), 0x09, 0x0D: index += 1
      case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"): stop(to: end)
      case UInt8(ascii: "#"), UInt8(ascii: "@"): tag(byte, to: end)
      case UInt8(ascii: "\""):
        quote(opens: openQuote == nil)
        index += 1
      case UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "&"): index += 1
      case 0..<0x80:
        breakBefore = true
        if byte == UInt8(ascii: ":") || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "(") { isInitial = true }
        // A dash at the head of a line makes a list item, whose first word is an initial one as it is.
        index += 1
      default: wide(to: end)
      }
    }
  }

  // MARK: Words

  private mutating func word(to end: Int) {
    let start = index
    var stop = start
    var hasInnerMark = false
    while stop < end {
      let byte = bytes[stop]
      if Self.isLetter(byte) || Self.isDigit(byte) || byte == UInt8(ascii: "_") {
        stop += 1
      } else if byte >= 0x80 {
        guard let width = Self.letterWidth(bytes, stop, end) else { break }
        stop += width
      } else if byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "&"),
        joins(byte, from: start, at: stop, to: end)
      {
        hasInnerMark = true
        stop += 1
      } else if (byte == UInt8(ascii: "+") || byte == UInt8(ascii: "#")) && stop == start + 1 && bytes[start] < 0x61 {
        while stop < end, bytes[stop] == byte { stop += 1 }
        break
      } else {
        break
      }
    }
    index = stop
    if isAddress(at: stop, to: end) {
      skipToSpace(end)
      return
    }
    add(start..<stop, hasInnerMark: hasInnerMark, to: end)
  }

  private mutating func add(_ whole: Range<Int>, hasInnerMark: Bool, to end: Int) {
    var range = whole
    var word = Self.folded(bytes, range)
    if hasInnerMark, let hyphen = bytes[range].lastIndex(of: UInt8(ascii: "-")), Self.isUpper(bytes[range.lowerBound]),
      lexicon.hyphenTails.contains(Self.folded(bytes, (hyphen + 1)..<range.upperBound))
    {
      range = range.lowerBound..<hyphen
      word = Self.folded(bytes, range)
    }
    // "U.S.A." and "USA" are one word.
    if hasInnerMark, word.utf8.contains(UInt8(ascii: ".")) { word = EntityKey.normalized(word) }
    guard word.utf8.count <= 48 else { return }
    var token = GraphToken(
      range: range, word: word, info: lexicon.info(word), form: Self.form(of: bytes, range))
    let mark = apostropheWidth(at: index, to: end)
    if mark > 0 {
      let tailStart = index + mark
      var tailEnd = tailStart
      while tailEnd < end, Self.isLetter(bytes[tailEnd]) { tailEnd += 1 }
      let tail = Self.folded(bytes, tailStart..<tailEnd)
      switch tail {
      case "s":
        token.isPossessive = true
        index = tailEnd
      case "m", "re", "ve", "ll", "d":
        append(token)
        index = tailEnd
        append(
          GraphToken(range: tailStart..<tailEnd, word: "'" + tail, info: lexicon.info("'" + tail), form: .lower))
        return
      case "" where word.hasSuffix("s"):
        token.isPossessive = true
        index = tailStart
      case "": break
      default:
        // "don't" is one word without its mark, "O'Brien" one with it.
        token.word = word + tail
        token.range = range.lowerBound..<tailEnd
        token.info = lexicon.info(token.word)
        index = tailEnd
        let second = apostropheWidth(at: index, to: end)
        if second > 0, index + second < end, bytes[index + second] == UInt8(ascii: "s") {
          token.isPossessive = true
          index += second + 1
        }
      }
    }
    append(token)
  }

  private mutating func append(_ token: GraphToken) {
    var token = token
    token.breakBefore = breakBefore
    token.isInitial = isInitial
    token.isAttached = !breakBefore && (scan.tokens.last?.range.upperBound == token.range.lowerBound)
    breakBefore = false
    isInitial = false
    scan.tokens.append(token)
  }

  private mutating func number(to end: Int) {
    let start = index
    while index < end {
      let byte = bytes[index]
      let isInner = byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":")
      let goesOn = isInner && index + 1 < end && Self.isDigit(bytes[index + 1])
      guard Self.isDigit(byte) || Self.isLetter(byte) || goesOn else { break }
      index += 1
    }
    append(GraphToken(range: start..<index, word: Self.folded(bytes, start..<index), info: WordInfo(), form: .number))
  }

  /// Whether a mark inside a word belongs to it.
  private func joins(_ mark: UInt8, from start: Int, at place: Int, to end: Int) -> Bool {
    guard place > start, place + 1 < end else { return false }
    let next = bytes[place + 1]
    let isLetterNext = Self.isLetter(next) || (next >= 0x80 && Self.letterWidth(bytes, place + 1, end) != nil)
    guard isLetterNext else { return false }
    switch mark {
    case UInt8(ascii: "-"): return true
    case UInt8(ascii: "&"): return Self.isUpper(next) && Self.isUpper(bytes[place - 1])
    // "Node.js" and "J.K." are words; "home.Then" lacks a space.
    default: return !Self.isUpper(next) || place == start + 1 || bytes[place - 2] == UInt8(ascii: ".")
    }
  }

  private func isAddress(at stop: Int, to end: Int) -> Bool {
    guard stop + 1 < end else { return false }
    if bytes[stop] == UInt8(ascii: "@") { return Self.isLetter(bytes[stop + 1]) }
    return bytes[stop] == UInt8(ascii: ":") && bytes[stop + 1] == UInt8(ascii: "/")
  }

  private mutating func skipToSpace(_ end: Int) {
    while index < end, bytes[index] > 0x20 { index += 1 }
    breakBefore = true
  }

  private mutating func tag(_ mark: UInt8, to end: Int) {
    let start = index + 1
    let isFree = index == 0 || bytes[index - 1] <= 0x20 || bytes[index - 1] == UInt8(ascii: "(")
    index = start
    guard isFree else { return }
    while index < end {
      let byte = bytes[index]
      if Self.isLetter(byte) || Self.isDigit(byte) || byte == UInt8(ascii: "_") {
        index += 1
      } else if byte >= 0x80, let width = Self.wideLetterWidth(bytes, index, end) {
        index += width
      } else {
        break
      }
    }
    guard index > start, !Self.isDigit(bytes[start]) else { return }
    append(
      GraphToken(
        range: start..<index, word: Self.folded(bytes, start..<index), info: WordInfo(),
        form: mark == UInt8(ascii: "#") ? .hashtag : .handle))
  }

  // MARK: Other scripts and marks

  private mutating func wide(to end: Int) {
    if let width = Self.hangulWidth(bytes, index, end) {
      let start = index
      index += width
      while index < end, let width = Self.hangulWidth(bytes, index, end) { index += width }
      hasHangul = true
      if index - start <= 60 {
        // Hangul has one form; a String of its bytes is its word.
        let word = String(decoding: bytes[start..<index], as: UTF8.self)
        append(GraphToken(range: start..<index, word: word, info: WordInfo(), form: .hangul))
      }
      return
    }
    if Self.letterWidth(bytes, index, end) != nil {
      word(to: end)
      return
    }
    let width = Self.width(bytes[index])
    let scalar = Self.scalar(bytes, index, min(width, end - index))
    index += width
    switch scalar {
    case 0x201C, 0x300C, 0x300E, 0x300A, 0x3008, 0xAB: quote(opens: true)
    case 0x201D, 0x300D, 0x300F, 0x300B, 0x3009, 0xBB: quote(opens: false)
    case 0x3002, 0xFF01, 0xFF1F, 0x2026:
      endSentence(isQuestion: scalar == 0xFF1F)
    case 0xA0, 0x3000, 0x200B...0x200D, 0xFE0F: break
    case 0x2018, 0x2019: break
    case 0x1F000...:  // Emoji do the work of a full stop.
      breakBefore = true
      isInitial = true
    default: breakBefore = true
    }
  }

  private mutating func quote(opens: Bool) {
    if opens {
      openQuote = scan.tokens.count
      isInitial = true
    } else if let start = openQuote {
      if start < scan.tokens.count, scan.tokens.count - start <= 8 { scan.quotes.append(start..<scan.tokens.count) }
      openQuote = nil
    }
    breakBefore = true
  }

  private mutating func stop(to end: Int) {
    let first = index
    var isQuestion = false
    while index < end,
      bytes[index] == UInt8(ascii: ".") || bytes[index] == UInt8(ascii: "!") || bytes[index] == UInt8(ascii: "?")
    {
      if bytes[index] == UInt8(ascii: "?") { isQuestion = true }
      index += 1
    }
    let isDot = index == first + 1 && bytes[first] == UInt8(ascii: ".")
    if isDot, let last = scan.tokens.indices.last, last >= sentenceStart, scan.tokens[last].range.upperBound == first {
      let token = scan.tokens[last]
      let isInitial = token.range.count == 1 && Self.isUpper(bytes[token.range.lowerBound]) && token.word != "i"
      if isInitial || (token.traits.contains(.title) && token.word.utf8.count <= 4)
        || Self.abbreviations.contains(token.word)
      {
        scan.tokens[last].dotAfter = true
        return
      }
    }
    // "…" inside a sentence goes on; a quotation closes after its stop.
    if index < end, bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: ")") {
      if bytes[index] == UInt8(ascii: "\""), openQuote != nil { quote(opens: false) }
      index += 1
    }
    endSentence(isQuestion: isQuestion)
  }

  private static let abbreviations: Set<String> = [
    "st", "mt", "ft", "vs", "no", "jr", "sr", "inc", "ltd", "co", "corp", "dept", "univ", "approx", "etc", "eg", "ie",
    "feat",
  ]

  private mutating func endSentence(isQuestion: Bool) {
    isInitial = true
    breakBefore = true
    if let open = openQuote, scan.tokens.count - open > 8 { openQuote = nil }
    guard sentenceStart < scan.tokens.count else { return }
    scan.sentences.append(
      GraphSentence(tokens: sentenceStart..<scan.tokens.count, isQuestion: isQuestion, hasHangul: hasHangul))
    sentenceStart = scan.tokens.count
    hasHangul = false
  }
}
