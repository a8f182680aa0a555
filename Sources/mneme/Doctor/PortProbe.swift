import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Finds out whether a server could listen on an address, by binding to it for a moment.
enum PortProbe {
  enum Outcome: Sendable, Hashable {
    case free
    case taken
    case notAllowed
    case badHost
  }

  static func probe(host: String, port: Int) -> Outcome {
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE
    #if canImport(Glibc)
      hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    #else
      hints.ai_socktype = SOCK_STREAM
    #endif
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &list) == 0, let address = list else { return .badHost }
    defer { freeaddrinfo(list) }
    let descriptor = socket(address.pointee.ai_family, address.pointee.ai_socktype, 0)
    guard descriptor >= 0 else { return .badHost }
    defer { close(descriptor) }
    // As the server does: connections that are just dying do not count.
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    if bind(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0 { return .free }
    switch errno {
    case EADDRINUSE: return .taken
    case EACCES: return .notAllowed
    default: return .badHost
    }
  }
}
