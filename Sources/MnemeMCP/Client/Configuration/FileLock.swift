import Dispatch
import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Keeps others from changing a file meanwhile, this process among them (`flock`). Ends with the process at the latest.
enum FileLock {
  /// Tries for so many times five milliseconds: who has it writes one small file.
  private static let tries = 400

  /// Runs `body` with the lock. Cancellation does not end the wait for it: what is to be kept, such as a login that was just given,
  /// would be lost.
  /// - Parameter path: of a file for the lock alone, since the other one is replaced whole.
  /// - Throws: `storage` where it cannot be made, another process does not let it go, or the file system knows no locks; what the
  ///   body throws.
  static func holding<Value: Sendable>(
    _ path: String, _ body: @Sendable () throws(MnemeError) -> Value
  ) async throws(MnemeError) -> Value {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw MnemeError(.storage, "\(path) cannot be made; check its folder's permissions and the disk's space.")
    }
    defer { _ = close(descriptor) }
    for _ in 0..<tries {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return try body() }
      let fault = errno
      guard fault == EWOULDBLOCK || fault == EINTR else { throw failure(path, fault) }
      await pause()
    }
    throw MnemeError(.storage, "Another process keeps \(path) locked.")
  }

  /// Of an error that waiting does not end.
  static func failure(_ path: String, _ fault: Int32) -> MnemeError {
    MnemeError(
      .storage, "\(path) cannot be locked: \(String(cString: strerror(fault))). Its folder must allow locks (`flock`).")
  }

  private static func pause() async {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(5)) { continuation.resume() }
    }
  }
}
