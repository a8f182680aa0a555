import Foundation
import MnemeCore
import MnemeMCP
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Logs in with the person's own browser: shows the address, opens it where it can, and hears the redirect on a loopback port.
struct LoopbackBrowser: AuthorizationBrowser {
  let console: Console
  let environment: [String: String]
  /// How long the person has.
  var patience = Duration.seconds(300)

  func listen(port: Int?) async throws -> any AuthorizationListener {
    let socket = try LoopbackSocket(port: port ?? 0)
    return Listener(socket: socket, browser: self)
  }

  private struct Listener: AuthorizationListener {
    let socket: LoopbackSocket
    let browser: LoopbackBrowser

    var redirect: String { "http://127.0.0.1:\(socket.port)\(LoopbackSocket.path)" }

    func query(after address: String) async throws -> String {
      browser.console.writeError("Log in here:\n\n  \(address.revealed())\n\n")
      browser.open(address)
      let state = LoopbackSocket.state(of: address.split(separator: "?", maxSplits: 1).last ?? "")
      return try await withDeadline(browser.patience, "Nobody logged in within \(browser.patience).") { [socket] in
        try await socket.query(state: state)
      }
    }

    func close() async { socket.close() }
  }

  /// Whether it can be opened is of no matter: the address is shown.
  private func open(_ address: String) {
    let wish = environment["BROWSER"]?.split(separator: " ").map(String.init) ?? []
    let tools = Toolbox(environment: environment)
    let program: String
    var arguments: [String] = []
    if let first = wish.first, let found = first.contains("/") ? first : tools.find([first]) {
      (program, arguments) = (found, Array(wish.dropFirst()))
    } else if let found = tools.find(["xdg-open", "open"]) {
      program = found
    } else {
      return
    }
    var launch = ProcessLaunch(path: program, arguments: arguments + [address], environment: environment)
    // What it starts is the browser itself.
    launch.endsGroup = false
    _ = try? launch.start()
  }
}

/// A loopback port that answers GET with a page and keeps the query of the redirect that belongs to the login.
final class LoopbackSocket: Sendable {
  static let path = "/callback"

  let port: Int
  private let descriptor: Int32
  private let queries: AsyncStream<String>
  private let isClosed = Mutex(false)
  private let expected: Expected

  /// The `state` that the redirect must bring; nil until a login has begun.
  private final class Expected: Sendable {
    let state = Mutex<String?>(nil)

    func fits(_ query: String) -> Bool {
      state.withLock { state in state.map { $0 == LoopbackSocket.state(of: query[...]) } ?? true }
    }
  }

  /// Of one request.
  private static let longestRequest = 1 << 16

  /// - Throws: `RemoteServerError.configuration` where the port is taken.
  init(port wish: Int) throws(RemoteServerError) {
    let taken = RemoteServerError(.configuration, "The port of the login's redirect is taken.")
    #if canImport(Glibc)
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    #else
      let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    guard descriptor >= 0 else { throw taken }
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(clamping: wish).bigEndian)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(descriptor, pointer, size) == 0 && Self.startListening(descriptor)
          && getsockname(descriptor, pointer, &size) == 0
      }
    }
    guard isBound else {
      _ = Self.closeDescriptor(descriptor)
      throw taken
    }
    self.descriptor = descriptor
    port = Int(UInt16(bigEndian: address.sin_port))
    let (queries, continuation) = AsyncStream.makeStream(of: String.self)
    self.queries = queries
    let expected = Expected()
    self.expected = expected
    let host = "127.0.0.1:\(port)"
    // It waits in system calls, which the cooperative pool must not.
    Thread.detachNewThread { Self.serve(descriptor, host, expected, continuation) }
  }

  /// The query of the first redirect with this `state`; any page may send another here, which does not end the wait. One
  /// caller.
  /// - Throws: `CancellationError` when it is closed before.
  func query(state: String?) async throws -> String {
    expected.state.withLock { $0 = state }
    for await query in queries where expected.fits(query) { return query }
    throw CancellationError()
  }

  static func state(of query: Substring) -> String? {
    let name = "state="
    return query.split(separator: "&").first { $0.hasPrefix(name) }
      .flatMap { String($0.dropFirst(name.count)).removingPercentEncoding }
  }

  func close() {
    let isFirst = isClosed.withLock { isClosed in
      defer { isClosed = true }
      return !isClosed
    }
    // Wakes the thread, which closes the descriptor.
    if isFirst { shutdown(descriptor, Int32(SHUT_RDWR)) }
  }

  private static func serve(
    _ listener: Int32, _ host: String, _ expected: Expected, _ found: AsyncStream<String>.Continuation
  ) {
    while true {
      let peer = accept(listener, nil, nil)
      if peer < 0, errno == EINTR || errno == ECONNABORTED { continue }
      guard peer >= 0 else { break }
      var limit = timeval(tv_sec: 5, tv_usec: 0)
      setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
      let query = readQuery(peer, host).flatMap { expected.fits($0) ? $0 : nil }
      let (status, words) =
        query == nil ? ("404 Not Found", "There is nothing here.") : ("200 OK", "Done. You may close this page.")
      let page =
        "HTTP/1.1 \(status)\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: \(words.utf8.count)\r\n"
        + "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n\(words)"
      // A browser that does not wait for the page has sent what counts.
      _ = Array(page.utf8).withUnsafeBytes { send(peer, $0.baseAddress, $0.count, noSignal) }
      _ = closeDescriptor(peer)
      if let query { found.yield(query) }
    }
    _ = closeDescriptor(listener)
    found.finish()
  }

  /// Of `GET /callback?…` to this host; nil for anything else.
  private static func readQuery(_ peer: Int32, _ host: String) -> String? {
    var head: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !head.suffix(buffer.count + 3).contains(Array("\r\n\r\n".utf8)) {
      let count = recv(peer, &buffer, buffer.count, 0)
      guard count > 0, head.count < longestRequest else { return nil }
      head += buffer[..<count]
    }
    let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
    let hosts = lines.filter { $0.lowercased().hasPrefix("host:") }.map { $0.dropFirst("host:".count) }
    // Another name may be one that a page's own server had point here.
    guard hosts.count == 1, hosts[0].trimmingCharacters(in: .whitespaces) == host else { return nil }
    let words = lines[0].split(separator: " ")
    guard words.count == 3, words[0] == "GET", words[1].hasPrefix(path + "?") else { return nil }
    return String(words[1].dropFirst(path.count + 1))
  }

  private static func startListening(_ descriptor: Int32) -> Bool {
    #if canImport(Glibc)
      Glibc.listen(descriptor, 8) == 0
    #else
      Darwin.listen(descriptor, 8) == 0
    #endif
  }

  private static func closeDescriptor(_ descriptor: Int32) -> Int32 {
    #if canImport(Glibc)
      Glibc.close(descriptor)
    #else
      Darwin.close(descriptor)
    #endif
  }

  private static var noSignal: Int32 {
    #if canImport(Glibc)
      Int32(MSG_NOSIGNAL)
    #else
      0
    #endif
  }
}
