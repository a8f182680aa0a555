import MnemeCore

/// A web address taken apart, strictly: what two programs might read differently is refused.
struct WebAddress: Sendable, Hashable {
  let isSecure: Bool
  let host: String
  let port: Int
  let target: String
  /// Where the host is an address itself.
  let literal: InternetAddress?

  var text: String {
    let shown = literal.map { $0.bytes.count == 16 } == true ? "[\(host)]" : host
    let usual = isSecure ? 443 : 80
    return "\(isSecure ? "https" : "http")://\(shown)\(port == usual ? "" : ":\(port)")\(target)"
  }

  init(_ text: String) throws(ToolFailure) {
    guard text.utf8.count <= URLPolicy.limit else { throw Self.wrong("it is too long") }
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else {
      throw Self.wrong("it has blanks, backslashes, or characters that must be escaped")
    }
    let lowered = text.lowercased()
    guard let scheme = ["https://", "http://"].first(where: lowered.hasPrefix) else {
      throw ToolFailure(.invalidURL, "Invalid URL scheme: http and https alone are fetched.")
    }
    isSecure = scheme == "https://"
    let rest = text.dropFirst(scheme.count)
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard !authority.contains("@") else { throw Self.wrong("it holds a user name or password") }
    let after = rest.dropFirst(authority.count).prefix { $0 != "#" }
    target = after.hasPrefix("/") ? String(after) : "/" + after
    (host, literal, port) = try Self.host(authority, usual: isSecure ? 443 : 80)
  }

  /// A `Location` header: a whole address, one without scheme, or a path.
  init(_ location: String, relativeTo base: CheckedURL) throws(ToolFailure) {
    let scheme = base.isSecure ? "https" : "http"
    if location.hasPrefix("//") {
      try self.init("\(scheme):\(location)")
    } else if let colon = location.firstIndex(of: ":"), !location[..<colon].contains(where: { "/?#".contains($0) }) {
      try self.init(location)
    } else {
      let origin = base.text.dropLast(base.target.count)
      let path = base.target.prefix { $0 != "?" }
      let folder = path[...(path.lastIndex(of: "/") ?? path.startIndex)]
      try self.init(origin + (location.hasPrefix("/") ? location : folder + location))
    }
  }

  private static func host(_ authority: Substring, usual: Int) throws(ToolFailure) -> (String, InternetAddress?, Int) {
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else { throw wrong("its address has an open bracket") }
      let inner = authority[authority.index(after: authority.startIndex)..<end]
      // A zone names an interface of this machine.
      guard let address = InternetAddress(colons: inner) else { throw wrong("its IPv6 address is none") }
      return (String(inner).lowercased(), address, try port(authority[authority.index(after: end)...], usual))
    }
    let name = authority.prefix { $0 != ":" }
    var host = name.lowercased()
    if host.hasSuffix(".") { host.removeLast() }
    guard !host.isEmpty else { throw wrong("it has no host") }
    let port = try port(authority.dropFirst(name.count), usual)
    if let address = InternetAddress(dotted: host) { return (host, address, port) }
    guard HostNameForm.holds(host) else { throw wrong("its host is no name") }
    // `2130706433`, `0x7f.1`, `0177.0.0.1`, `127.1`: some programs read these as addresses.
    let last = host.split(separator: ".").last ?? ""
    guard !last.allSatisfy(\.isNumber), !last.hasPrefix("0x") else {
      throw wrong("its host is an address in an unusual form")
    }
    return (host, nil, port)
  }

  private static func port(_ text: Substring, _ usual: Int) throws(ToolFailure) -> Int {
    if text.isEmpty || text == ":" { return usual }
    let digits = text.dropFirst()
    guard text.hasPrefix(":"), digits.utf8.count <= 5,
      digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let port = Int(digits),
      (1...65_535).contains(port)
    else { throw wrong("its port is none") }
    return port
  }

  private static func wrong(_ what: String) -> ToolFailure {
    ToolFailure(.invalidURL, "This URL cannot be used: \(what).")
  }
}
