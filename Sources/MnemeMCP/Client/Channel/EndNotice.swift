import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Wakes threads that wait for a descriptor when there is no more reason to wait.
final class EndNotice: Sendable {
  /// A pipe whose end is the notice; nil where there is room for none: then nobody is woken.
  private let reading: Int32?
  private let writing: Mutex<Int32?>

  init() {
    var ends: [Int32] = [-1, -1]
    guard systemPipe(&ends) == 0 else {
      reading = nil
      writing = Mutex(nil)
      return
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    reading = ends[0]
    writing = Mutex(ends[1])
  }

  deinit {
    give()
    if let reading { _ = close(reading) }
  }

  /// Again it does nothing.
  func give() {
    writing.withLock { writing in
      if let descriptor = writing { _ = close(descriptor) }
      writing = nil
    }
  }

  /// Blocks until the descriptor is ready or the notice is given.
  /// - Returns: false where the notice was given.
  func wait(for descriptor: Int32, _ event: Int32) -> Bool {
    var places = [pollfd(fd: descriptor, events: Int16(event), revents: 0)]
    if let reading { places.append(pollfd(fd: reading, events: Int16(POLLIN), revents: 0)) }
    while true {
      let count = poll(&places, nfds_t(places.count), -1)
      if count < 0, errno == EINTR { continue }
      // What cannot be waited for is for the caller to find out.
      guard count > 0 else { return true }
      return places.count < 2 || places[1].revents == 0
    }
  }

  static func isReady(_ descriptor: Int32, _ event: Int32, within milliseconds: Int32) -> Bool {
    var place = pollfd(fd: descriptor, events: Int16(event), revents: 0)
    return poll(&place, 1, milliseconds) > 0
  }
}

private func systemPipe(_ ends: inout [Int32]) -> Int32 {
  #if canImport(Glibc)
    Glibc.pipe(&ends)
  #else
    Darwin.pipe(&ends)
  #endif
}
