import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The system's list of processes, as `/proc` shows it. Blocks: for threads that may wait.
package enum ProcessTable {
  /// Rounds of killing at most; each kills all that there is, which is nearly always all that there will be.
  package static let rounds = 500

  /// Kills what lives with this in the environment that it began with (`NAME=value`), again until none is left: one may start another
  /// meanwhile. Does nothing where there is no `/proc`.
  package static func killMarked(by mark: String) {
    #if os(Linux)
      for _ in 0..<rounds {
        let left = marked(by: mark)
        if left.isEmpty { return }
        for process in left { _ = kill(process, SIGKILL) }
        usleep(2000)
      }
    #endif
  }

  #if os(Linux)
    /// Bytes of an environment that are looked through.
    private static let longestEnvironment = 1 << 17

    private static func marked(by mark: String) -> [Int32] {
      let wanted = Array(mark.utf8)
      return numbers(in: "/proc").filter { process in
        process != getpid()
          && read("/proc/\(process)/environ", upTo: longestEnvironment).split(separator: 0)
            .contains { $0.elementsEqual(wanted) }
      }
    }

    /// Of the folder's entries those that are numbers.
    package static func numbers(in path: String) -> [Int32] {
      guard let folder = opendir(path) else { return [] }
      defer { closedir(folder) }
      var found: [Int32] = []
      while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if let number = Int32(name) { found.append(number) }
      }
      return found
    }

    /// Nothing of what cannot be read.
    package static func read(_ path: String, upTo limit: Int) -> [UInt8] {
      let file = open(path, O_RDONLY | O_CLOEXEC)
      guard file >= 0 else { return [] }
      defer { close(file) }
      var all: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 4096)
      while all.count < limit {
        let got = Glibc.read(file, &buffer, min(buffer.count, limit - all.count))
        guard got > 0 else { break }
        all += buffer[..<got]
      }
      return all
    }
  #endif
}
