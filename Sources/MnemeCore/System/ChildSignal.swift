#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The signal that tells of a child's end.
enum ChildSignal {
  /// Undoes what whoever started this process may have left: where the signal is ignored, the system tells nobody how a child ended,
  /// and gives its number away before it is known. A handler stays.
  static func heed() {
    var action = sigaction()
    guard sigaction(SIGCHLD, nil, &action) == 0 else { return }
    #if canImport(Glibc)
      let handler = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    #else
      let handler = unsafeBitCast(action.__sigaction_u.__sa_handler, to: Int.self)
    #endif
    let isIgnored = handler == unsafeBitCast(SIG_IGN, to: Int.self)
    guard isIgnored || action.sa_flags & Int32(SA_NOCLDWAIT) != 0 else { return }
    if isIgnored {
      _ = signal(SIGCHLD, SIG_DFL)
    } else {
      action.sa_flags &= ~Int32(SA_NOCLDWAIT)
      _ = sigaction(SIGCHLD, &action, nil)
    }
  }
}
