#if os(Linux)
  import Glibc

  /// Calls of the Linux kernel that the C library does not offer to Swift: they take a variable number of arguments, or have no
  /// wrapper.
  enum SystemCalls {
    private typealias Call = @convention(c) (Int, Int, Int, Int, Int, Int, Int) -> Int

    #if arch(x86_64)
      private static let prctl = 157
      private static let prlimit = 302
    #else
      private static let prctl = 167
      private static let prlimit = 261
    #endif
    #if arch(x86_64)
      private static let architecture: UInt32 = 0xC000_003E
      private static let socket: UInt32 = 41
      private static let (setGroup, setSession): (UInt32, UInt32) = (109, 112)
    #else
      private static let architecture: UInt32 = 0xC000_00B7
      private static let socket: UInt32 = 198
      private static let (setGroup, setSession): (UInt32, UInt32) = (154, 157)
    #endif
    private static let ringSetup: UInt32 = 425
    private static let landlockCreate = 444
    private static let landlockAdd = 445
    private static let landlockRestrict = 446
    private static let closeRange = 436
    private static let openat2 = 437
    /// `O_PATH`: the name alone is opened; nothing of a device or pipe happens.
    static let pathOnly: Int32 = 0o10_000_000

    /// - Returns: what the kernel returned; -1 with `errno` set for a failure.
    private static func call(_ number: Int, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0, _ d: Int = 0, _ e: Int = 0) -> Int
    {
      guard let symbol = dlsym(nil, "syscall") else { return -1 }
      // Whole numbers are passed alike with and without variable arguments on x86-64 and AArch64.
      return unsafeBitCast(symbol, to: Call.self)(number, a, b, c, d, e, 0)
    }

    /// The program and its children gain nothing by set-user-ID files.
    static func forbidNewPrivileges() -> Bool { call(prctl, 38, 1) == 0 }

    /// Killed when the thread that started it ends.
    static func dieWithParent() -> Bool { call(prctl, 1, Int(SIGKILL)) == 0 }

    /// What is started below this process and loses its parent becomes its child: also what it then runs in this process's place.
    static func adoptOrphans() -> Bool { call(prctl, 36, 1) == 0 }

    static func closeAll(from first: Int) -> Bool { call(closeRange, first, Int(UInt32.max), 0) == 0 }

    /// Whether the kernel resolves paths under conditions (5.6), and nothing forbids it.
    static let opensBeneath: Bool = {
      let root = openBeneath(AT_FDCWD, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard root >= 0 else { return false }
      close(root)
      return true
    }()

    /// Opens what stands below a folder, by a way without any link, real or of `/proc`; -1 with `errno` for a failure.
    static func openBeneath(_ folder: Int32, _ path: String, _ flags: Int32) -> Int32 {
      // `struct open_how`: flags, mode, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS.
      let how: [UInt64] = [UInt64(UInt32(bitPattern: flags)), 0, 0x08 | 0x04 | 0x02]
      return path.withCString { path in
        how.withUnsafeBytes { how in
          var opened = -1
          // The kernel gives up where something is moved on the way; then the way is another one.
          for _ in 0..<128 {
            opened = call(
              openat2, Int(folder), Int(bitPattern: path), Int(bitPattern: how.baseAddress), how.count)
            if opened >= 0 || (errno != EAGAIN && errno != EINTR) { break }
          }
          return Int32(truncatingIfNeeded: opened)
        }
      }
    }

    /// Soft and hard limit of a resource.
    static func limit(_ resource: Int, to value: UInt64) -> Bool {
      let limits = [value, value]
      return limits.withUnsafeBytes { bytes in
        call(prlimit, 0, resource, Int(bitPattern: bytes.baseAddress), 0) == 0
      }
    }

    /// The kernel's version of Landlock; 0 where there is none.
    static var landlockVersion: Int { max(0, call(landlockCreate, 0, 0, 1)) }

    static func landlockRules(_ attributes: [UInt64]) -> Int {
      attributes.withUnsafeBytes { bytes in
        call(landlockCreate, Int(bitPattern: bytes.baseAddress), bytes.count, 0)
      }
    }

    static func landlockAllow(_ access: UInt64, below folder: Int32, in rules: Int) -> Bool {
      var bytes = [UInt8](repeating: 0, count: 12)
      bytes.withUnsafeMutableBytes { buffer in
        buffer.storeBytes(of: access, toByteOffset: 0, as: UInt64.self)
        buffer.storeBytes(of: folder, toByteOffset: 8, as: Int32.self)
      }
      return bytes.withUnsafeBytes { buffer in
        call(landlockAdd, rules, 1, Int(bitPattern: buffer.baseAddress), 0) == 0
      }
    }

    /// From here on nobody leaves the group of processes, so that one signal reaches all, and no Unix socket can be made, which
    /// Landlock does not stop where it has a path; pairs of sockets can. Rings, which make sockets without the call, and calls of
    /// other architectures are refused with it.
    /// - Parameter allowingSockets: false refuses sockets of every other kind, too.
    ///
    /// Needs `forbidNewPrivileges`. A kernel without filters refuses nothing.
    static func filterCalls(allowingSockets: Bool = true) -> Bool {
      // `linux/filter.h`: code, how far to jump when it holds and when not, operand.
      let (load, equals, atLeast, answer): (UInt16, UInt16, UInt16, UInt16) = (0x20, 0x15, 0x35, 0x06)
      let (allowed, refused): (UInt32, UInt32) = (0x7FFF_0000, 0x0005_0000 | UInt32(EACCES))
      let program: [(UInt16, UInt8, UInt8, UInt32)] = [
        (load, 0, 0, 4), (equals, 0, 9, architecture),  // Of the architecture,
        (load, 0, 0, 0), (atLeast, 7, 0, 0x4000_0000),  // without the other form of its numbers,
        (equals, 6, 0, ringSetup), (equals, 5, 0, setSession), (equals, 4, 0, setGroup),
        (equals, allowingSockets ? 0 : 3, 2, socket),
        (load, 0, 0, 16), (equals, 1, 0, UInt32(AF_UNIX)),
        (answer, 0, 0, allowed), (answer, 0, 0, refused),
      ]
      var code: [UInt8] = []
      for (operation, yes, no, operand) in program {
        withUnsafeBytes(of: operation) { code += $0 }
        code += [yes, no]
        withUnsafeBytes(of: operand) { code += $0 }
      }
      let result = code.withUnsafeBytes { code in
        let header = [UInt(program.count), UInt(bitPattern: code.baseAddress)]
        return header.withUnsafeBytes { call(prctl, 22, 2, Int(bitPattern: $0.baseAddress)) }
      }
      return result == 0 || errno == EINVAL || errno == ENOSYS
    }

    static func landlockEnter(_ rules: Int) -> Bool { call(landlockRestrict, rules, 0) == 0 }
  }
#endif
