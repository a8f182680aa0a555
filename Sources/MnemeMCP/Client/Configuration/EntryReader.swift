import Foundation
import MnemeCore

/// Reads one entry of `mcpServers`.
struct EntryReader {
  struct Wrong: Error, Sendable {
    let reason: String
    init(_ reason: String) { self.reason = reason }
  }

  let entry: JSONValue
  let environment: [String: String]

  /// Values that are written out and that nobody else should read.
  var holdsSecrets: Bool {
    let values =
      [entry["env"], entry["headers"]].compactMap { $0?.object }.flatMap(\.values) + [entry["oauth"]?["clientSecret"]]
    return values.contains { $0?.string.map { !$0.isEmpty && !$0.contains("${") } ?? false }
  }

  func server(named name: String) throws(Wrong) -> RemoteServerConfiguration {
    guard entry.object != nil else { throw Wrong("it is no object") }
    let command = try text("command")
    let address = try text("url")
    let other = try text("serverUrl")
    let url = address ?? other
    var server: RemoteServerConfiguration
    switch (command, url) {
    case (let command?, nil): server = RemoteServerConfiguration(name: name, way: .stdio(try self.command(command)))
    case (nil, let url?): server = RemoteServerConfiguration(name: name, way: .http(try self.address(url)))
    default: throw Wrong("it needs either `command` or `url`")
    }
    let isDisabled = try truth("disabled") ?? false
    let isEnabled = try truth("enabled") ?? true
    server.isEnabled = isEnabled && !isDisabled
    if let seconds = entry["timeoutSeconds"] {
      guard let seconds = seconds.double, (1...3600).contains(seconds) else {
        throw Wrong("`timeoutSeconds` must be from 1 to 3600")
      }
      server.timeout = .milliseconds(Int64(seconds * 1000))
    }
    server.roots = try list("roots")
    guard server.roots.allSatisfy({ $0.hasPrefix("/") }) else { throw Wrong("`roots` must be absolute paths") }
    server.readOnlyTools = Set(try list("readOnlyTools"))
    server.allowsSampling = try truth("sampling") ?? false
    if let name = try text("revision") {
      guard let revision = ProtocolRevision(rawValue: name) else {
        throw Wrong("`revision` must be one of \(ProtocolRevision.names.joined(separator: ", "))")
      }
      server.isStateful = !revision.isStateless
    }
    if let word = try text("elicitation") {
      guard let elicitation = RemoteServerConfiguration.Elicitation(rawValue: word) else {
        throw Wrong("`elicitation` must be one of decline, defaults, ask")
      }
      server.elicitation = elicitation
    }
    return server
  }

  private func command(_ program: String) throws(Wrong) -> StdioCommand {
    guard !program.isEmpty else { throw Wrong("`command` is empty") }
    var variables: [String: String] = [:]
    for (name, value) in try pairs("env") { variables[name] = value }
    guard variables.keys.allSatisfy({ !$0.isEmpty && !$0.contains("=") && !$0.contains("\0") }) else {
      throw Wrong("`env` names a variable that cannot be")
    }
    let home = environment["HOME"] ?? ""
    return StdioCommand(
      program: program.hasPrefix("~/") ? home + program.dropFirst() : program, arguments: try list("args"),
      variables: variables, directory: try text("cwd"), ours: environment)
  }

  private func address(_ url: String) throws(Wrong) -> RemoteServerConfiguration.HTTPAddress {
    guard let parts = URLComponents(string: url), Origin(url) != nil, parts.user == nil, parts.password == nil,
      parts.fragment == nil
    else { throw Wrong("`url` must look like https://HOST/PATH, without user name or fragment") }
    var address = RemoteServerConfiguration.HTTPAddress(url: url)
    for (name, value) in try pairs("headers") {
      guard Self.isHeader(name, value) else { throw Wrong("`headers` holds what no header may hold") }
      address.headers[name] = value
    }
    let type = try text("type")
    let transport = try text("transport")
    switch type ?? transport {
    case nil: break
    case "http", "streamable-http", "streamableHttp", "streamable_http": address.transport = .streamable
    case "sse": address.transport = .sse
    default: throw Wrong("`type` must be http or sse where there is a `url`")
    }
    if let login = entry["oauth"] { address.login = try self.login(login) }
    return address
  }

