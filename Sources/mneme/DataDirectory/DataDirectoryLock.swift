import Foundation
import MnemeCore
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Proof that this process alone owns a data directory: an exclusive `flock` on its lock file, held until `release`.
///
/// The kernel frees it when the process dies, however it dies; the file itself stays and means nothing.
final class DataDirectoryLock: Sendable {
  let directory: DataDirectory
  /// Secret of this run: whoever can read the 0600 file beside the lock may use the server with it.
  let token: String
  private let descriptor: Mutex<Int32?>

  private init(directory: DataDirectory, descriptor: Int32) {
    self.directory = directory
    self.descriptor = Mutex(descriptor)
    var generator = SystemRandomNumberGenerator()
    token = (0..<4).map { _ in
      let digits = String(generator.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  deinit { release() }

  /// Takes the lock, making the directory where it is missing. Nil when another process has it.
  /// - Throws: `configuration` when the directory cannot be used, `storage` when a restore that was cut off cannot be ended.
  static func take(_ directory: DataDirectory) throws(MnemeError) -> DataDirectoryLock? {
    try directory.prepare()
    let descriptor = open(directory.lockPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw MnemeError(.configuration, DataDirectory.explain(errno, directory.lockPath))
    }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      if code == EINTR { continue }
      close(descriptor)
      if code == EWOULDBLOCK { return nil }
      throw MnemeError(
        .configuration, "The folder \(directory.path) is on a file system without locks; choose another.")
    }
    do throws(MnemeError) {
      try RestoreJournal.complete(directory)
    } catch {
      close(descriptor)
      throw error
    }
    // Left by a server that was killed: its address must not be taken for ours.
    unlink(directory.serverRecordPath)
    return DataDirectoryLock(directory: directory, descriptor: descriptor)
  }

  /// True when some process holds the lock now. Changes nothing.
  static func isHeld(_ directory: DataDirectory) -> Bool {
    let descriptor = open(directory.lockPath, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    // A shared lock is refused exactly when the exclusive one is held.
    if flock(descriptor, LOCK_SH | LOCK_NB) == 0 {
      flock(descriptor, LOCK_UN)
      return false
    }
    return errno == EWOULDBLOCK
  }

  /// Tells other commands where this process serves and with which token.
  /// - Throws: `storage` when the file cannot be written.
  func publishServer(url: String) throws(MnemeError) {
    try ServerRecord(url: url, token: token, process: getpid(), version: Version.current).write(to: directory)
  }

  /// Takes the address away and frees the lock. Releasing twice does nothing.
  func release() {
    descriptor.withLock { descriptor in
      guard let open = descriptor else { return }
      unlink(directory.serverRecordPath)
      close(open)
      descriptor = nil
    }
  }
}
