import NIOCore

/// The host part of `Host`, `Origin` and of configured names, in one comparable form.
struct HostName: Hashable {
  /// Lower case, without brackets and a final dot.
  let name: String
  let port: Int?

  /// Reads `name`, `name:port`, `1.2.3.4:port`, `[::1]:port` and a bare IPv6 address; nil for anything else.
  init?(_ text: String) {
    var name = Substring(text.lowercased())
    var portText: Substring?
    if name.first == "[" {
      guard let end = name.firstIndex(of: "]") else { return nil }
      let rest = name[name.index(after: end)...]
      guard rest.isEmpty || rest.first == ":" else { return nil }
      portText = rest.isEmpty ? nil : rest.dropFirst()
      name = name[name.index(after: name.startIndex)..<end]
    } else if let colon = name.firstIndex(of: ":"), name[name.index(after: colon)...].contains(":") == false {
      portText = name[name.index(after: colon)...]
      name = name[..<colon]
    }
    if name.last == "." { name = name.dropLast() }
    guard !name.isEmpty, !name.contains(where: { "/?#@ \t".contains($0) }) else { return nil }
    if let portText {
      guard let port = Int(portText), (1...65535).contains(port) else { return nil }
      self.port = port
    } else {
      port = nil
    }
    self.name = String(name)
  }

  private var address: SocketAddress? {
    // Only to tell an address from a name: what does not parse is a name.
    try? SocketAddress(ipAddress: name, port: 0)
  }

  var isAddress: Bool { address != nil }

  /// `localhost` and the loopback addresses.
  var isLoopback: Bool { name == "localhost" || address?.isLoopback == true }

  /// `0.0.0.0`, `::`: every address of the machine.
  var isWildcard: Bool { name == "0.0.0.0" || name == "::" }
}

extension SocketAddress {
  /// 127.0.0.0/8, ::1, ::ffff:127.0.0.0/104, and sockets that have no network at all.
  var isLoopback: Bool {
    // An address of the system is printed in one canonical form.
    guard let text = ipAddress else { return true }
    return text == "::1" || text.hasPrefix("127.") || text.hasPrefix("::ffff:127.")
  }
}