  private func login(_ entry: JSONValue) throws(Wrong) -> OAuthOptions {
    let reader = EntryReader(entry: entry, environment: environment)
    guard entry.object != nil else { throw Wrong("`oauth` is no object") }
    var login = OAuthOptions()
    login.clientID = try reader.text("clientId")
    login.clientSecret = try reader.text("clientSecret")
    login.issuer = try reader.text("issuer")
    login.metadataURL = try reader.text("clientMetadataUrl")
    login.scopes = try reader.list("scopes")
    guard login.clientSecret == nil || login.issuer != nil else {
      throw Wrong("`oauth.clientSecret` needs `oauth.issuer`: the one authorization server that may see it")
    }
    if let url = login.metadataURL {
      guard let parts = URLComponents(string: url), parts.scheme == "https", parts.host != nil, parts.path.count > 1
      else {
        throw Wrong("`oauth.clientMetadataUrl` must be an https address with a path")
      }
    }
    if let port = entry["redirectPort"] {
      guard let port = port.integer, (1...65535).contains(port) else {
        throw Wrong("`oauth.redirectPort` must be from 1 to 65535")
      }
      login.redirectPort = Int(port)
    }
    return login
  }

  // MARK: Values

  private func text(_ key: String) throws(Wrong) -> String? {
    guard let value = entry[key], value != .null else { return nil }
    guard let text = value.string else { throw Wrong("`\(key)` must be a string") }
    return try expand(text, key)
  }

  private func truth(_ key: String) throws(Wrong) -> Bool? {
    guard let value = entry[key], value != .null else { return nil }
    guard let truth = value.bool else { throw Wrong("`\(key)` must be true or false") }
    return truth
  }

  private func list(_ key: String) throws(Wrong) -> [String] {
    guard let value = entry[key], value != .null else { return [] }
    guard let values = value.array else { throw Wrong("`\(key)` must be a list of strings") }
    var texts: [String] = []
    for value in values {
      guard let text = value.string else { throw Wrong("`\(key)` must be a list of strings") }
      texts.append(try expand(text, key))
    }
    return texts
  }

  private func pairs(_ key: String) throws(Wrong) -> [(String, String)] {
    guard let value = entry[key], value != .null else { return [] }
    guard let members = value.object else { throw Wrong("`\(key)` must be an object of strings") }
    var pairs: [(String, String)] = []
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      guard let text = value.string else { throw Wrong("`\(key)` must be an object of strings") }
      pairs.append((name, try expand(text, key)))
    }
    return pairs
  }

  /// `${NAME}` becomes the variable, `${NAME:-text}` that text where there is none. Once: what a variable holds is not read again.
  private func expand(_ text: String, _ key: String) throws(Wrong) -> String {
    guard text.contains("${") else { return text }
    var result = ""
    var rest = text[...]
    while let start = rest.range(of: "${") {
      result += rest[..<start.lowerBound]
      guard let end = rest[start.upperBound...].firstIndex(of: "}") else {
        throw Wrong("`\(key)` has a `${` without `}`")
      }
      let inside = rest[start.upperBound..<end]
      let parts = inside.range(of: ":-")
      let name = String(inside[..<(parts?.lowerBound ?? inside.endIndex)])
      if let value = environment[name], !value.isEmpty || parts == nil {
        result += value
      } else if let parts {
        result += inside[parts.upperBound...]
      } else {
        throw Wrong("the variable that `\(key)` names is not set")
      }
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  private static func isHeader(_ name: String, _ value: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
      && value.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x09 }
  }
}
