package import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Process {
  /// Starts the program with no signal blocked.
  ///
  /// A child inherits the mask of the thread that starts it, and the threads of the pools block nearly all signals: such a
  /// child would never learn that a child of its own ended, nor that it is asked to end itself.
  package func spawn() throws {
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try run()
  }
}
