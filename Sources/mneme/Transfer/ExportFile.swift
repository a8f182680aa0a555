import Foundation
import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that appears whole or not at all, readable by its owner alone: written beside its place, then renamed.
final class ExportFile {
  private let path: String
  private let temporary: String
  private var handle: FileHandle?

  /// - Throws: `invalidInput` when the place cannot be written.
  init(_ path: String) throws(MnemeError) {
    // A link stays one.
    let path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    self.path = path
    // What is not there yet has no attributes; what may not be looked at fails when it is written.
    let type = (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
    guard type == nil || type == .typeRegular else {
      throw MnemeError(.invalidInput, "\(path) is not a file; '-' writes to standard output.")
    }
    temporary = path + ".\(getpid()).part"
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw Self.failure(errno, path) }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// What was not finished leaves nothing.
  deinit { if handle != nil { unlink(temporary) } }

  func write(_ bytes: [UInt8]) throws(MnemeError) {
    do {
      try handle?.write(contentsOf: bytes)
    } catch {
      throw MnemeError(.storage, "\(path) cannot be written; is the disk full?", underlying: error)
    }
  }

  /// Puts the file in its place, on disk.
  func finish() throws(MnemeError) {
    do {
      try handle?.synchronize()
      try handle?.close()
    } catch {
      throw MnemeError(.storage, "\(path) cannot be written; is the disk full?", underlying: error)
    }
    guard rename(temporary, path) == 0 else { throw Self.failure(errno, path) }
    handle = nil
  }

  private static func failure(_ code: Int32, _ path: String) -> MnemeError {
    let reason =
      switch code {
      case ENOENT: "its folder does not exist"
      case EACCES, EPERM: "you may not write there"
      case EROFS: "it is on a read-only file system"
      case ENOSPC, EDQUOT: "the disk is full"
      case EISDIR: "it is a folder"
      default: "system error \(code)"
      }
    return MnemeError(.invalidInput, "\(path) cannot be written: \(reason).")
  }
}
