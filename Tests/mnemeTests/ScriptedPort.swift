import Foundation
import Synchronization

@testable import mneme

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A loopback port that answers one request of each connection by a script, on threads of its own.
final class ScriptedPort: Sendable {
  struct Heard: Sendable {
    let head: String
    let body: String
  }

  enum Reply: Sendable {
    case json(Int, String)
    case events(String)
    /// Says nothing until the client leaves.
    case silence
  }

  private let descriptor: Int32
  private let port: Int
  private let heard = Mutex<[Heard]>([])

  var requests: [Heard] { heard.withLock { $0 } }
  var target: RelayTarget { RelayTarget(url: "http://127.0.0.1:\(port)", key: "k") }

  struct Failure: Error {}

  /// - Parameter script: nil closes the connection without an answer.
  init(_ script: @escaping @Sendable (Heard) -> Reply?) throws {
    #if canImport(Glibc)
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let socket = descriptor
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(socket, pointer, size) == 0 && listen(socket, 8) == 0 && getsockname(socket, pointer, &size) == 0
      }
    }
    guard isBound else { throw Failure() }
    port = Int(UInt16(bigEndian: address.sin_port))
    Thread.detachNewThread { [self] in
      while true {
        let peer = accept(socket, nil, nil)
        guard peer >= 0 else { break }
        Thread.detachNewThread { [self] in serve(peer, script) }
      }
      endDescriptor(socket)
    }
  }

  /// Nobody is let in any more.
  func close() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  private func serve(_ peer: Int32, _ script: @Sendable (Heard) -> Reply?) {
    defer { endDescriptor(peer) }
    guard let request = read(peer) else { return }
    heard.withLock { $0.append(request) }
    var type = "application/json"
    var (status, text) = (200, "")
    switch script(request) {
    case nil: return
    case .silence?:
      var byte: UInt8 = 0
      while recv(peer, &byte, 1, 0) > 0 {}
      return
    case .json(let code, let body)?: (status, text) = (code, body)
    case .events(let events)?: (type, text) = ("text/event-stream", events)
    }
    let answer =
      "HTTP/1.1 \(status) X\r\nContent-Type: \(type)\r\nContent-Length: \(text.utf8.count)\r\nConnection: close\r\n\r\n\(text)"
    _ = Array(answer.utf8).withUnsafeBytes { send(peer, $0.baseAddress, $0.count, 0) }
  }

  private func read(_ peer: Int32) -> Heard? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let parts = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n\r\n")
      if parts.count > 1 {
        let line = parts[0].lowercased().components(separatedBy: "\r\n").first { $0.hasPrefix("content-length:") }
        let length = line.flatMap { Int($0.dropFirst("content-length:".count).trimmingCharacters(in: .whitespaces)) }
        if parts[1].utf8.count >= length ?? 0 { return Heard(head: parts[0], body: parts[1]) }
      }
      let count = recv(peer, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      bytes += buffer[..<count]
    }
  }
}

private func endDescriptor(_ descriptor: Int32) { _ = close(descriptor) }
