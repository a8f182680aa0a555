import Foundation
package import MnemeCore

/// Address of an OpenAI-compatible server, as people write it: with or without `/v1`, with or without a trailing slash.
package struct RemoteEndpoint: Sendable, Hashable {
  /// Up to and including the version, without a trailing slash: `http://127.0.0.1:11434/v1`.
  package let base: String
  /// `HOST:PORT`, the only part that messages name.
  package let server: String

  /// - Throws: `configuration` unless it is an http or https URL with a host and without user information, query or fragment.
  package init(_ text: String) throws(MnemeError) {
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
    if path.suffix(2) == ["chat", "completions"] { path.removeLast(2) }
    // `/v1beta/openai` and the like already name their version.
    let isVersioned = path.contains { segment in
      segment.first == "v" && (segment.dropFirst().first?.isNumber ?? false)
    }
    if !isVersioned { path.append("v1") }
    let port = parts.port.map { ":\($0)" } ?? ""
    base = "\(scheme)://\(host)\(port)/" + path.joined(separator: "/")
    server = "\(host):\(parts.port ?? (scheme == "https" ? 443 : 80))"
  }

  package var chatURL: String { base + "/chat/completions" }
  package var modelsURL: String { base + "/models" }

  /// Headers of every request: the key where there is one, and the mark by which a Mneme behind this address refuses a loop.
  package func headers(apiKey: String?) -> [(name: String, value: String)] {
    var headers = [(name: "X-Mneme-Hop", value: "1")]
    if let apiKey, !apiKey.isEmpty { headers.append((name: "Authorization", value: "Bearer \(apiKey)")) }
    return headers
  }
}
