import Foundation
import MnemeCore
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A server's program as a child of this process, in a process group of its own, with its three streams.
///
/// Its end is its own: what it started may leave the group and hold the streams for ever. Readers and writer end soon after the
/// program, and what is left of it is found by a mark in its environment.
final class ChildProcess: Sendable {
  /// Where what it writes goes; called on threads of this type's own.
  struct Output: Sendable {
    var bytes: @Sendable (ArraySlice<UInt8>) -> Void
    var ended: @Sendable () -> Void
  }

  private struct Queue {
    var lines: [[UInt8]] = []
    var bytes = 0
    var isClosed = false
  }

  /// Bytes that wait for a child which does not read.
  private static let longestQueue = 32 << 20
  private static let keptErrorBytes = 4096

  /// Name of the variable by which what a program started is found.
  static let mark = "MCP_SERVER_MARK"
  /// How long is read what a program that has ended wrote before, in milliseconds.
  private static let grace: Int32 = 300

  private let process: RunningProcess
  private let notice = EndNotice()
  /// Fired when nothing is left of a program that has ended.
  private let isSwept = CancelSwitch()
  private let queue = Mutex(Queue())
  private let queued = DispatchSemaphore(value: 0)
  private let errors = Mutex<[UInt8]>([])

  /// - Throws: `unreachable` when it cannot be started.
  init(_ command: StdioCommand, output: Output) throws(RemoteServerError) {
    guard let path = command.path else {
      throw RemoteServerError(.unreachable, "The program of the server is not installed, or not in the PATH.")
    }
    let mark = UUID().uuidString
    var launch = ProcessLaunch(
      path: path, arguments: command.arguments,
      environment: command.environment.merging([Self.mark: mark]) { $1 }, directory: command.directory)
    (launch.input, launch.output, launch.errors) = (.pipe, .pipe, .pipe)
    do { process = try launch.start() } catch {
      throw RemoteServerError(.unreachable, "The program of the server cannot be started.")
    }
    if let reading = process.output {
      Self.thread("mcp.out") { [notice] in Self.read(reading, until: notice, output.bytes, output.ended) }
    }
    if let complaining = process.errors {
      Self.thread("mcp.err") { [self] in
        // Read so that the child never waits; the end is kept to be shown, and never logged.
        Self.read(
          complaining, until: notice,
          { bytes in errors.withLock { $0 = Array(($0 + bytes).suffix(Self.keptErrorBytes)) } }, {})
      }
    }
    if let writing = process.input { Self.thread("mcp.in") { [self] in write(to: writing) } }
    process.whenEnded { [self] in
      notice.give()
      closeInput()
      Self.thread("mcp.rest") { [isSwept] in
        ProcessTable.killMarked(by: "\(Self.mark)=\(mark)")
        isSwept.fire()
      }
    }
  }

  /// The end of what it wrote to its standard error; may hold anything.
  var complaint: String { String(decoding: errors.withLock { $0 }, as: UTF8.self) }

  /// - Returns: false when it takes no more.
  func send(_ line: [UInt8]) -> Bool {
    let isTaken = queue.withLock { queue in
      guard !queue.isClosed, queue.bytes + line.count <= Self.longestQueue else { return false }
      queue.lines.append(line)
      queue.bytes += line.count
      return true
    }
    if isTaken { queued.signal() }
    return isTaken
  }

  /// Closes its input, waits for it, then asks and at last forces it to end, with all that it started.
  func end(patience: Duration = .seconds(2)) async {
    closeInput()
    if await process.ended(within: patience) == nil {
      process.signal(SIGTERM)
      if await process.ended(within: patience) == nil { process.signal(SIGKILL) }
    }
    // What it started and left behind ends with it.
    if await process.ended(within: patience) != nil { await isSwept.wait() }
  }

  private func closeInput() {
    queue.withLock { $0.isClosed = true }
    queued.signal()
  }

  private func write(to handle: FileHandle) {
    // A child that has ended must be an error of `write`, not the end of this process.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    defer { try? handle.close() }  // closing a pipe twice changes nothing
    // Of our end alone. A full pipe that nobody reads any more must not hold this thread.
    let descriptor = handle.fileDescriptor
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    while true {
      queued.wait()
      let (lines, isClosed) = queue.withLock { queue in
        defer { (queue.lines, queue.bytes) = ([], 0) }
        return (queue.lines, queue.isClosed)
      }
      for line in lines {
        guard writeAll(line, to: descriptor) else {
          closeInput()
          return
        }
      }
      if isClosed { return }
    }
  }

  private func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var sent = 0
      while sent < buffer.count {
        let count = systemWrite(descriptor, buffer.baseAddress?.advanced(by: sent), buffer.count - sent)
        if count < 0, errno == EINTR { continue }
        if count < 0, errno == EAGAIN || errno == EWOULDBLOCK {
          guard notice.wait(for: descriptor, POLLOUT) else { return false }
          continue
        }
        guard count > 0 else { return false }
        sent += count
      }
      return true
    }
  }

  private static func read(
    _ handle: FileHandle, until notice: EndNotice, _ bytes: (ArraySlice<UInt8>) -> Void, _ ended: () -> Void
  ) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var end: ContinuousClock.Instant?
    while true {
      if end == nil, !notice.wait(for: handle.fileDescriptor, POLLIN) { end = .now + .milliseconds(Int(grace)) }
      if let end {
        // What it wrote before its end is there; what others write now is not waited for.
        guard .now < end, EndNotice.isReady(handle.fileDescriptor, POLLIN, within: 0) else { break }
      }
      let count = systemRead(handle.fileDescriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      bytes(buffer[..<count])
    }
    try? handle.close()  // nothing is lost: it has ended
    ended()
  }

  /// A thread of its own: it waits in system calls, which the cooperative pool must not.
  private static func thread(_ name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread(block: body)
    thread.name = name
    thread.stackSize = 256 << 10
    thread.start()
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  #if canImport(Glibc)
    Glibc.write(descriptor, bytes, count)
  #else
    Darwin.write(descriptor, bytes, count)
  #endif
}

private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer, _ count: Int) -> Int {
  #if canImport(Glibc)
    Glibc.read(descriptor, bytes, count)
  #else
    Darwin.read(descriptor, bytes, count)
  #endif
}
