/// Names under which tools of other servers are offered: `server__tool`, what every provider takes, and the same as long as both
/// are called so.
enum RemoteToolName {
  static let separator = "__"
  static let longest = 64
  private static let longestServer = 24

  /// The beginning of a server's names. Two servers never have the same one. O(servers).
  static func prefixes(_ servers: [String]) -> [String: String] {
    var byPrefix: [String: [String]] = [:]
    for server in servers { byPrefix[plain(server, longestServer), default: []].append(server) }
    var prefixes: [String: String] = [:]
    for (prefix, servers) in byPrefix {
      for server in servers {
        let isOwn = prefix == server || servers.count == 1 && plain(server, .max) == prefix
        prefixes[server] = isOwn ? prefix : shortened(prefix, to: longestServer, by: server)
      }
    }
    return prefixes
  }

  /// - Parameter prefix: of `prefixes`.
  static func name(_ tool: String, prefix: String) -> String {
    let own = letters(tool)
    let name = prefix + separator + own
    if own == tool, name.utf8.count <= longest { return name }
    // What had to be changed could be another tool's name: its digest tells them apart.
    return shortened(name, to: longest, by: tool)
  }

  /// What the prefix of a server is made of: two whose bases differ never have tools of one name.
  static func base(_ server: String) -> String { plain(server, longestServer) }

  private static func shortened(_ name: String, to length: Int, by whole: String) -> String {
    String(name.prefix(length - 9)) + "_" + digest(whole)
  }

  private static func digest(_ text: String) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: SHA256.digest(text.utf8).prefix(4).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
      as: UTF8.self)
  }

  /// Without the separator in it, so that the first one always ends the server's part.
  private static func plain(_ server: String, _ length: Int) -> String {
    var text = String(letters(server).prefix(length))
    while text.contains(separator) { text = text.replacing(separator, with: "_") }
    while text.last == "_" { text.removeLast() }
    return text.isEmpty ? "server" : text
  }

  private static func letters(_ text: String) -> String {
    String(
      text.unicodeScalars.map { scalar -> Character in
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-": Character(scalar)
        default: "_"
        }
      })
  }
}
