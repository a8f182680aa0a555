import Dispatch
import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The terminal of a person who talks: lines are typed with an editor, and between them keys are neither shown nor lost. What it was
/// before comes back with `restore`.
final class RawTerminal: Sendable {
  private let before: termios
  private let queue = DispatchQueue(label: "mneme.terminal")
  private let editor: Mutex<LineEditor>
  private let console: Console
  private let style: TerminalStyle

  /// Nil where standard input is no terminal that can be driven.
  init?(history: [String], console: Console, style: TerminalStyle) {
    var settings = termios()
    guard StandardInput.isInteractive, tcgetattr(0, &settings) == 0,
      ProcessInfo.processInfo.environment["TERM"].map({ $0 != "dumb" && !$0.isEmpty }) ?? false
    else { return nil }
    before = settings
    editor = Mutex(LineEditor(history: history))
    self.console = console
    self.style = style
    listen(withSignals: true)
  }

  /// As it was.
  func restore() {
    var settings = before
    tcsetattr(0, TCSADRAIN, &settings)
  }

  /// The next line, which may have line feeds in it; nil at Ctrl-D.
  func nextLine() async -> String? {
    // Reading blocks, so it happens on a thread of its own.
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: self.read()) }
    }
  }

  /// One key of a question; nil at Ctrl-C, Ctrl-D and the end of input.
  func key() async -> Character? {
    await withCheckedContinuation { continuation in
      queue.async {
        self.listen(withSignals: false)
        defer { self.listen(withSignals: true) }
        var byte: UInt8 = 0
        guard Self.next(&byte), byte != 3, byte != 4 else { return continuation.resume(returning: nil) }
        continuation.resume(returning: Character(UnicodeScalar(byte)))
      }
    }
  }

  private func read() -> String? {
    listen(withSignals: false)
    // Pasted text is told from typed one.
    console.write("\u{1B}[?2004h")
    defer {
      console.write("\u{1B}[?2004l")
      listen(withSignals: true)
    }
    var view = LineView(
      columns: Self.columns, prompt: style.prompt("> "), more: style.prompt(". "), promptWidth: 2)
    console.write(view.drawing(editor.withLock { $0 }))
    var byte: UInt8 = 0
    while Self.next(&byte) {
      view.columns = Self.columns
      let before = editor.withLock { $0 }
      let outcome = editor.withLock { $0.take(byte) }
      switch outcome {
      case .nothing: continue
      case .changed: console.write(view.drawing(editor.withLock { $0 }))
      case .submitted(let line):
        console.write(view.leaving(before))
        return line
      case .dropped:
        console.write(view.leaving(before))
        console.write(view.drawing(editor.withLock { $0 }))
      case .cleared:
        console.write("\u{1B}[H\u{1B}[2J")
        view.atTop()
        console.write(view.drawing(editor.withLock { $0 }))
      case .ended:
        console.write(view.leaving(before))
        return nil
      }
    }
    return nil
  }

  /// Keys come one by one and are not shown. With signals Ctrl-C stays one, while an answer is written.
  private func listen(withSignals: Bool) {
    var settings = before
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
    if !withSignals {
      settings.c_lflag &= ~tcflag_t(ISIG | IEXTEN)
      settings.c_iflag &= ~tcflag_t(ICRNL | IXON)
    }
    tcsetattr(0, TCSADRAIN, &settings)
  }

  private static func next(_ byte: inout UInt8) -> Bool {
    while true {
      #if canImport(Glibc)
        let count = Glibc.read(0, &byte, 1)
      #else
        let count = Darwin.read(0, &byte, 1)
      #endif
      if count == 1 { return true }
      if count < 0, errno == EINTR { continue }
      return false
    }
  }

  private static var columns: Int {
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 8 else { return 80 }
    return Int(size.ws_col)
  }
}
