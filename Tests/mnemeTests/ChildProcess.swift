import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program that runs beside the tests. Foundation's `Process` reads beyond the end of a directory entry while it looks for
/// open files, and with hundreds of them, as tests of servers have, that ends the whole run.
final class ChildProcess: Sendable {
  struct Failure: Error {
    let code: Int32
  }

  let processIdentifier: pid_t
  private let status = Mutex<Int32?>(nil)

  /// - Parameters:
  ///   - directory: where it runs.
  ///   - input: file it reads.
  ///   - output: file it writes, made anew.
  ///   - error: the same for what it complains of.
  init(
    path: String, arguments: [String], environment: [String: String], directory: String, input: String, output: String,
    error: String
  ) throws {
    #if canImport(Darwin)
      var files: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var files = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&files)
    defer { posix_spawn_file_actions_destroy(&files) }
    posix_spawn_file_actions_addopen(&files, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&files, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&files, 2, error, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Signals that servers under test ignore in this process are its own.
    var all = sigset_t()
    sigfillset(&all)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    // The shell changes the folder and becomes the program.
    let words = ["/bin/sh", "-c", #"cd "$0" && exec "$@""#, directory, path] + arguments
    var identifier: pid_t = 0
    let code = Self.withStrings(words) { words in
      Self.withStrings(environment.map { "\($0.key)=\($0.value)" }) { environment in
        posix_spawn(&identifier, "/bin/sh", &files, &attributes, words, environment)
      }
    }
    guard code == 0 else { throw Failure(code: code) }
    processIdentifier = identifier
  }

  private static func withStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }

  var isRunning: Bool {
    status.withLock { status in
      guard status == nil else { return false }
      var word: Int32 = 0
      let waited = waitpid(processIdentifier, &word, WNOHANG)
      guard waited == processIdentifier else { return true }
      status = word & 0x7F == 0 ? (word >> 8) & 0xFF : word & 0x7F
      return false
    }
  }

  /// The exit status, or the signal that ended it; −1 while it runs.
  var terminationStatus: Int32 { isRunning ? -1 : status.withLock { $0 ?? -1 } }
}
