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
  /// - Throws: `overloaded` where more files are open than the system's library can look through, or what it throws itself.
  package func spawn() throws {
    #if os(Linux)
      // Foundation looks through the open files and copies a whole entry for each: from the 1354th on it may read over the
      // end of its buffer, which ends the process.
      guard Self.openFiles < Self.mostOpenFiles else {
        throw MnemeError(
          .overloaded, "Too many files and connections are open to start a program; try again later.", retryAfter: 1)
      }
    #endif
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try run()
  }

  #if os(Linux)
    private static let mostOpenFiles = 1300

    private static var openFiles: Int {
      guard let folder = opendir("/proc/self/fd") else { return 0 }
      defer { closedir(folder) }
      var count = 0
      while readdir(folder) != nil { count += 1 }
      return count
    }
  #endif
}
