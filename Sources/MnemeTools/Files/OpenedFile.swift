package import Foundation
import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file or folder that the policy let through. Size and kind are those of what is open, not of a name.
package final class OpenedFile: Sendable {
  private let descriptor: Descriptor
  private let observer: any FileObserver
  package let isFolder: Bool
  package let size: Int
  package let changedAt: Date
  /// More than one name leads to it: another one may stand elsewhere.
  package let hasOtherNames: Bool

  /// - Throws: `file` for what is neither file nor folder: a device, a pipe, a socket.
  init(_ descriptor: Descriptor, observer: any FileObserver) throws(ToolFailure) {
    guard let status = descriptor.status() else { throw ToolFailure(.file, "The file cannot be read.") }
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFREG || kind == S_IFDIR else { throw ToolFailure(.file, "This is not a file.") }
    self.descriptor = descriptor
    self.observer = observer
    isFolder = kind == S_IFDIR
    size = Int(status.st_size)
    hasOtherNames = kind == S_IFREG && status.st_nlink > 1
    #if canImport(Glibc)
      changedAt = Date(timeIntervalSince1970: Double(status.st_mtim.tv_sec))
    #else
      changedAt = Date(timeIntervalSince1970: Double(status.st_mtimespec.tv_sec))
    #endif
  }

  /// Where it stands by the system's word; nil where the system does not tell.
  var realPath: String? {
    #if os(Linux)
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
      let length = readlink("/proc/self/fd/\(descriptor.number)", &buffer, Int(PATH_MAX))
      guard length > 0 else { return nil }
      return String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    #else
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
      guard fcntl(descriptor.number, F_GETPATH, &buffer) == 0 else { return nil }
      return buffer.withUnsafeBufferPointer { $0.baseAddress.map(String.init(cString:)) }
    #endif
  }

  /// Bytes from a place on, at most `count`.
  package func bytes(from place: Int = 0, count: Int) throws -> [UInt8] {
    observer.touched(.read)
    var result = [UInt8](repeating: 0, count: max(0, count))
    var filled = 0
    while filled < result.count {
      let got = result.withUnsafeMutableBytes { buffer in
        pread(
          descriptor.number, buffer.baseAddress.map { $0 + filled }, buffer.count - filled, off_t(place + filled))
      }
      if got < 0 {
        if errno == EINTR { continue }
        throw ToolFailure(.file, "The file cannot be read.")
      }
      if got == 0 { break }
      filled += got
    }
    result.removeLast(result.count - filled)
    return result
  }

  /// All of it.
  /// - Throws: `tooLarge` before anything is read.
  package func bytes(upTo limit: Int) throws -> [UInt8] {
    guard size <= limit else {
      throw ToolFailure(.tooLarge, "The file is too large: \(size) bytes of at most \(limit).")
    }
    // One more shows a file that grew meanwhile.
    let bytes = try bytes(count: min(size, limit) + 1)
    guard bytes.count <= limit else {
      throw ToolFailure(.tooLarge, "The file is too large: it grew while it was read.")
    }
    return bytes
  }

  /// What stands in the folder, in no order; at most `limit`.
  func entries(limit: Int) throws -> (entries: [FolderEntry], isWhole: Bool) {
    observer.touched(.list)
    // The stream closes the descriptor that it is given.
    let copy = dup(descriptor.number)
    guard copy >= 0, let stream = fdopendir(copy) else { throw ToolFailure(.file, "The folder cannot be read.") }
    defer { closedir(stream) }
    rewinddir(stream)
    var entries: [FolderEntry] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name == "." || name == ".." { continue }
      if entries.count == limit { return (entries, false) }
      var status = stat()
      guard fstatat(descriptor.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      let kind: FolderEntry.Kind =
        switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        case S_IFLNK: .link
        default: .other
        }
      entries.append(FolderEntry(name: name, kind: kind))
    }
    return (entries, true)
  }

  /// Opens an entry of the folder as it was opened itself; nil for a link, a device and what is gone.
  func entry(_ name: String) -> OpenedFile? {
    observer.touched(.open)
    let opened = descriptor.open(name, folder: false)
    guard opened.isOpen else { return nil }
    // What is neither file nor folder is no entry for us.
    return try? OpenedFile(opened, observer: observer)
  }

  var identity: FileIdentity? { FileIdentity(descriptor) }
}

/// A name in a folder.
struct FolderEntry: Sendable, Hashable {
  enum Kind: Sendable {
    case file, folder, link, other

    var label: String {
      switch self {
      case .file: "FILE"
      case .folder: "DIR"
      case .link: "LINK"
      case .other: "OTHER"
      }
    }
  }

  let name: String
  let kind: Kind
}
