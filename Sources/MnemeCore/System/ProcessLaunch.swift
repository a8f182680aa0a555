package import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program that is to be started. What a child gets is named here: it inherits no descriptor beyond its three streams, no
/// variable, no blocked and no ignored signal.
package struct ProcessLaunch: Sendable {
  /// What stands behind one of the three streams.
  package enum Stream: Sendable {
    /// Nothing comes out of it, and what is written there is gone.
    case null
    /// That of this process.
    case inherited
    /// Ours is the other end: `RunningProcess.input`, `.output`, `.errors`.
    case pipe
    case file(FileHandle)
  }

  /// The program's file; no PATH is looked through.
  package var path: String
  package var arguments: [String]
  package var environment: [String: String]
  /// Nil: that of this process.
  package var directory: String?
  package var input = Stream.null
  package var output = Stream.null
  package var errors = Stream.null
  /// Whether all of the program's group is killed when the program itself has ended.
  package var endsGroup = true

  package init(path: String, arguments: [String] = [], environment: [String: String], directory: String? = nil) {
    self.path = path
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
  }

  /// Starts it, in a process group of its own.
  ///
  /// The system does it without a copy of this process and closes what is not the child's in one call, so that neither memory
  /// nor the number of open files matters. Returns when the program has taken over, or could not.
  /// - Throws: `unavailable`.
  package func start() throws(MnemeError) -> RunningProcess {
    ChildSignal.heed()
    var ends = StreamEnds()
    // The child has copies; ours would keep its pipes open for ever.
    defer { ends.closeInner() }
    let inner = [
      try ends.open(input, number: 0), try ends.open(output, number: 1), try ends.open(errors, number: 2),
    ]
    return RunningProcess(id: try spawn(inner), pipes: ends.outer, endsGroup: endsGroup)
  }

  /// - Parameter streams: descriptors above 2, or nil for those that stay as they are.
  private func spawn(_ streams: [Int32?]) throws(MnemeError) -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    var faults: [Int32] = []
    if let directory { faults.append(SpawnActions.changeFolder(&actions, directory)) }
    for (number, stream) in streams.enumerated() {
      if let stream { faults.append(posix_spawn_file_actions_adddup2(&actions, stream, Int32(number))) }
    }
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    // These two cannot be set.
    sigdelset(&all, SIGKILL)
    sigdelset(&all, SIGSTOP)
    faults.append(posix_spawnattr_setsigmask(&attributes, &none))
    faults.append(posix_spawnattr_setsigdefault(&attributes, &all))
    faults.append(posix_spawnattr_setpgroup(&attributes, 0))
    var flags = Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETPGROUP)
    #if canImport(Darwin)
      flags |= Int32(POSIX_SPAWN_CLOEXEC_DEFAULT)
      for (number, stream) in streams.enumerated() where stream == nil {
        faults.append(posix_spawn_file_actions_addinherit_np(&actions, Int32(number)))
      }
    #else
      faults.append(SpawnActions.closeAll(&actions, from: 3))
    #endif
    faults.append(posix_spawnattr_setflags(&attributes, Int16(flags)))
    if let fault = faults.first(where: { $0 != 0 }) { throw Self.failure(fault) }
    var id = pid_t()
    let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let fault = Self.withStrings([path] + arguments) { words in
      Self.withStrings(variables) { posix_spawn(&id, path, &actions, &attributes, words, $0) }
    }
    guard fault == 0 else { throw Self.failure(fault) }
    return id
  }

  private static func withStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }

  fileprivate static func failure(_ number: Int32) -> MnemeError {
    switch number {
    case EAGAIN, ENOMEM, EMFILE, ENFILE:
      MnemeError(.unavailable, "The system has no room for another program now.")
    default: MnemeError(.unavailable, "A program cannot be started: \(String(cString: strerror(number))).")
    }
  }
}

/// The descriptors of one start. All are closed on exec, and above 2 so that none is overwritten while streams are put in place.
private struct StreamEnds {
  /// The child's, that are to be closed here.
  private var inner: [Int32] = []
  /// Ours, by the number of the stream.
  private(set) var outer: [Int: FileHandle] = [:]

  /// - Returns: what the child's stream is made of; nil for one that stays as it is.
  mutating func open(_ stream: ProcessLaunch.Stream, number: Int) throws(MnemeError) -> Int32? {
    switch stream {
    case .inherited: return nil
    case .null: return try keep(systemOpen("/dev/null", number == 0 ? O_RDONLY : O_WRONLY))
    case .file(let handle): return try keep(fcntl(handle.fileDescriptor, F_DUPFD_CLOEXEC, 3))
    case .pipe:
      let (reading, writing) = try Self.pipe()
      let (ours, theirs) = number == 0 ? (writing, reading) : (reading, writing)
      outer[number] = FileHandle(fileDescriptor: ours, closeOnDealloc: true)
      return try keep(theirs)
    }
  }

  private mutating func keep(_ descriptor: Int32) throws(MnemeError) -> Int32 {
    let high = try Self.high(descriptor)
    inner.append(high)
    return high
  }

  mutating func closeInner() {
    for descriptor in inner { close(descriptor) }
    inner = []
  }

  private static func pipe() throws(MnemeError) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    guard systemPipe(&ends) == 0 else { throw ProcessLaunch.failure(errno) }
    // Not in one step: whoever starts a program here closes what is not its own.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let reading: Int32
    do { reading = try high(ends[0]) } catch {
      close(ends[1])
      throw error
    }
    do { return (reading, try high(ends[1])) } catch {
      close(reading)
      throw error
    }
  }

  /// The same with a number above 2: where this process has closed a stream of its own, its number is given out again.
  private static func high(_ descriptor: Int32) throws(MnemeError) -> Int32 {
    guard descriptor >= 0 else { throw ProcessLaunch.failure(errno) }
    if descriptor > 2 { return descriptor }
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    let fault = errno
    close(descriptor)
    guard copy >= 0 else { throw ProcessLaunch.failure(fault) }
    return copy
  }
}

private func systemPipe(_ ends: inout [Int32]) -> Int32 {
  #if canImport(Glibc)
    Glibc.pipe(&ends)
  #else
    Darwin.pipe(&ends)
  #endif
}

private func systemOpen(_ path: String, _ flags: Int32) -> Int32 {
  #if canImport(Glibc)
    Glibc.open(path, flags | O_CLOEXEC)
  #else
    Darwin.open(path, flags | O_CLOEXEC)
  #endif
}
