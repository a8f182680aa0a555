import Foundation
import HTTPTypes
import NIOCore

/// Where a request comes from: the peer of its connection, or whom a trusted proxy says it passes on.
struct ClientAddress: Sendable, Hashable {
  /// As the system prints it; `local` for a socket without a network.
  let text: String
  let isLoopback: Bool
  /// Some proxy passed it on: a program of this machine that asks for itself is another thing.
  let isForwarded: Bool

  /// A program of this machine that passes nobody on.
  var isItself: Bool { isLoopback && !isForwarded }

  /// Behind trusted proxies it is the last address of `X-Forwarded-For` that is none of theirs: what stands before it, a client
  /// can write itself.
  init(peer: SocketAddress?, headers: HTTPFields, trusted: Set<String>) {
    let own = peer?.ipAddress
    isForwarded = ClientAddress.forwarding.contains { headers[$0] != nil }
    if let own, trusted.contains(ClientAddress.canonical(own)), let name = ClientAddress.forwardedFor {
      let chain = headers[values: name].joined(separator: ",").split(separator: ",")
      for entry in chain.reversed() {
        let text = entry.trimmingCharacters(in: .whitespaces)
        guard let address = try? SocketAddress(ipAddress: ClientAddress.bare(text), port: 0) else {
          (self.text, isLoopback) = ("unknown", false)
          return
        }
        let canonical = ClientAddress.canonical(address.ipAddress ?? "")
        if trusted.contains(canonical) { continue }
        (self.text, isLoopback) = (canonical, address.isLoopback)
        return
      }
    }
    text = own.map(ClientAddress.canonical) ?? "local"
    isLoopback = peer?.isLoopback == true
  }

  /// An address mapped into IPv6 is the address itself.
  static func canonical(_ address: String) -> String {
    let text = (try? SocketAddress(ipAddress: address, port: 0))?.ipAddress ?? address
    return text.hasPrefix("::ffff:") && text.contains(".") ? String(text.dropFirst(7)) : text
  }

  /// Without the port and brackets that some proxies add.
  private static func bare(_ text: String) -> String { HostName(text)?.name ?? text }

  private static let forwardedFor = HTTPField.Name("X-Forwarded-For")
  private static let forwarding = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via"]
    .compactMap { HTTPField.Name($0) }
}
