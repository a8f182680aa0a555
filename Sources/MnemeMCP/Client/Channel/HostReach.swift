#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How far away a host is, as far as its name says: names other than `localhost` are not looked up.
enum HostReach: Int, Sendable, Comparable {
  case machine
  /// Private, link-local, shared, multicast and reserved addresses, and the one that stands for all (RFC 6890).
  case network
  case world

  /// - Parameter host: of an address, in any form that system calls take: short, decimal, hexadecimal, IPv4 in IPv6.
  init(of host: String) {
    var name = host.lowercased()
    if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
    while name.hasSuffix(".") { name.removeLast() }
    name = String(name.prefix { $0 != "%" })
    var four = in_addr()
    var six = in6_addr()
    if name == "localhost" || name.hasSuffix(".localhost") {
      self = .machine
    } else if inet_aton(name, &four) != 0 {
      self.init(four: UInt32(bigEndian: four.s_addr))
    } else if inet_pton(AF_INET6, name, &six) == 1 {
      self.init(six: withUnsafeBytes(of: six) { Array($0) })
    } else {
      self = .world
    }
  }

  private init(four address: UInt32) {
    let (first, second) = (address >> 24, address >> 16 & 0xFF)
    self =
      switch (first, second) {
      case (127, _): .machine
      case (0, _), (10, _), (100, 64...127), (169, 254), (172, 16...31), (192, 168), (198, 18...19), (224..., _):
        .network
      default: .world
      }
  }

  private init(six bytes: [UInt8]) {
    let last = bytes[12...].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    let isEmpty = bytes[..<10].allSatisfy { $0 == 0 }
    if isEmpty, bytes[10] == 0, bytes[11] == 0, last <= 1 {
      self = last == 1 ? .machine : .network
    } else if isEmpty, bytes[10] == bytes[11], bytes[10] == 0 || bytes[10] == 0xFF {
      self.init(four: last)
    } else if bytes.starts(with: [0, 0x64, 0xFF, 0x9B] + Array(repeating: 0, count: 8)) {
      self.init(four: last)
    } else if bytes[0] & 0xFE == 0xFC || bytes[0] == 0xFF || bytes[0] == 0xFE && bytes[1] & 0x80 != 0 {
      self = .network
    } else {
      self = .world
    }
  }

  static func < (left: HostReach, right: HostReach) -> Bool { left.rawValue < right.rawValue }
}
