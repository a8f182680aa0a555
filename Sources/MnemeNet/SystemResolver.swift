package import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Looks hosts up as the system does: its files, then the name servers.
package struct SystemResolver: HostResolver {
  /// Look-ups block, and one of a name that nobody answers for does so for long.
  private let lanes = LookUpLanes(width: 8)

  package init() {}

  /// - Throws: `CancellationError` at once when the task is cancelled; the look-up itself ends later.
  package func addresses(of host: String) async throws -> [InternetAddress] {
    try await lanes.run { try Self.lookUp(host) }
  }

  private static func lookUp(_ host: String) throws -> [InternetAddress] {
    var hints = addrinfo()
    #if canImport(Glibc)
      hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    #else
      hints.ai_socktype = SOCK_STREAM
    #endif
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, &hints, &list) == 0 else { throw MnemeError(.upstream, "The host cannot be found.") }
    defer { freeaddrinfo(list) }
    var found: [InternetAddress] = []
    var next = list
    while let entry = next {
      next = entry.pointee.ai_next
      guard let address = entry.pointee.ai_addr else { continue }
      let bytes: [UInt8]? =
        switch entry.pointee.ai_family {
        case AF_INET:
          address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { four in
            withUnsafeBytes(of: four.pointee.sin_addr) { Array($0) }
          }
        case AF_INET6:
          address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { six in
            withUnsafeBytes(of: six.pointee.sin6_addr) { Array($0) }
          }
        default: nil
        }
      if let one = bytes.flatMap(InternetAddress.init(bytes:)), !found.contains(one) { found.append(one) }
    }
    return found
  }
}
