import Foundation
package import MnemeCore

/// Address of a model's server, as people write it: with or without its version, with or without a trailing slash.
package struct RemoteEndpoint: Sendable, Hashable {
  /// Up to and including the version, without a trailing slash: `http://127.0.0.1:11434/v1`.
  package let base: String
  /// `HOST:PORT`, the only part that messages name.
  package let server: String
  /// The host is this machine or one in a private network, by its address or by a name that only such a network resolves.
  package let isPrivate: Bool
  package let speaks: ModelProtocol

  /// - Parameter speaks: nil takes the protocol of hosts that have one of their own, else OpenAI's.
  /// - Throws: `configuration` unless it is an http or https URL with a host and without user information, query or fragment.
  package init(_ text: String, speaks chosen: ModelProtocol? = nil) throws(MnemeError) {
    let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard let parts = URLComponents(string: trimmed), let scheme = parts.scheme?.lowercased(),
      scheme == "http" || scheme == "https", let host = parts.host, !host.isEmpty, parts.user == nil,
      parts.password == nil, parts.query == nil, parts.fragment == nil,
      parts.port.map({ (1...65535).contains($0) }) ?? true
    else {
      throw MnemeError(
        .configuration,
        "The chat model's base URL must look like http://HOST:PORT/v1, without user name, query or fragment.")
    }
    var path = parts.percentEncodedPath.split(separator: "/").map(String.init)
    let speaks = chosen ?? .ofHost(host, path: path)
    self.speaks = speaks
    if path.suffix(2) == ["chat", "completions"] { path.removeLast(2) }
    if speaks == .anthropic, path.last == "messages" { path.removeLast() }
    if speaks == .gemini, path.last == "models" { path.removeLast() }
    // `/v1beta/openai` and the like already name their version.
    let isVersioned = path.contains { segment in
      segment.first == "v" && (segment.dropFirst().first?.isNumber ?? false)
    }
    if !isVersioned { path.append(speaks == .gemini ? "v1beta" : "v1") }
    let port = parts.port.map { ":\($0)" } ?? ""
    base = "\(scheme)://\(host)\(port)/" + path.joined(separator: "/")
    isPrivate = Self.isPrivate(host.lowercased())
    server = "\(host):\(parts.port ?? (scheme == "https" ? 443 : 80))"
  }

  /// Loopback, private and link-local addresses (RFC 1918, 3927, 4193, 6598), `localhost`, single-label names and the
  /// names of home networks (RFC 6762, 8375).
  private static func isPrivate(_ host: String) -> Bool {
    if host.contains(":") {
      let address = host.trimmingCharacters(in: ["[", "]"])
      return address == "::1" || ["fc", "fd", "fe8", "fe9", "fea", "feb"].contains(where: address.hasPrefix)
    }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    if numbers.count == 4, let a = numbers[0], let b = numbers[1], numbers[2] != nil, numbers[3] != nil {
      switch (a, b) {
      case (127, _), (10, _), (192, 168), (172, 16...31), (169, 254), (100, 64...127): return true
      default: return false
      }
    }
    return !host.contains(".")
      || [".localhost", ".local", ".lan", ".internal", ".home.arpa"].contains(where: host.hasSuffix)
  }

  /// One page of all there are: lists are read once.
  package var modelsURL: String {
    switch speaks {
    case .openai: base + "/models"
    case .anthropic: base + "/models?limit=1000"
    case .gemini: base + "/models?pageSize=1000"
    }
  }
  /// What stands above the version: where servers have what OpenAI's API does not.
  package var root: String { base.hasSuffix("/v1") ? String(base.dropLast(3)) : base }

  /// Headers of every request: the key where there is one, and the mark by which a Mneme behind this address refuses a loop.
  package func headers(apiKey: String?) -> [(name: String, value: String)] {
    var headers = [(name: "X-Mneme-Hop", value: "1")]
    if speaks == .anthropic { headers.append((name: "anthropic-version", value: AnthropicWire.version)) }
    guard let apiKey, !apiKey.isEmpty else { return headers }
    switch speaks {
    case .openai: headers.append((name: "Authorization", value: "Bearer \(apiKey)"))
    case .anthropic: headers.append((name: "x-api-key", value: apiKey))
    case .gemini: headers.append((name: "x-goog-api-key", value: apiKey))
    }
    return headers
  }
}
