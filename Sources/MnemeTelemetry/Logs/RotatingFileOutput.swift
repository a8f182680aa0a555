import Foundation
package import MnemeCore
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A log file that its owner alone may read. Where it would grow beyond its size it becomes `FILE.1`, that one `FILE.2` and so on, and a
/// new one is begun; a line stands whole in one of them.
///
/// What cannot be written (a full disk, a folder that is gone) is dropped and counted, and the file is opened anew with the next
/// lines. Of several processes with one file the one that holds `FILE.lock` renames; the others append, and follow.
package final class RotatingFileOutput: LogOutput {
  /// Writes to an open file as the system's `write` does.
  package typealias Writer = @Sendable (Int32, UnsafeRawBufferPointer) -> Int

  private struct State {
    var file: Int32?
    var size = 0
    var lock: Int32?
  }

  private let path: String
  private let limit: Int
  private let files: Int
  private let writer: Writer
  private let state = Mutex(State())
  // Read and set while a write may hang, and so not behind the lock.
  private let lost = Atomic<UInt64>(0)
  private let mustReopen = Atomic(false)

  /// - Parameters:
  ///   - limit: bytes of one file; a longer line has one for itself.
  ///   - files: how many are kept, the one that is written to among them. From 1.
  package init(path: String, limit: Int, files: Int, writer: @escaping Writer = RotatingFileOutput.system) {
    self.path = path
    self.limit = limit
    self.files = max(1, files)
    self.writer = writer
  }

  deinit {
    state.withLock {
      Self.close(&$0.file); Self.close(&$0.lock)
    }
  }

  package static let system: Writer = { descriptor, bytes in
    #if canImport(Glibc)
      Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    #else
      Darwin.write(descriptor, bytes.baseAddress, bytes.count)
    #endif
  }

  package var dropped: UInt64 { lost.load(ordering: .relaxed) }

  /// Opens the file now.
  /// - Throws: `configuration` when it cannot be; it is tried again with every line.
  package func open() throws(MnemeError) {
    let isOpen = state.withLock { ready(&$0) }
    guard isOpen else {
      throw MnemeError(.configuration, "The log file \(path) cannot be opened; check its folder and permissions.")
    }
  }

  /// The next line opens the file anew: whoever renamed it has it for themselves.
  package func reopen() { mustReopen.store(true, ordering: .relaxed) }

  package func write(_ bytes: [UInt8]) {
    state.withLock { state in
      var rest = bytes[...]
      while !rest.isEmpty {
        guard ready(&state) else {
          lost.add(Self.lines(rest), ordering: .relaxed)
          return
        }
        var end = Self.fitting(rest, in: limit - state.size)
        if end == rest.startIndex {
          if state.size > 0, rotate(&state) { continue }
          // Longer than a whole file, or not ours to rename: it is written all the same.
          end = Self.fitting(rest, in: 0, atLeastOne: true)
        }
        put(rest[..<end], &state)
        rest = rest[end...]
      }
    }
  }

  package func flush() {}

  // MARK: Lines

  private static func lines(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    UInt64(bytes.count { $0 == UInt8(ascii: "\n") })
  }

  /// - Returns: the end of the lines that find room.
  private static func fitting(_ bytes: ArraySlice<UInt8>, in room: Int, atLeastOne: Bool = false) -> Int {
    if bytes.count <= room { return bytes.endIndex }
    if atLeastOne {
      return bytes.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.endIndex
    }
    guard room > 0 else { return bytes.startIndex }
    return bytes.prefix(room).lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.startIndex
  }

  /// Writes whole lines. Where the disk takes a part of them, the torn line is taken back.
  private func put(_ bytes: ArraySlice<UInt8>, _ state: inout State) {
    guard let file = state.file else {
      lost.add(Self.lines(bytes), ordering: .relaxed)
      return
    }
    var written = 0
    bytes.withUnsafeBytes { buffer in
      while written < buffer.count {
        let count = writer(file, UnsafeRawBufferPointer(rebasing: buffer[written...]))
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { break }
        written += count
      }
    }
    guard written < bytes.count else {
      state.size += written
      return
    }
    let whole = Self.fitting(bytes, in: written) - bytes.startIndex
    if written > whole, !takeBack(written - whole, of: file, from: state.size + written) {
      _ = [UInt8(ascii: "\n")].withUnsafeBytes { writer(file, $0) }
    }
    state.size += whole
    lost.add(Self.lines(bytes[(bytes.startIndex + whole)...]), ordering: .relaxed)
  }

  /// Takes back a torn line, unless another process has written behind it since: then it stays, and ends there.
  private func takeBack(_ bytes: Int, of file: Int32, from end: Int) -> Bool {
    var held = stat()
    guard fstat(file, &held) == 0, Int(held.st_size) == end else { return false }
    return ftruncate(file, off_t(end - bytes)) == 0
  }

  // MARK: Files

  /// Makes sure that the file is open, and is the one of that name.
  private func ready(_ state: inout State) -> Bool {
    var named = stat()
    var held = stat()
    let isAsked = mustReopen.exchange(false, ordering: .relaxed)
    if let file = state.file, !isAsked, stat(path, &named) == 0, fstat(file, &held) == 0,
      named.st_ino == held.st_ino, named.st_dev == held.st_dev
    {
      // Other processes write to it as well, with the lock or without.
      state.size = Int(held.st_size)
      return true
    }
    Self.close(&state.file)
    // Kept while it is the one of that name: a child that is just being started may hold a lock that was given up.
    if let lock = state.lock,
      stat(path + ".lock", &named) != 0 || fstat(lock, &held) != 0 || named.st_ino != held.st_ino
    {
      Self.close(&state.lock)
    }
    let folder = (path as NSString).deletingLastPathComponent
    if !folder.isEmpty {
      // When it cannot be made, opening tells.
      try? FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
    // Not blocking: a pipe in its place must hold up nobody.
    let file = Self.open(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK)
    guard file >= 0 else { return false }
    guard fstat(file, &held) == 0, held.st_mode & S_IFMT == S_IFREG, fchmod(file, 0o600) == 0 else {
      _ = Self.closeFile(file)
      return false
    }
    state.file = file
    state.size = Int(held.st_size)
    _ = takeLock(&state)
    return true
  }

  private func takeLock(_ state: inout State) -> Bool {
    if state.lock != nil { return true }
    let lock = Self.open(path + ".lock", O_RDWR | O_CREAT | O_NOFOLLOW)
    guard lock >= 0 else { return false }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      _ = Self.closeFile(lock)
      return false
    }
    state.lock = lock
    return true
  }

  /// - Returns: whether a new file is open.
  private func rotate(_ state: inout State) -> Bool {
    guard takeLock(&state) else { return false }
    // Others may have renamed it before the lock was ours.
    var named = stat()
    guard let file = state.file, stat(path, &named) == 0, named.st_size > 0 else { return false }
    if files == 1 {
      guard ftruncate(file, 0) == 0 else { return false }
      state.size = 0
      return true
    }
    // One that is missing leaves a gap and no failure.
    for number in stride(from: files - 2, to: 0, by: -1) { _ = rename("\(path).\(number)", "\(path).\(number + 1)") }
    guard rename(path, path + ".1") == 0 else { return false }
    Self.close(&state.file)
    return ready(&state) && state.size == 0
  }

  private static func open(_ path: String, _ flags: Int32) -> Int32 {
    #if canImport(Glibc)
      Glibc.open(path, flags | O_CLOEXEC, 0o600)
    #else
      Darwin.open(path, flags | O_CLOEXEC, 0o600)
    #endif
  }

  private static func closeFile(_ descriptor: Int32) -> Int32 {
    #if canImport(Glibc)
      Glibc.close(descriptor)
    #else
      Darwin.close(descriptor)
    #endif
  }

  private static func close(_ descriptor: inout Int32?) {
    if let open = descriptor { _ = closeFile(open) }
    descriptor = nil
  }
}
