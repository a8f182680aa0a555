import Foundation
import MnemeCore

/// Starts a program through the helper and reads what it says, until it ends, its time is over or nobody waits any more. Blocks:
/// for a thread of `FileWorkers`.
struct CommandRunner: Sendable {
  struct Ending: Sendable {
    /// Why it was not left to its end.
    enum Cause: Sendable {
      case late, flood
      /// It started more processes than `mostProcesses`.
      case crowd
    }

    /// Nil: a signal ended it.
    var status: Int32?
    var cause: Cause?
    var output: [UInt8] = []
    var errors: [UInt8] = []
    var isCut = false
  }

  /// `mneme` itself, which becomes the program.
  let helper: String
  var now: @Sendable () -> ContinuousClock.Instant = { .now }
  /// Bytes that are kept of each stream.
  var kept = 256 << 10

  /// Of both together before the program is ended.
  static let flood = 64 << 20
  /// Processes of one command at once, itself included.
  static let mostProcesses = 256
  /// Name of the variable that all processes of one command have in their environment.
  static let mark = "MNEME_COMMAND"
  /// How often is looked, in milliseconds.
  private static let pause: Int32 = 10

  /// - Throws: `command` when the helper cannot be started, `CancellationError` after everything was killed.
  func run(_ confinement: Confinement, seconds: Double, _ signal: WorkSignal) throws -> Ending {
    let mark = UUID().uuidString
    let process = try start(confinement, mark: mark)
    let family = ProcessFamily(process, mark: "\(Self.mark)=\(mark)")
    var ending = Ending()
    var streams = StreamReader(
      [process.output, process.errors].compactMap { $0?.fileDescriptor }, limit: kept)
    let end = now() + .seconds(seconds)
    var ended: ContinuousClock.Instant?
    var growth = ProcessGrowth()
    while true {
      streams.read(waiting: Self.pause)
      if signal.isCancelled {
        family.kill()
        throw CancellationError()
      }
      let mayBeCrowded = growth.hasGrown(by: Self.mostProcesses / 4) && process.isRunning
      if let cause = cause(mayBeCrowded ? family : nil, isLate: now() >= end, streams.total) {
        ending.cause = cause
        family.kill()
        break
      }
      // Its group ended with it.
      guard !process.isRunning else { continue }
      if streams.isAtEnd { break }
      // Something that it started may hold the pipes for ever.
      let since = ended ?? .now
      ended = since
      if ContinuousClock.now - since > .milliseconds(300) { break }
    }
    // What it left behind does not outlive it.
    family.killMarked()
    if ending.cause == nil, case .exited(let status) = process.waitUntilEnd() { ending.status = status }
    (ending.output, ending.errors, ending.isCut) = (streams.kept[0], streams.kept[1], streams.isCut)
    return ending
  }

  private func start(_ confinement: Confinement, mark: String) throws -> RunningProcess {
    var confinement = confinement
    confinement.environment[Self.mark] = mark
    let text: String
    do {
      text = String(decoding: try JSONEncoder().encode(confinement), as: UTF8.self)
    } catch {
      throw ToolFailure(.command, "The command cannot be written down.")
    }
    // One argument has at most 128 KiB, all together more: a folder with many files beside our own is a long list.
    guard text.utf8.count < 1_000_000 else {
      throw ToolFailure(
        .tooLarge, "The command is too long, or too many files stand beside those that commands may not read.")
    }
    let bytes = Array(text.utf8)
    let pieces = stride(from: 0, to: bytes.count, by: 100_000).map {
      Data(bytes[$0..<min($0 + 100_000, bytes.count)]).base64EncodedString()
    }
    var launch = ProcessLaunch(path: helper, arguments: ["confined-run"] + pieces, environment: [Self.mark: mark])
    launch.output = .pipe
    launch.errors = .pipe
    do {
      return try launch.start()
    } catch {
      throw ToolFailure(.command, "The helper that runs commands cannot be started.")
    }
  }

  /// - Parameter family: nil where it cannot be too large.
  private func cause(_ family: ProcessFamily?, isLate: Bool, _ total: Int) -> Ending.Cause? {
    if total > Self.flood { return .flood }
    if isLate { return .late }
    return family?.isLarger(than: Self.mostProcesses) == true ? .crowd : nil
  }
}
