import Foundation
import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Files of the store: who may read them, and whether they are ours, before SQLite touches them.
enum StoreFiles {
  /// Makes the data directory with mode 0700, whatever the umask; an existing one is closed to others.
  static func makeDirectory(_ path: String) throws(MnemeError) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw MnemeError(
        .storage,
        "The data directory \(path) cannot be made: check that its parent exists and belongs to this user.",
        underlying: error)
    }
    guard chmod(path, 0o700) == 0 else {
      throw MnemeError(
        .storage, "The data directory \(path) belongs to another user: choose one of your own with --data-dir.")
    }
  }

  /// Creates the file with mode 0600 where it is missing, and refuses one that is not ours or needs a newer program.
  static func prepare(_ path: String) throws(MnemeError) {
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw MnemeError(
        .storage,
        "The database \(path) cannot be opened: \(String(cString: strerror(errno))). Check its folder and permissions.")
    }
    defer { _ = Foundation.close(file) }
    try checkHeader(file)
    guard fchmod(file, 0o600) == 0 else {
      throw MnemeError(.storage, "The database \(path) belongs to another user: choose another data directory.")
    }
    try restrict(path)
  }

  /// Closes the files beside the database to other users; SQLite gives new ones the mode of the database.
  static func restrict(_ path: String) throws(MnemeError) {
    for suffix in ["-wal", "-shm", "-journal"] where access(path + suffix, F_OK) == 0 {
      guard chmod(path + suffix, 0o600) == 0 else {
        throw MnemeError(.storage, "The file \(path)\(suffix) belongs to another user.")
      }
    }
  }

  /// The header of a database file: https://www.sqlite.org/fileformat2.html#the_database_header
  private static func checkHeader(_ file: Int32) throws(MnemeError) {
    var header = [UInt8](repeating: 0, count: 100)
    let count = header.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
    if count == 0 { return }
    guard count == 100, header.starts(with: Array("SQLite format 3\0".utf8)) else { throw foreign }
    func integer(at offset: Int) -> UInt32 {
      header[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    let version = Int(integer(at: 60))
    let application = Int32(bitPattern: integer(at: 68))
    // Both are zero in a file whose first transaction still stands in the log.
    if version == 0, application == 0 { return }
    guard application == Schema.applicationID else { throw foreign }
    guard version <= Schema.version else { throw tooNew(version: version, program: nil) }
  }

  static let foreign = MnemeError(
    .storage,
    "The database file is not a Mneme database; it was left as it is. Move it away or choose another data directory.")

  static func tooNew(version: Int, program: String?) -> MnemeError {
    let needed = program.map { "Mneme \($0) or newer" } ?? "a newer Mneme"
    return MnemeError(
      .storage,
      """
      The database was written by a newer Mneme: it has schema version \(version), this program knows versions up to \
      \(Schema.version). Install \(needed); the database was left as it is.
      """)
  }
}
