import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Tells the service manager how the server does: the protocol of sd_notify(3), a datagram to the socket of `$NOTIFY_SOCKET`.
struct ServiceNotice: Sendable {
  /// A path, or an abstract name that begins with `@`; nil where nobody listens.
  let socket: String?

  static var current: ServiceNotice { ServiceNotice(socket: ProcessInfo.processInfo.environment["NOTIFY_SOCKET"]) }

  func ready(_ status: String) { send("READY=1\nSTATUS=\(status)") }
  func stopping() { send("STOPPING=1") }

  /// One that cannot be reached is not told: the server runs all the same.
  private func send(_ message: String) {
    #if os(Linux)
      guard let socket, socket.hasPrefix("/") || socket.hasPrefix("@") else { return }
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      let name = Array(socket.utf8)
      let room = MemoryLayout.size(ofValue: address.sun_path)
      guard name.count < room else { return }
      withUnsafeMutableBytes(of: &address.sun_path) { bytes in
        for (place, byte) in name.enumerated() { bytes[place] = place == 0 && byte == UInt8(ascii: "@") ? 0 : byte }
      }
      let length = MemoryLayout<sockaddr_un>.size - room + name.count + (socket.hasPrefix("@") ? 0 : 1)
      let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
      guard descriptor >= 0 else { return }
      defer { close(descriptor) }
      let text = Array(message.utf8)
      _ = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          sendto(descriptor, text, text.count, Int32(MSG_NOSIGNAL), $0, socklen_t(length))
        }
      }
    #endif
  }
}
