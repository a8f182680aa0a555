import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// An open file of the system, closed with its last reference. After a failure `errno` says why.
final class Descriptor: Sendable {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  /// Follows no link, where the kernel can see to that on the whole way; else none at its end.
  convenience init(openFolder path: String) {
    #if os(Linux)
      if SystemCalls.opensBeneath, path.hasPrefix("/") {
        let top = Descriptor(Glibc.open("/", SystemCalls.pathOnly | O_DIRECTORY | O_CLOEXEC))
        let below = path.drop { $0 == "/" }
        self.init(
          SystemCalls.openBeneath(top.number, below.isEmpty ? "." : String(below), O_RDONLY | O_DIRECTORY | O_CLOEXEC))
        return
      }
    #endif
    #if canImport(Glibc)
      self.init(Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC))
    #else
      self.init(Darwin.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC))
    #endif
  }

  deinit { if number >= 0 { close(number) } }

  var isOpen: Bool { number >= 0 }

  /// Opens a name in this folder: no link is followed, and a pipe or device does not block.
  func open(_ name: String, folder: Bool) -> Descriptor {
    let flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (folder ? O_DIRECTORY : 0)
    #if os(Linux)
      if SystemCalls.opensBeneath { return Descriptor(SystemCalls.openBeneath(number, name, flags)) }
    #endif
    return Descriptor(openat(number, name, flags))
  }

  func status() -> stat? {
    var status = stat()
    return fstat(number, &status) == 0 ? status : nil
  }
}

/// Which file it is, whatever it is called.
struct FileIdentity: Sendable, Hashable {
  private let device: UInt64
  private let file: UInt64

  init?(_ descriptor: Descriptor) {
    guard let status = descriptor.status() else { return nil }
    self.init(status)
  }

  /// Of what a name leads to.
  init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    file = UInt64(truncatingIfNeeded: status.st_ino)
  }

  init?(ofFolder path: String) {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    self.init(Descriptor(openFolder: String(cString: resolved)))
  }
}
