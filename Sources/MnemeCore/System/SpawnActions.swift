#if canImport(Glibc)
  import Glibc

  /// Steps between the making of a child and its program that the C library has and does not show to Swift.
  enum SpawnActions {
    private typealias WithText =
      @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>) -> Int32
    private typealias WithNumber = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32

    /// glibc 2.29.
    static func changeFolder(_ actions: inout posix_spawn_file_actions_t, _ path: String) -> Int32 {
      guard let symbol = dlsym(nil, "posix_spawn_file_actions_addchdir_np") else { return ENOSYS }
      return unsafeBitCast(symbol, to: WithText.self)(&actions, path)
    }

    /// glibc 2.34.
    static func closeAll(_ actions: inout posix_spawn_file_actions_t, from first: Int32) -> Int32 {
      guard let symbol = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else { return ENOSYS }
      return unsafeBitCast(symbol, to: WithNumber.self)(&actions, first)
    }
  }
#elseif canImport(Darwin)
  import Darwin

  enum SpawnActions {
    static func changeFolder(_ actions: inout posix_spawn_file_actions_t?, _ path: String) -> Int32 {
      posix_spawn_file_actions_addchdir_np(&actions, path)
    }
  }
#endif
