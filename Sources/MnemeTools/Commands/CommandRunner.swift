import Foundation
import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Starts a program through the helper and reads what it says, until it ends, its time is over or nobody waits any more. Blocks:
/// for a thread of `FileWorkers`.
struct CommandRunner: Sendable {
  struct Ending: Sendable {
    /// Nil: a signal ended it.
    var status: Int32?
    var isLate = false
    var output: [UInt8] = []
    var errors: [UInt8] = []
    var isCut = false
  }

  /// `mneme` itself, which becomes the program.
  let helper: String
  /// Bytes that are kept of each stream.
  var kept = 256 << 10

  /// Of both together before the program is ended.
  static let flood = 64 << 20
  /// Name of the variable that all processes of one command have in their environment.
  static let mark = "MNEME_COMMAND"

  /// - Throws: `command` when the helper cannot be started, `CancellationError` after everything was killed.
  func run(_ confinement: Confinement, seconds: Double, _ signal: WorkSignal) throws -> Ending {
    let mark = UUID().uuidString
    var confinement = confinement
    confinement.environment[Self.mark] = mark
    let text: String
    do {
      text = String(decoding: try JSONEncoder().encode(confinement), as: UTF8.self)
    } catch {
      throw ToolFailure(.command, "The command cannot be written down.")
    }
    guard text.utf8.count < 100_000 else { throw ToolFailure(.tooLarge, "The command is too long.") }
    let process = Process()
    let (output, errors) = (Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: helper)
    process.arguments = ["confined-run", text]
    process.environment = [Self.mark: mark]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    do {
      try process.spawn()
    } catch {
      throw ToolFailure(.command, "The helper that runs commands cannot be started.")
    }
    let family = ProcessFamily(leader: process.processIdentifier, mark: "\(Self.mark)=\(mark)")
    var ending = Ending()
    var streams = StreamReader(
      [output.fileHandleForReading.fileDescriptor, errors.fileHandleForReading.fileDescriptor], limit: kept)
    let end = ContinuousClock.now + .seconds(seconds)
    var ended: ContinuousClock.Instant?
    while true {
      streams.read(waiting: 20)
      if signal.isCancelled {
        family.kill()
        process.waitUntilExit()
        throw CancellationError()
      }
      if ContinuousClock.now >= end || streams.total > Self.flood {
        ending.isLate = streams.total <= Self.flood
        family.kill()
        process.waitUntilExit()
        break
      }
      guard !process.isRunning else { continue }
      // At once, before its number can be another's: a group that has members keeps the number to itself.
      if ended == nil { family.killGroup() }
      if streams.isAtEnd { break }
      // Something that it started may hold the pipes for ever.
      let since = ended ?? .now
      ended = since
      if ContinuousClock.now - since > .milliseconds(300) { break }
    }
    // What it left behind does not outlive it.
    family.killMarked()
    if process.terminationReason == .exit, !ending.isLate { ending.status = process.terminationStatus }
    (ending.output, ending.errors, ending.isCut) = (streams.kept[0], streams.kept[1], streams.isCut)
    return ending
  }
}

/// Reads several pipes at once, keeping the beginning of each.
struct StreamReader {
  private var open: [Int32?]
  private(set) var kept: [[UInt8]]
  private(set) var total = 0
  private(set) var isCut = false
  private let limit: Int

  init(_ descriptors: [Int32], limit: Int) {
    open = descriptors
    kept = descriptors.map { _ in [] }
    self.limit = limit
  }

  var isAtEnd: Bool { open.allSatisfy { $0 == nil } }

  /// Takes what is there, or waits for something.
  mutating func read(waiting milliseconds: Int32) {
    guard !isAtEnd else {
      usleep(UInt32(milliseconds) * 250)
      return
    }
    var polled = open.map { pollfd(fd: $0 ?? -1, events: Int16(POLLIN), revents: 0) }
    guard poll(&polled, nfds_t(polled.count), milliseconds) > 0 else { return }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    for (place, descriptor) in open.enumerated() {
      guard let descriptor, polled[place].revents != 0 else { continue }
      #if canImport(Glibc)
        let got = Glibc.read(descriptor, &buffer, buffer.count)
      #else
        let got = Darwin.read(descriptor, &buffer, buffer.count)
      #endif
      if got <= 0 {
        if got == 0 || errno != EINTR { open[place] = nil }
        continue
      }
      total += got
      let room = limit - kept[place].count
      kept[place] += buffer[..<min(room, got)]
      if got > room { isCut = true }
    }
  }
}

/// A program with everything that it started.
struct ProcessFamily {
  let leader: Int32
  /// Stands in the environment of each of them, so that one that left the group is found too.
  let mark: String

  /// Kills the group and its leader, then who left it. For a leader that was not waited for yet.
  func kill() {
    killGroup()
    #if canImport(Glibc)
      _ = Glibc.kill(leader, SIGKILL)
    #else
      _ = Darwin.kill(leader, SIGKILL)
    #endif
    killMarked()
  }

  /// Also those that wiped the mark from their environment.
  func killGroup() {
    #if canImport(Glibc)
      _ = Glibc.kill(-leader, SIGKILL)
    #else
      _ = Darwin.kill(-leader, SIGKILL)
    #endif
  }

  /// Again until none is left: one may start another meanwhile.
  func killMarked() {
    #if os(Linux)
      for _ in 0..<5 {
        let left = marked()
        if left.isEmpty { return }
        for process in left { _ = Glibc.kill(process, SIGKILL) }
        usleep(2000)
      }
    #endif
  }

  #if os(Linux)
    /// Those that live with the mark in the environment that they began with.
    func marked() -> [Int32] {
      guard let folder = opendir("/proc") else { return [] }
      defer { closedir(folder) }
      let wanted = Array(mark.utf8)
      var found: [Int32] = []
      while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        guard let number = Int32(name), number != getpid() else { continue }
        let file = open("/proc/\(number)/environ", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { continue }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let got = Glibc.read(file, &buffer, buffer.count)
        guard got > 0 else { continue }
        if buffer[..<got].split(separator: 0).contains(where: { $0.elementsEqual(wanted) }) { found.append(number) }
      }
      return found
    }
  #endif
}
