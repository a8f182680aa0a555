import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Keeps other processes of the same owner from changing a file meanwhile (`flock`). Ends with the process at the latest.
struct FileLock {
  private let descriptor: Int32

  /// Tries for so many times five milliseconds: who has it writes one small file.
  private static let tries = 400

  /// - Parameter path: of a file for the lock alone, since the other one is replaced whole.
  /// - Throws: `storage` where it cannot be made or another process does not let it go.
  init(_ path: String) throws(MnemeError) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw MnemeError(.storage, "\(path) cannot be made; check its folder's permissions and the disk's space.")
    }
    for _ in 0..<Self.tries {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
        self.descriptor = descriptor
        return
      }
      usleep(5000)
    }
    _ = close(descriptor)
    throw MnemeError(.storage, "Another process keeps \(path) locked.")
  }

  func release() { _ = close(descriptor) }
}
