import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a program that a tool runs may do; carried to the helper process that puts it on and becomes the program.
package struct Confinement: Codable, Sendable {
  /// Whole path.
  package var program: String
  package var arguments: [String]
  package var environment: [String: String]
  package var directory: String
  /// Files and folders that it may read, and run programs of.
  package var readable: [String]
  package var writable: [String]
  /// Bytes of address space, and of a file that it writes.
  package var addressSpace: UInt64
  package var fileSize: UInt64
  /// Seconds of processor time.
  package var processorSeconds: UInt64
  package var openFiles: UInt64 = 256
  /// False: it makes no socket of any kind, where the kernel has filters.
  package var hasNetwork = true

  /// Exit status of a helper that could not become the program.
  package static let failureStatus: Int32 = 125

  package init(
    program: String, arguments: [String], environment: [String: String], directory: String, readable: [String],
    writable: [String], addressSpace: UInt64, fileSize: UInt64, processorSeconds: UInt64
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
    self.readable = readable
    self.writable = writable
    self.addressSpace = addressSpace
    self.fileSize = fileSize
    self.processorSeconds = processorSeconds
  }

  /// What the kernel here offers, in words; nil: nothing.
  package static var kernelSupport: String? {
    #if os(Linux)
      let version = SystemCalls.landlockVersion
      return version > 0 ? "Landlock \(version)" : nil
    #else
      return nil
    #endif
  }

  /// Limits this process and becomes the program.
  /// - Returns: why it could not, one sentence; it does not return otherwise.
  package func enter() -> String {
    // Fails for the leader of a group, which is as good: the group has the number of this process.
    _ = setsid()
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
    signal(SIGPIPE, SIG_DFL)
    guard chdir(directory) == 0 else { return "The working folder cannot be entered." }
    // Who watches it comes first, however many it becomes.
    _ = nice(10)
    // Made before memory is limited.
    let arguments = ([program] + self.arguments).map { strdup($0) } + [nil]
    let environment = self.environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
    #if os(Linux)
      _ = SystemCalls.dieWithParent()
      _ = SystemCalls.adoptOrphans()
      guard SystemCalls.closeAll(from: 3) else { return "Open files cannot be closed." }
      guard SystemCalls.forbidNewPrivileges() else { return "Privileges cannot be given up." }
      if let flaw = confineFiles() { return flaw }
      guard SystemCalls.filterCalls(allowingSockets: hasNetwork) else { return "System calls cannot be filtered." }
      let limits: [(Int, UInt64)] = [
        (0, processorSeconds), (1, fileSize), (4, 0), (7, openFiles), (9, addressSpace),
      ]
      for (resource, value) in limits where !SystemCalls.limit(resource, to: value) {
        return "The program's resources cannot be limited."
      }
    #else
      var processor = rlimit(rlim_cur: processorSeconds, rlim_max: processorSeconds)
      var size = rlimit(rlim_cur: fileSize, rlim_max: fileSize)
      setrlimit(RLIMIT_CPU, &processor)
      setrlimit(RLIMIT_FSIZE, &size)
    #endif
    execve(program, arguments, environment)
    return "The program cannot be run."
  }

  #if os(Linux)
    /// - Returns: what went wrong. A kernel without Landlock confines nothing, and the result of the command says so.
    private func confineFiles() -> String? {
      let version = SystemCalls.landlockVersion
      guard version > 0 else { return nil }
      let handled = LandlockAccess.all(version)
      var attributes = [handled]
      // No TCP at all, and no signals or sockets to processes outside.
      if version >= 4 { attributes.append(3) }
      if version >= 6 { attributes.append(3) }
      let rules = SystemCalls.landlockRules(attributes)
      guard rules >= 0 else { return "Rules for files cannot be made." }
      for path in readable { allow(path, LandlockAccess.reading, handled, rules) }
      for path in writable { allow(path, handled, handled, rules) }
      allow("/dev/null", LandlockAccess.device, handled, rules)
      for path in ["/dev/zero", "/dev/urandom", "/dev/random"] { allow(path, LandlockAccess.readFile, handled, rules) }
      return SystemCalls.landlockEnter(rules) ? nil : "Rules for files cannot be put on."
    }

    /// What is not there needs no rule, and a link gets none: it may have been put in the place of what was looked at.
    private func allow(_ path: String, _ access: UInt64, _ handled: UInt64, _ rules: Int) {
      let opened = open(path, SystemCalls.pathOnly | O_NOFOLLOW | O_CLOEXEC)
      guard opened >= 0 else { return }
      defer { close(opened) }
      var status = stat()
      guard fstat(opened, &status) == 0, status.st_mode & S_IFMT != S_IFLNK else { return }
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      _ = SystemCalls.landlockAllow(
        access & handled & (isFolder ? .max : LandlockAccess.ofFiles), below: opened, in: rules)
    }
  #endif
}

/// Bits of `linux/landlock.h`.
enum LandlockAccess {
  static let execute: UInt64 = 1 << 0
  static let writeFile: UInt64 = 1 << 1
  static let readFile: UInt64 = 1 << 2
  static let readFolder: UInt64 = 1 << 3
  static let truncate: UInt64 = 1 << 14
  static let device = readFile | writeFile
  static let reading = execute | readFile | readFolder
  /// Those that mean something for a file.
  static let ofFiles = execute | writeFile | readFile | truncate | 1 << 15

  /// All that a version of the kernel's interface knows.
  static func all(_ version: Int) -> UInt64 {
    var bits: UInt64 = (1 << 13) - 1
    if version >= 2 { bits |= 1 << 13 }
    if version >= 3 { bits |= truncate }
    if version >= 5 { bits |= 1 << 15 }
    return bits
  }
}
