import MnemeCore

/// A signed token in its compact form (RFC 7515, RFC 7519), taken apart. Nothing of it is proven before its signature is.
struct SignedToken: Sendable {
  /// The only ones that are taken: none that is checked with what everybody knows, and not `none`.
  enum Algorithm: Sendable, Hashable {
    case rs256, es256, edDSA

    init?(name: String) {
      switch name {
      case "RS256": self = .rs256
      case "ES256": self = .es256
      // The second is the name of RFC 9864.
      case "EdDSA", "Ed25519": self = .edDSA
      default: return nil
      }
    }
  }

  let algorithm: Algorithm
  let keyID: String?
  let claims: JSONValue
  /// What the signature is over.
  let signed: [UInt8]
  let signature: [UInt8]

  /// Characters.
  static let longest = 16_384
  /// In lower case; a token that was made for something else says so in its type.
  private static let types: Set<String> = ["jwt", "at+jwt", "application/at+jwt"]

  /// Nil for what is no such token, has another algorithm or demands what is not known here.
  init?(_ text: String) {
    guard text.utf8.count <= Self.longest else { return nil }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let head = Self.object(parts[0]), let claims = Self.object(parts[1]),
      let signature = Base64URL.decode(parts[2]), !signature.isEmpty,
      let algorithm = head["alg"]?.string.flatMap(Algorithm.init), head["crit"] == nil
    else { return nil }
    if let type = head["typ"] {
      guard let name = type.string?.lowercased(), Self.types.contains(name) else { return nil }
    }
    self.algorithm = algorithm
    keyID = head["kid"]?.string
    self.claims = claims
    signed = Array(text.utf8.prefix(parts[0].utf8.count + 1 + parts[1].utf8.count))
    self.signature = signature
  }

  private static func object(_ part: Substring) -> JSONValue? {
    // What does not parse is no token.
    guard let bytes = Base64URL.decode(part), let json = try? JSONReader.read(bytes), json.object != nil else {
      return nil
    }
    return json
  }
}
