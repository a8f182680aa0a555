/// Tells whether a place in Markdown is code, byte by byte: fenced blocks, and code between runs of backticks inside a paragraph
/// (CommonMark 0.31, sections 4.5 and 6.1).
struct CodeTracker: Sendable {
  private enum State {
    case text
    /// Between runs of so many backticks.
    case inline(Int)
    case block(mark: UInt8, count: Int)
  }

  private var state = State.text
  /// The run of backticks or tildes that the last bytes are.
  private var run = 0
  private var mark: UInt8 = 0
  /// Nothing but at most three spaces came before on this line, and then the run.
  private var startsLine = true
  private var indent = 0
  private var runStartsLine = false
  /// Since the run nothing but blanks came: it may close a block.
  private var isBareAfterRun = false
  private var closing: (mark: UInt8, count: Int)?
  private var isBlankLine = true

  /// Of the byte that was read last, and of what follows it.
  var isCode: Bool {
    switch state {
    case .text: run > 0 && (mark == UInt8(ascii: "`") || (runStartsLine && run >= 3))
    case .inline(let count): !(mark == UInt8(ascii: "`") && run == count)
    case .block: true
    }
  }

  mutating func read(_ byte: UInt8) {
    let isMark = byte == UInt8(ascii: "`") || byte == UInt8(ascii: "~")
    if isMark, run > 0, byte == mark {
      run += 1
      return
    }
    if run > 0 { endRun(before: byte) }
    if isMark {
      run = 1
      mark = byte
      runStartsLine = startsLine
      startsLine = false
      isBlankLine = false
      return
    }
    if byte == UInt8(ascii: "\n") {
      if let closing, case .block(let mark, let count) = state, closing.mark == mark, closing.count >= count {
        state = .text
      }
      closing = nil
      // A paragraph ends, and with it code that nobody closed.
      if isBlankLine, case .inline = state { state = .text }
      startsLine = true
      isBlankLine = true
      indent = 0
      return
    }
    let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    if isBlank {
      indent += 1
      if indent > 3 { startsLine = false }
    } else {
      startsLine = false
      isBlankLine = false
      closing = nil
    }
  }

  /// The text is over: a run at its end counts.
  private mutating func endRun(before byte: UInt8) {
    defer { run = 0 }
    switch state {
    case .block:
      closing = runStartsLine && run >= 3 ? (mark, run) : nil
    case .inline(let count):
      if mark == UInt8(ascii: "`"), run == count { state = .text }
    case .text:
      if runStartsLine, run >= 3 {
        state = .block(mark: mark, count: run)
      } else if mark == UInt8(ascii: "`") {
        state = .inline(run)
      }
    }
  }
}
