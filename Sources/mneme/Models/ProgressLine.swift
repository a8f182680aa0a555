import MnemeCore
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Shows how far something is: one line that is written over in a terminal, a line for each tenth elsewhere.
final class ProgressLine: Sendable {
  private let console: Console
  private let isTerminal: Bool
  private let last = Mutex(-1)

  init(_ console: Console, isTerminal: Bool = isatty(STDERR_FILENO) == 1) {
    self.console = console
    self.isTerminal = isTerminal
  }

  func show(_ done: Int, of all: Int, _ word: String, unit: String) {
    guard all > 0 else { return }
    let percent = done * 100 / all
    let step = isTerminal ? percent : percent / 10 * 10
    let isNew = last.withLock { last in
      defer { last = step }
      return last != step
    }
    guard isNew else { return }
    let amount = unit == "byte" ? "\(done / 1_000_000) of \(all / 1_000_000) MB" : "\(done) of \(all) \(unit)s"
    console.writeError(isTerminal ? "\r\(word) \(amount) (\(percent) %)  " : "\(word) \(amount) (\(step) %)\n")
  }

  func end() {
    if isTerminal, last.withLock({ $0 >= 0 }) { console.writeError("\n") }
  }
}
