import Foundation
import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where the server that owns a data directory listens. Believed only while the lock is held.
struct ServerRecord: Sendable, Hashable, Codable {
  let url: String
  let token: String
  let process: Int32
  let version: String

  /// Nil when there is none or it is no record.
  static func read(from directory: DataDirectory) -> ServerRecord? {
    guard let data = FileManager.default.contents(atPath: directory.serverRecordPath) else { return nil }
    // A record that does not decode was written by no server of ours; the caller treats it as absent.
    return try? JSONDecoder().decode(ServerRecord.self, from: data)
  }

  /// Writes beside and renames, so that a reader never sees half of it; only this user may read it.
  func write(to directory: DataDirectory) throws(MnemeError) {
    let temporary = directory.serverRecordPath + ".\(process)"
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw MnemeError(.storage, DataDirectory.explain(errno, temporary)) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      try handle.write(contentsOf: encoder.encode(self) + Data("\n".utf8))
      try handle.close()
    } catch {
      unlink(temporary)
      throw MnemeError(.storage, "The server's address cannot be written; is the disk full?", underlying: error)
    }
    guard rename(temporary, directory.serverRecordPath) == 0 else {
      let code = errno
      unlink(temporary)
      throw MnemeError(.storage, DataDirectory.explain(code, directory.serverRecordPath))
    }
  }

  /// The URL at which this machine reaches a server bound to `host` and `port`.
  static func localURL(host: String, port: Int) -> String {
    switch host {
    case "0.0.0.0", "": "http://127.0.0.1:\(port)"
    case "::": "http://[::1]:\(port)"
    default: host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)"
    }
  }
}
