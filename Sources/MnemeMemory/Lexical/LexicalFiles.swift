import Foundation
import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folder of one index. Every change of the disk goes through here and is announced before it is made.
struct LexicalFiles: Sendable {
  /// What is about to be done, with the file's name.
  enum Step: Sendable, Hashable {
    case create(String)
    case write(String)
    case sync(String)
    /// Takes the place of the file of that name.
    case publish(String)
    case remove(String)
    case syncFolder
  }

  static let manifest = "manifest"
  private static let segmentSuffix = ".segment"
  private static let temporarySuffix = ".new"

  let path: String
  /// Throwing here stands for a disk that fails at this step; tests look at the folder between the steps.
  let announce: @Sendable (Step) throws(MnemeError) -> Void

  init(path: String, announce: @escaping @Sendable (Step) throws(MnemeError) -> Void = { _ throws(MnemeError) in }) {
    self.path = path
    self.announce = announce
  }

  static func segmentName(_ number: UInt64) -> String { "\(number)\(segmentSuffix)" }

  func path(of name: String) -> String { path + "/" + name }

  // MARK: Reading

  /// Files that an index has made: segments with their numbers, and leftovers.
  func names() throws(MnemeError) -> (segments: [String: UInt64], leftovers: [String]) {
    guard access(path, F_OK) == 0 else { return ([:], []) }
    do {
      var segments: [String: UInt64] = [:]
      var leftovers: [String] = []
      for name in try FileManager.default.contentsOfDirectory(atPath: path).sorted() {
        if name.hasSuffix(Self.temporarySuffix) {
          leftovers.append(name)
        } else if name.hasSuffix(Self.segmentSuffix) {
          // Numbers that no counter has reached are not ours.
          let number = UInt64(name.dropLast(Self.segmentSuffix.count)) ?? .max
          if number < 1 << 62 { segments[name] = number } else { leftovers.append(name) }
        }
      }
      return (segments, leftovers)
    } catch {
      throw MnemeError(.storage, "The folder \(path) of the lexical index cannot be read.", underlying: error)
    }
  }

  // MARK: Writing

  /// Makes the folder with mode 0700.
  func makeFolder() throws(MnemeError) {
    if access(path, F_OK) == 0 { return }
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw MnemeError(.storage, "The folder \(path) of the lexical index cannot be made.", underlying: error)
    }
  }

  /// A new file with mode 0600; one that is there already is emptied.
  func create(_ name: String) throws(MnemeError) -> OutputFile {
    try makeFolder()
    try announce(.create(name))
    let descriptor = open(path(of: name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw Self.error("made", path(of: name)) }
    return OutputFile(files: self, name: name, descriptor: descriptor)
  }

  /// Puts a file with these bytes in the place of the old one in a step that a crash cannot halve, on disk when it returns.
  func replace(_ name: String, with bytes: [UInt8]) throws(MnemeError) {
    let temporary = name + Self.temporarySuffix
    let file = try create(temporary)
    do throws(MnemeError) {
      try file.write(bytes)
      try file.close()
      // The files that the new one speaks of must be in the folder before it is.
      try syncFolder()
      try announce(.publish(name))
      guard rename(path(of: temporary), path(of: name)) == 0 else { throw Self.error("renamed", path(of: temporary)) }
    } catch {
      unlink(path(of: temporary))
      throw error
    }
    try syncFolder()
  }

  /// Removing what is not there is no error.
  func remove(_ name: String) throws(MnemeError) {
    try announce(.remove(name))
    if unlink(path(of: name)) != 0, errno != ENOENT { throw Self.error("removed", path(of: name)) }
  }

  func syncFolder() throws(MnemeError) {
    try announce(.syncFolder)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
    guard descriptor >= 0 else { throw Self.error("opened", path) }
    defer { close(descriptor) }
    guard Self.sync(descriptor) else { throw Self.error("synced", path) }
  }

  static func sync(_ descriptor: Int32) -> Bool {
    #if canImport(Darwin)
      // On this system fsync stops at the drive's cache.
      if fcntl(descriptor, F_FULLFSYNC) == 0 { return true }
    #endif
    return fsync(descriptor) == 0
  }

  /// Overwrites a file that has no name any more, and closes it. Nobody is there to be told of a failure, and the file is
  /// gone either way.
  static func overwrite(_ descriptor: Int32, count: Int) {
    let zeros = [UInt8](repeating: 0, count: min(count, 1 << 16))
    var offset = 0
    while offset < count {
      let written = zeros.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress, min($0.count, count - offset), off_t(offset))
      }
      if written < 0, errno == EINTR { continue }
      if written <= 0 { break }
      offset += written
    }
    _ = sync(descriptor)
    close(descriptor)
  }

  /// For `errno` as it is now.
  static func error(_ verb: String, _ path: String) -> MnemeError {
    let reason = String(cString: strerror(errno))
    return MnemeError(
      .storage,
      "The file \(path) of the lexical index could not be \(verb): \(reason). Check the disk and the permissions.")
  }
}

/// A file being written by one thread.
final class OutputFile {
  let name: String
  private let files: LexicalFiles
  private var descriptor: Int32

  fileprivate init(files: LexicalFiles, name: String, descriptor: Int32) {
    self.files = files
    self.name = name
    self.descriptor = descriptor
  }

  deinit { if descriptor >= 0 { Foundation.close(descriptor) } }

  func write(_ bytes: UnsafeRawBufferPointer) throws(MnemeError) {
    try files.announce(.write(name))
    var rest = bytes
    while !rest.isEmpty {
      let written = Foundation.write(descriptor, rest.baseAddress, rest.count)
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw LexicalFiles.error("written", files.path(of: name)) }
      rest = UnsafeRawBufferPointer(rebasing: rest[written...])
    }
  }

  func write(_ bytes: [UInt8]) throws(MnemeError) {
    // A closure that rethrows would widen the typed error, hence the result instead.
    let result = bytes.withUnsafeBytes { bytes in
      Result { () throws(MnemeError) in try write(bytes) }
    }
    try result.get()
  }

  /// Writes everything to the disk itself and closes.
  func close() throws(MnemeError) {
    try files.announce(.sync(name))
    guard LexicalFiles.sync(descriptor) else { throw LexicalFiles.error("synced", files.path(of: name)) }
    Foundation.close(descriptor)
    descriptor = -1
  }

  /// Closes and removes what was written.
  func abandon() {
    if descriptor >= 0 { Foundation.close(descriptor) }
    descriptor = -1
    unlink(files.path(of: name))
  }
}
