/// Tells whether a place in Markdown is code, byte by byte: fenced blocks, in lists and quotes too, and code between runs of backticks
/// inside a paragraph (CommonMark 0.31, sections 4.5 and 6.1). How far a fence is indented does not matter, since what it is
/// indented for may stand many lines before it.
struct CodeTracker: Sendable {
  private enum State {
    case text
    /// Between runs of so many backticks.
    case inline(Int)
    case block(Fence)
  }

  private struct Fence {
    let mark: UInt8
    let count: Int
    let start: LineStart
    /// Its first line goes on.
    var isOpening = true
  }

  private var state = State.text
  /// The run of backticks or tildes that the last bytes are.
  private var run = 0
  private var mark: UInt8 = 0
  private var start = LineStart()
  /// What came before the run, where it begins its line.
  private var runStart: LineStart?
  /// Fences that nothing but blanks has followed.
  private var isClosing = false
  private var isBlankLine = true

  /// Of the byte that was read last, and of what follows it.
  var isCode: Bool {
    switch state {
    case .text: run > 0 && (mark == UInt8(ascii: "`") || (runStart != nil && run >= 3))
    case .inline(let count): !(mark == UInt8(ascii: "`") && run == count)
    case .block(let fence): !(isInfoTick(of: fence) && run == fence.count)
    }
  }

  mutating func read(_ byte: UInt8) {
    let isMark = byte == UInt8(ascii: "`") || byte == UInt8(ascii: "~")
    if isMark, run > 0, byte == mark {
      run += 1
      return
    }
    if run > 0 { endRun() }
    if isMark {
      run = 1
      mark = byte
      runStart = start.isOpen ? start : nil
      start.close()
      isBlankLine = false
      isClosing = false
    } else if byte == UInt8(ascii: "\n") {
      endLine()
    } else {
      let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
      let isQuote = start.isOpen && byte == UInt8(ascii: ">")
      start.read(byte, isBlank: isBlank)
      if isBlank { return }
      isClosing = false
      if isQuote { return }
      isBlankLine = false
      leaveQuote()
    }
  }

  private mutating func endLine() {
    if isClosing { state = .text }
    isClosing = false
    // A paragraph ends, and with it code that nobody closed.
    if isBlankLine, case .inline = state { state = .text }
    if isBlankLine { leaveQuote() }
    if case .block(var fence) = state {
      fence.isOpening = false
      state = .block(fence)
    }
    start = LineStart()
    isBlankLine = true
  }

  /// A block in a quote ends with the quote.
  private mutating func leaveQuote() {
    if case .block(let fence) = state, !fence.isOpening, fence.start.quotes > 0, start.quotes == 0 { state = .text }
  }

  /// The text is over: a run at its end counts.
  private mutating func endRun() {
    defer { run = 0 }
    switch state {
    case .block(let fence):
      if isInfoTick(of: fence) {
        // No fence has backticks behind it: it was code inside a paragraph.
        state = run == fence.count ? .text : .inline(fence.count)
      } else if let runStart, mark == fence.mark, run >= fence.count {
        isClosing = runStart.mayClose(fence.start)
      }
    case .inline(let count):
      if mark == UInt8(ascii: "`"), run == count { state = .text }
    case .text:
      if let runStart, run >= 3 {
        state = .block(Fence(mark: mark, count: run, start: runStart))
      } else if mark == UInt8(ascii: "`") {
        state = .inline(run)
      }
    }
  }

  private func isInfoTick(of fence: Fence) -> Bool {
    fence.isOpening && run > 0 && mark == UInt8(ascii: "`") && fence.mark == mark
  }
}
