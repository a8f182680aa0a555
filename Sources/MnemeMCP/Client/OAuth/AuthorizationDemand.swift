import MnemeCore

/// Gives requests to one server their authorization.
protocol RequestAuthorizing: Sendable {
  /// What the next request carries; nil where nothing is known yet. Refreshes what is about to expire.
  func authorization() async throws -> AccessToken?
  /// Deals with a demand of the server's.
  /// - Parameter number: how often this request has been answered so, from 1.
  /// - Returns: whether the request is worth sending again.
  /// - Throws: `RemoteServerError.unauthorized` where a person is needed; `CancellationError`.
  func answer(_ demand: AuthorizationDemand, number: Int) async throws -> Bool
}

/// A token as requests carry it.
struct AccessToken: Sendable, Hashable, CustomStringConvertible {
  let value: String
  var header: String { "Bearer \(value)" }
  /// Without the token, however it is printed.
  var description: String { "AccessToken" }
}

/// An answer that asks for authorization: 401, or 403 for want of scope (RFC 6750 §3).
struct AuthorizationDemand: Sendable, Hashable {
  let status: Int
  /// Parameters of the first Bearer challenge; empty without one.
  let parameters: [String: String]
  /// What the refused request carried.
  let usedToken: String?

  init(_ response: FetchResponse, usedToken: String?) {
    status = response.status
    let values = response.headers.filter { $0.name.lowercased() == "www-authenticate" }.map(\.value)
    parameters = values.lazy.flatMap(AuthenticateHeader.challenges).first { $0.scheme == "bearer" }?.parameters ?? [:]
    self.usedToken = usedToken
  }

  /// A 403 that names no scope is a refusal for good.
  var isAnswerable: Bool {
    status == 401 || parameters["error"] == "insufficient_scope" || (parameters["error"] == nil && scopes != nil)
  }

  var metadata: String? { parameters["resource_metadata"] }
  /// Nil where it names none.
  var scopes: [String]? {
    let scopes = parameters["scope"]?.split(separator: " ").map(String.init) ?? []
    return scopes.isEmpty ? nil : scopes
  }
}

/// The header `WWW-Authenticate` (RFC 9110 §11.6.1).
enum AuthenticateHeader {
  struct Challenge: Sendable, Hashable {
    /// In lower case.
    let scheme: String
    /// Names in lower case; the first of each counts.
    let parameters: [String: String]
  }

  /// Every challenge of a header's value, in order. What does not fit the grammar is skipped. O(length).
  static func challenges(_ value: String) -> [Challenge] {
    var reader = Reader(rest: Array(value.utf8)[...])
    var found: [Challenge] = []
    var scheme: String?
    var parameters: [String: String] = [:]
    func flush() { if let scheme { found.append(Challenge(scheme: scheme, parameters: parameters)) } }
    while !reader.rest.isEmpty {
      reader.skip { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: ",") }
      let word = reader.token()
      guard !word.isEmpty else {
        if !reader.rest.isEmpty { reader.rest.removeFirst() }
        continue
      }
      var ahead = reader
      ahead.skip { $0 == 0x20 || $0 == 0x09 }
      if ahead.rest.first == UInt8(ascii: "="), scheme != nil {
        reader = ahead
        reader.rest.removeFirst()
        reader.skip { $0 == 0x20 || $0 == 0x09 }
        let text = reader.rest.first == UInt8(ascii: "\"") ? reader.quoted() : reader.token()
        let name = word.lowercased()
        if parameters[name] == nil { parameters[name] = text }
      } else {
        flush()
        (scheme, parameters) = (word.lowercased(), [:])
      }
    }
    flush()
    return found
  }

  private struct Reader {
    var rest: ArraySlice<UInt8>

    mutating func skip(while matches: (UInt8) -> Bool) {
      rest = rest.drop(while: matches)
    }

    /// A token, or the letters of base64 that some schemes put in its place.
    mutating func token() -> String {
      let word = rest.prefix { byte in
        switch byte {
        case 0x21...0x7E: !"\",=;".utf8.contains(byte)
        default: false
        }
      }
      rest = rest.dropFirst(word.count)
      return String(decoding: word, as: UTF8.self)
    }

    mutating func quoted() -> String {
      rest.removeFirst()
      var bytes: [UInt8] = []
      while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
        if byte == UInt8(ascii: "\\"), let next = rest.popFirst() { bytes.append(next) } else { bytes.append(byte) }
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
