import Foundation
import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The files of what was learnt, one for each space, in `persona/` of the data directory.
struct InsightFolder: Sendable {
  let root: String

  init(directory: String) { root = directory + "/persona" }

  /// Capital letters are marked, since some file systems do not tell them from small ones.
  func path(of space: SpaceID) -> String {
    var name = ""
    for character in space.rawValue {
      name += character.isUppercase ? "^" + character.lowercased() : String(character)
    }
    return root + "/space-" + name + ".json"
  }

  /// An empty book when there is no file.
  /// - Throws: `storage` when there is one that cannot be read; it is left as it is.
  func read(_ space: SpaceID) throws(MnemeError) -> InsightBook {
    let path = path(of: space)
    guard access(path, F_OK) == 0 else { return InsightBook() }
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .millisecondsSince1970
    guard let data = FileManager.default.contents(atPath: path),
      let book = try? decoder.decode(InsightBook.self, from: data)
    else {
      throw MnemeError(
        .storage, "\(path) cannot be read. It was left as it is; remove it to begin anew without what was learnt.")
    }
    return book
  }

  /// Puts the file in the place of the old one in a step that a crash cannot halve, on disk when it returns.
  func write(_ book: InsightBook, of space: SpaceID) throws(MnemeError) {
    let path = path(of: space)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .millisecondsSince1970
    let temporary = path + ".new"
    do {
      let data = try encoder.encode(book)
      try FileManager.default.createDirectory(
        atPath: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try Self.write(data, to: temporary)
      guard rename(temporary, path) == 0 else { throw Self.failure() }
      try Self.syncFolder(root)
    } catch {
      // What a crash leaves is overwritten by the next write.
      unlink(temporary)
      throw MnemeError(
        .storage, "\(path) cannot be written; check the data directory's permissions and space.", underlying: error)
    }
  }

  private static func write(_ data: Data, to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure() }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
    do {
      try handle.write(contentsOf: data)
      guard fsync(descriptor) == 0 else { throw failure() }
    } catch {
      close(descriptor)
      throw error
    }
    guard close(descriptor) == 0 else { throw failure() }
  }

  private static func syncFolder(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure() }
  }

  private static func failure() -> POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
