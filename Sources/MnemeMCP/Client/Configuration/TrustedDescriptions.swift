import Foundation
import MnemeCore
import Synchronization

/// Which servers' descriptions of their tools the owner has read and trusts: the list of servers keeps a digest of them under
/// `trusted`. Descriptions that are others by one letter are not those.
package final class TrustedDescriptions: Sendable {
  static let key = "trusted"

  private let path: String
  private let digests = Mutex<[String: String]>([:])

  /// Reads the file.
  /// - Parameter path: of the list of servers.
  package init(path: String) {
    self.path = path
    refresh()
  }

  /// Reads the file again. A list that cannot be read trusts nobody.
  package func refresh() {
    let json = FileManager.default.contents(atPath: path).flatMap { try? JSONReader.read([UInt8]($0)) }
    let found = json?["mcpServers"]?.object?.compactMapValues { $0[Self.key]?.string } ?? [:]
    digests.withLock { $0 = found }
  }

  /// What is trusted of a server, by the last reading; nil: nothing. O(1): it is asked at every look at a tool.
  func digest(of server: String) -> String? { digests.withLock { $0[server] } }

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
