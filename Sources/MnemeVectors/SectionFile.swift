import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes a file of sections, each followed by its hash, and puts it in the place of the old one when it is complete and on
/// the disk: a crash leaves the old file or the new one.
struct SectionWriter: ~Copyable {
  private let path: String
  private let temporary: String
  private let descriptor: Int32
  private var isFinished = false

  /// - Throws: `cannotWrite`.
  init(path: String) throws(GraphFileError) {
    self.path = path
    // One name, so that what a killed process left is written over.
    temporary = path + ".partial"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.failure() }
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
    if !isFinished { unlink(temporary) }
  }

  /// - Throws: `cannotWrite`.
  mutating func write(_ section: UnsafeRawBufferPointer) throws(GraphFileError) {
    try put(section)
    var hash = XXHash64.hash(section).littleEndian
    let error = withUnsafeBytes(of: &hash) { bytes -> GraphFileError? in
      do throws(GraphFileError) { try put(bytes) } catch { return error }
      return nil
    }
    if let error { throw error }
  }

  /// - Throws: `cannotWrite`.
  consuming func finish() throws(GraphFileError) {
    guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw Self.failure() }
    isFinished = true
    // The new name is in the folder, which must reach the disk as well.
    let folder = open((path as NSString).deletingLastPathComponent.nonEmpty ?? ".", O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { throw Self.failure() }
    defer { close(folder) }
    guard fsync(folder) == 0 else { throw Self.failure() }
  }

  private func put(_ bytes: UnsafeRawBufferPointer) throws(GraphFileError) {
    var done = 0
    while done < bytes.count, let start = bytes.baseAddress {
      let written = Self.writeSome(descriptor, start + done, bytes.count - done)
      if written < 0 {
        if errno == EINTR { continue }
        throw Self.failure()
      }
      done += written
    }
  }

  private static func writeSome(_ descriptor: Int32, _ start: UnsafeRawPointer, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, start, count)
    #elseif canImport(Musl)
      Musl.write(descriptor, start, count)
    #else
      Darwin.write(descriptor, start, count)
    #endif
  }

  private static func failure() -> GraphFileError {
    let number = errno
    return GraphFileError(
      .cannotWrite, "the graph index's file cannot be written: \(String(cString: strerror(number)))",
      errorNumber: number)
  }
}

/// Reads a file of sections from its beginning to its end.
struct SectionReader: ~Copyable {
  private let descriptor: Int32
  /// The file's length in bytes.
  let length: Int

  /// The bytes that follow a section.
  static let hashBytes = 8

  /// - Throws: `missing`, `cannotRead`.
  init(path: String) throws(GraphFileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure() }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let error = Self.failure()
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
    length = Int(status.st_size)
    #if canImport(Glibc)
      posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    #endif
  }

  deinit { close(descriptor) }

  /// Reads the next section, which has as many bytes as the memory given.
  /// - Throws: `cannotRead`, `damaged`.
  func read(into section: UnsafeMutableRawBufferPointer) throws(GraphFileError) {
    try get(section)
    var hash: UInt64 = 0
    let error = withUnsafeMutableBytes(of: &hash) { bytes -> GraphFileError? in
      do throws(GraphFileError) { try get(bytes) } catch { return error }
      return nil
    }
    if let error { throw error }
    guard UInt64(littleEndian: hash) == XXHash64.hash(UnsafeRawBufferPointer(section)) else {
      throw .damaged("a section's hash differs")
    }
  }

  private func get(_ bytes: UnsafeMutableRawBufferPointer) throws(GraphFileError) {
    var done = 0
    while done < bytes.count, let start = bytes.baseAddress {
      let count = Self.readSome(descriptor, start + done, bytes.count - done)
      if count < 0 {
        if errno == EINTR { continue }
        throw Self.failure()
      }
      if count == 0 { throw .damaged("it ends too early") }
      done += count
    }
  }

  private static func readSome(_ descriptor: Int32, _ start: UnsafeMutableRawPointer, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.read(descriptor, start, count)
    #elseif canImport(Musl)
      Musl.read(descriptor, start, count)
    #else
      Darwin.read(descriptor, start, count)
    #endif
  }

  private static func failure() -> GraphFileError {
    let number = errno
    return GraphFileError(
      number == ENOENT ? .missing : .cannotRead,
      "the graph index's file cannot be read: \(String(cString: strerror(number)))", errorNumber: number)
  }
}

extension String {
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
