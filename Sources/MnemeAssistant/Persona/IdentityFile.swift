import Foundation
package import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The owner's `identity.json` in the data directory. It is read and never written: whatever is in it stays as it is.
package struct IdentityFile: Sendable {
  package static let name = "identity.json"
  /// Bytes beyond which a file cannot be meant for the head of every prompt.
  package static let limit = 32 << 10

  package let path: String

  package init(directory: String) { path = directory + "/" + Self.name }

  /// What tells one version of the file from another.
  package struct Stamp: Sendable, Hashable {
    let seconds: Int
    let nanoseconds: Int
    let size: Int64
    let inode: UInt64
  }

  /// Nil when there is no file.
  package func stamp() -> Stamp? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return Stamp(
      seconds: Int(time.tv_sec), nanoseconds: Int(time.tv_nsec), size: Int64(status.st_size),
      inode: UInt64(status.st_ino))
  }

  /// - Returns: nil when there is no file.
  /// - Throws: `configuration` that says what is wrong with the file, where, and that nothing was changed.
  package func read() throws(MnemeError) -> Identity? {
    guard let stamp = stamp() else { return nil }
    guard stamp.size <= Self.limit else { throw broken("has more than \(Self.limit >> 10) KiB; shorten it") }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw broken("cannot be read; check its permissions")
    }
    let decoder = JSONDecoder()
    decoder.allowsJSON5 = true
    do {
      return try decoder.decode(Identity.self, from: data)
    } catch let error as DecodingError {
      throw broken(Self.reason(error))
    } catch {
      throw broken("cannot be read")
    }
  }

  private func broken(_ reason: String) -> MnemeError {
    MnemeError(.configuration, "\(path) \(reason). It was left as it is; until it is put right it is not used.")
  }

  /// Names the place, never what stands there.
  private static func reason(_ error: DecodingError) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined().trimmingPrefix(".").description
    }
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return context.codingPath.isEmpty
        ? "must be an object: { … }" : "has the wrong type at '\(place(context.codingPath))'"
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      return "has '\(place(context.codingPath))', which \(context.debugDescription)"
    default:
      return "is not valid JSON"
    }
  }
}
