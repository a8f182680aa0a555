#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How far away a host is.
package enum HostReach: Int, Sendable, Comparable {
  /// Loopback, and `0.0.0.0/8` and `::`, which lead to this machine when they are connected to.
  case machine
  /// Private, link-local, shared, multicast and reserved addresses (RFC 6890).
  case network
  case world

  /// As far as the name itself says: names other than `localhost` are not looked up, and of the world.
  /// - Parameter host: of an address, in any form that system calls take: short, decimal, hexadecimal, IPv4 in IPv6.
  package init(of host: String) {
    var name = host.lowercased()
    if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
    while name.hasSuffix(".") { name.removeLast() }
    name = String(name.prefix { $0 != "%" })
    var four = in_addr()
    var six = in6_addr()
    if name == "localhost" || name.hasSuffix(".localhost") {
      self = .machine
    } else if inet_aton(name, &four) != 0 {
      self = withUnsafeBytes(of: four) { InternetAddress(bytes: Array($0))?.reach } ?? .network
    } else if inet_pton(AF_INET6, name, &six) == 1 {
      self = withUnsafeBytes(of: six) { InternetAddress(bytes: Array($0))?.reach } ?? .network
    } else {
      self = .world
    }
  }

  package static func < (left: HostReach, right: HostReach) -> Bool { left.rawValue < right.rawValue }
}

extension InternetAddress {
  /// An address that carries an IPv4 address inside is as far away as that.
  package var reach: HostReach {
    if isPublic { return .world }
    // `::` and `::1` embed 0.0.0.0 and 0.0.0.1.
    let first = (bytes.count == 4 ? bytes : embedded ?? []).first
    return first == 127 || first == 0 ? .machine : .network
  }
}
