import Foundation
import MnemeCore
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Which servers' descriptions of their tools the owner has read and trusts: the list of servers keeps a digest of them under
/// `trusted`. Descriptions that are others by one letter are not those.
package final class TrustedDescriptions: Sendable {
  static let key = "trusted"

  /// Which state of the file it is.
  private struct Stamp: Hashable {
    let file: UInt64
    let size: Int64
    let seconds: Int
    let nanoseconds: Int
  }

  private let path: String
  private let state = Mutex<(stamp: Stamp?, digests: [String: String])>((nil, [:]))

  /// - Parameter path: of the list of servers.
  package init(path: String) { self.path = path }

  /// What is trusted of a server; nil: nothing. The file is read again when it has changed, so that a program that runs hears of
  /// it at once. O(1) but for that.
  func digest(of server: String) -> String? {
    let stamp = stamp()
    return state.withLock { state in
      if stamp == nil || stamp != state.stamp { state = (stamp, stamp == nil ? [:] : read()) }
      return state.digests[server]
    }
  }

  private func read() -> [String: String] {
    // A list that cannot be read trusts nobody.
    guard let data = FileManager.default.contents(atPath: path), let json = try? JSONReader.read([UInt8](data)),
      let servers = json["mcpServers"]?.object
    else { return [:] }
    return servers.compactMapValues { $0[Self.key]?.string }
  }

  private func stamp() -> Stamp? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    #if canImport(Glibc)
      let time = status.st_mtim
    #else
      let time = status.st_mtimespec
    #endif
    return Stamp(
      file: UInt64(truncatingIfNeeded: status.st_ino), size: Int64(status.st_size), seconds: Int(time.tv_sec),
      nanoseconds: Int(time.tv_nsec))
  }

  /// Of all that a model is told of these tools, whatever their order: hexadecimal digits of its SHA-256.
  package static func digest(_ tools: [RemoteTool]) -> String {
    let told = tools.sorted { $0.name < $1.name }.map { tool -> JSONValue in
      [
        "name": .string(tool.name), "title": tool.told.title.map(JSONValue.string) ?? .null,
        "summary": .string(tool.told.summary),
        "parameters": tool.told.parameters,
      ]
    }
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: SHA256.digest(JSONValue.array(told).text.utf8).flatMap {
        [digits[Int($0 >> 4)], digits[Int($0 & 15)]]
      },
      as: UTF8.self)
  }
}
