import Foundation
import MnemeCore
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The bytes of a segment, in a file mapped read-only or on the heap; freed with the last reference.
///
/// `@unchecked Sendable`: the bytes are never written while the object lives, and `shredder` guards itself.
final class SegmentBytes: @unchecked Sendable {
  let base: UnsafeRawPointer
  let count: Int
  /// Of the mapped file; nil on the heap.
  private let path: String?
  /// Descriptor of a file that is removed already and overwritten when nobody reads it any more; -1: none.
  private let shredder = Mutex<Int32>(-1)

  /// Copies the bytes to the heap.
  convenience init(copying bytes: UnsafeRawBufferPointer) {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(bytes.count, 1), alignment: 16)
    if let source = bytes.baseAddress { memory.copyMemory(from: source, byteCount: bytes.count) }
    self.init(base: UnsafeRawPointer(memory), count: bytes.count, path: nil)
  }

  /// Maps a file; the descriptor is closed at once.
  /// - Returns: nil where there is no such file.
  /// - Throws: `storage` when it cannot be opened or mapped.
  convenience init?(mapping path: String) throws(MnemeError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw LexicalFiles.error("opened", path)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw LexicalFiles.error("examined", path) }
    let size = Int(status.st_size)
    if size == 0 {
      // Nothing can be mapped, and nothing is in it.
      self.init(copying: UnsafeRawBufferPointer(start: nil, count: 0))
      return
    }
    guard let memory = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0), memory != MAP_FAILED else {
      throw LexicalFiles.error("mapped", path)
    }
    self.init(base: UnsafeRawPointer(memory), count: size, path: path)
  }

  private init(base: UnsafeRawPointer, count: Int, path: String?) {
    self.base = base
    self.count = count
    self.path = path
  }

  deinit {
    guard path != nil else {
      base.deallocate()
      return
    }
    munmap(UnsafeMutableRawPointer(mutating: base), count)
    shredder.withLock { descriptor in
      if descriptor >= 0 { LexicalFiles.overwrite(descriptor, count: count) }
      descriptor = -1
    }
  }

  var isMapped: Bool { path != nil }

  /// Valid as long as the object is kept.
  var buffer: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  var array: [UInt8] { withExtendedLifetime(self) { Array(buffer) } }

  /// Has the file's blocks overwritten when the last reader is gone, which is usually at once. To be called before the
  /// file is removed. On disks that write elsewhere than they read (flash, copy-on-write file systems) old blocks may
  /// survive below the file system.
  func overwriteWhenUnused() {
    guard let path else { return }
    shredder.withLock { descriptor in
      // A file that cannot be opened for writing is removed all the same: that is all that can be done with it.
      if descriptor < 0 { descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW) }
    }
  }
}
