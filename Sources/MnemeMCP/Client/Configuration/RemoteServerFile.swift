import Foundation
package import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Changes `mcp.json` and leaves alone what it does not know. Two changes at once are both kept.
package struct RemoteServerFile: Sendable {
  package let path: String

  package init(_ path: String) { self.path = path }

  /// Adds an entry or replaces it.
  /// - Throws: `configuration` for a file that cannot be read, `storage` for one that cannot be written.
  package func set(_ name: String, to entry: JSONValue) async throws(MnemeError) {
    _ = try await change { servers in
      servers = servers.setting(name, to: entry)
      return true
    }
  }

  /// Keeps which descriptions of a server's tools are trusted; nil: none any more.
  /// - Returns: false when there was none of this name.
  package func trust(_ digest: String?, of name: String) async throws(MnemeError) -> Bool {
    guard isThere else { return false }
    return try await change { servers in
      guard let entry = servers[name], entry.object != nil else { return false }
      servers = servers.setting(name, to: entry.setting(TrustedDescriptions.key, to: digest.map(JSONValue.string)))
      return true
    }
  }

  /// - Returns: false when there was none of this name.
  package func remove(_ name: String) async throws(MnemeError) -> Bool {
    guard isThere else { return false }
    return try await change { servers in
      guard servers[name] != nil else { return false }
      servers = servers.setting(name, to: nil)
      return true
    }
  }

  private var isThere: Bool { FileManager.default.fileExists(atPath: path) }

  /// - Parameter body: returns false where nothing is to be written.
  private func change(_ body: @Sendable (inout JSONValue) -> Bool) async throws(MnemeError) -> Bool {
    // From reading to writing: else who comes in between is overwritten.
    try await FileLock.holding(path + ".lock") { () throws(MnemeError) in
      let json = try read()
      var servers = json["mcpServers"] ?? [:]
      guard body(&servers) else { return false }
      try PrivateFile.write(Self.pretty(json.setting("mcpServers", to: servers)), to: path)
      return true
    }
  }

  private func read() throws(MnemeError) -> JSONValue {
    guard isThere else { return [:] }
    guard let data = FileManager.default.contents(atPath: path), let json = try? JSONReader.read([UInt8](data)),
      json.object != nil
    else { throw MnemeError(.configuration, "\(path) is no JSON object; correct it first.") }
    return json
  }

  private static func pretty(_ json: JSONValue) throws(MnemeError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do { return try [UInt8](encoder.encode(json)) + [UInt8(ascii: "\n")] } catch {
      throw MnemeError(.internal, "The list of servers cannot be written as JSON.", underlying: error)
    }
  }
}

/// Files that only this user may read, replaced whole: a reader never sees half of one.
enum PrivateFile {
  /// - Throws: `storage`.
  static func write(_ bytes: [UInt8], to path: String) throws(MnemeError) {
    // A link is followed, so that a file kept elsewhere stays where it is.
    let place = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let temporary = place + ".\(getpid()).new"
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure(path) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      try handle.write(contentsOf: Data(bytes))
      try handle.synchronize()
      try handle.close()
    } catch {
      unlink(temporary)
      throw failure(path)
    }
    guard rename(temporary, place) == 0 else {
      unlink(temporary)
      throw failure(path)
    }
  }

  private static func failure(_ path: String) -> MnemeError {
    MnemeError(.storage, "\(path) cannot be written; check its folder's permissions and the disk's space.")
  }
}
