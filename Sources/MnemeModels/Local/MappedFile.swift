import Foundation
package import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A whole file mapped read-only: its pages belong to the system's file cache, not to our heap.
///
/// The file must not be truncated while it is mapped; replace it by renaming another over it.
package final class MappedFile: @unchecked Sendable {
  // Invariant behind @unchecked Sendable: the mapping is read-only and neither pointer changes until deinit.
  package let bytes: UnsafeRawBufferPointer

  /// - Throws: `notFound` when there is no such file, `unprocessable` when it cannot be read or is empty.
  package init(path: String) throws(MnemeError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { throw MnemeError(.notFound, "There is no file \(path).") }
      throw MnemeError(.unprocessable, "\(path) cannot be opened: \(String(cString: strerror(errno))).")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw MnemeError(.unprocessable, "\(path) is not a regular file.")
    }
    let count = Int(status.st_size)
    guard count > 0 else { throw MnemeError(.unprocessable, "\(path) is empty.") }
    guard let base = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED else {
      throw MnemeError(.unprocessable, "\(path) cannot be mapped: \(String(cString: strerror(errno))).")
    }
    bytes = UnsafeRawBufferPointer(start: base, count: count)
  }

  deinit {
    munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
  }
}
