import Crypto
import Foundation
import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that appears whole or not at all, readable by its owner alone. While it is written it has another name and a lock, so that
/// what a killed process left behind can be told from what is being written.
final class PartFile: ByteSink {
  static let suffix = ".part"
  let path: String
  private let place: String
  private var descriptor: Int32

  /// - Parameter place: where it will stand.
  /// - Throws: `storage` when it cannot be made there.
  init(for place: String) throws(MnemeError) {
    self.place = place
    let folder = (place as NSString).deletingLastPathComponent
    path = folder + "/." + (place as NSString).lastPathComponent + ".\(getpid())" + Self.suffix
    unlink(path)
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw Self.failure(errno, place) }
    flock(descriptor, LOCK_EX | LOCK_NB)
  }

  /// What was not put in its place leaves nothing.
  deinit {
    guard descriptor >= 0 else { return }
    unlink(path)
    close(descriptor)
  }

  func write(_ bytes: [UInt8]) throws(MnemeError) {
    var done = 0
    while done < bytes.count {
      #if canImport(Glibc)
        let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + done, bytes.count - done) }
      #else
        let count = bytes.withUnsafeBytes { Darwin.write(descriptor, $0.baseAddress! + done, bytes.count - done) }
      #endif
      if count < 0 {
        if errno == EINTR { continue }
        throw Self.failure(errno, place)
      }
      done += count
    }
  }

  func finish() throws(MnemeError) {
    guard fsync(descriptor) == 0 else { throw Self.failure(errno, place) }
  }

  /// Gives it its name, durably.
  /// - Throws: `conflict` when that is taken.
  func put() throws(MnemeError) {
    guard access(place, F_OK) != 0 else {
      throw MnemeError(.conflict, "\(place) is there already; name another file.")
    }
    guard rename(path, place) == 0 else { throw Self.failure(errno, place) }
    close(descriptor)
    descriptor = -1
    Self.syncFolder((place as NSString).deletingLastPathComponent)
  }

  /// Removes what killed processes left in a folder.
  static func sweep(_ folder: String) {
    // A folder that cannot be looked at is found out by who writes to it.
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where name.hasPrefix(".mneme-") && name.hasSuffix(suffix) {
      let descriptor = open(folder + "/" + name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
      guard descriptor >= 0 else { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(folder + "/" + name) }
      close(descriptor)
    }
  }

  /// Makes names durable. A file system that cannot do it has nothing better.
  static func syncFolder(_ folder: String) {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  static func failure(_ code: Int32, _ place: String) -> MnemeError {
    let reason =
      switch code {
      case ENOSPC, EDQUOT: "the disk is full; free some space there"
      case EFBIG: "files may not become that large there"
      case ENOENT, ENOTDIR: "its folder does not exist"
      case EACCES, EPERM: "this user may not write there"
      case EROFS: "it is on a read-only file system"
      default: String(cString: strerror(code))
      }
    return MnemeError(.storage, "\(place) cannot be written: \(reason).")
  }
}

/// Reads a file from its beginning.
final class FileSource: ByteSource {
  private let descriptor: Int32
  private let path: String

  init(_ path: String) throws(MnemeError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let code = errno
      throw MnemeError(
        code == ENOENT ? .notFound : .storage,
        code == ENOENT ? "There is no file \(path)." : "\(path) cannot be read: \(String(cString: strerror(code))).")
    }
  }

  deinit { close(descriptor) }

  func read() throws(MnemeError) -> [UInt8] {
    let size = 256 << 10
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      var got = -1
      repeat {
        #if canImport(Glibc)
          got = Glibc.read(descriptor, buffer.baseAddress, size)
        #else
          got = Darwin.read(descriptor, buffer.baseAddress, size)
        #endif
      } while got < 0 && errno == EINTR
      if got < 0 { code = errno }
      count = max(0, got)
    }
    guard code == 0 else {
      throw MnemeError(.storage, "\(path) cannot be read: \(String(cString: strerror(code))).")
    }
    return bytes
  }
}

/// Counts and hashes what passes.
struct Fingerprint {
  private var hash = SHA256()
  private(set) var bytes: Int64 = 0

  mutating func add(_ piece: [UInt8]) {
    hash.update(data: piece)
    bytes += Int64(piece.count)
  }

  /// SHA-256 in lower-case hexadecimal digits.
  var text: String {
    hash.finalize().map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  static func of(_ path: String) throws(MnemeError) -> Fingerprint {
    let source = try FileSource(path)
    var result = Fingerprint()
    while true {
      let piece = try source.read()
      if piece.isEmpty { return result }
      result.add(piece)
    }
  }
}
