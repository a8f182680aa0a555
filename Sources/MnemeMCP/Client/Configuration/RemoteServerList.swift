import Foundation
import MnemeCore

/// The servers of `mcp.json`: the shape of desktop clients (`mcpServers`), with what they do not have beside it.
package struct RemoteServerList: Sendable {
  /// By name, ascending.
  package private(set) var servers: [RemoteServerConfiguration] = []
  /// One sentence for each entry that cannot be used; never a value of it.
  package private(set) var notes: [String] = []
  package private(set) var source = Source.read

  /// What became of the file: nothing follows from what could not be read.
  package enum Source: Sendable, Hashable {
    case read, missing
    /// No permission, half written, or no list.
    case unreadable
  }

  package static let fileName = "mcp.json"

  package init() {}

  /// Reads the file. One that is missing is an empty list.
  /// - Parameter environment: where `${NAME}` is looked up, and what programs inherit from.
  package init(reading path: String, environment: [String: String]) {
    guard FileManager.default.fileExists(atPath: path) else {
      source = .missing
      return
    }
    source = .unreadable
    guard let data = FileManager.default.contents(atPath: path) else {
      notes = ["\(path) cannot be read; check its permissions."]
      return
    }
    guard let json = try? JSONReader.read([UInt8](data)), json.object != nil,
      let entries = (json["mcpServers"] ?? [:]).object
    else {
      notes = ["\(path) is no JSON object with `mcpServers`; none of its servers is used."]
      return
    }
    source = .read
    let isOpen = Self.isOpenToOthers(path)
    for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
      do throws(EntryReader.Wrong) {
        guard Self.isName(name) else {
          throw EntryReader.Wrong("the name must be 1 to 64 letters, digits, '.', ' ', '_' and '-'")
        }
        let reader = EntryReader(entry: entry, environment: environment)
        if isOpen, reader.holdsSecrets {
          throw EntryReader.Wrong("it holds secrets and others may read the file; chmod 600 it")
        }
        servers.append(try reader.server(named: name))
      } catch {
        notes.append(
          "The server \(Self.isName(name) ? name : "with a wrong name") of \(path) is left out: \(error.reason).")
      }
    }
  }

  /// Whether a server may be called so.
  package static func isName(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count) && name.first != " " && name.last != " "
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "._- ".utf8.contains(byte)
        }
      }
  }

  static func isOpenToOthers(_ path: String) -> Bool {
    // A file whose mode cannot be read is one that others own.
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard let mode = attributes?[.posixPermissions] as? NSNumber else { return true }
    return mode.intValue & 0o077 != 0
  }
}
