import Crypto
import CryptoExtras
import Foundation
import MnemeCore
import Synchronization

@testable import MnemeMCP

/// Keys of an authorization server, and tokens that it, or somebody else, makes with them.
final class TokenForge: Sendable {
  enum Key: String, Sendable, CaseIterable { case rsa, p256, ed25519 }

  let name: String
  private let rsa: _RSA.Signing.PrivateKey
  private let p256 = P256.Signing.PrivateKey()
  private let ed25519 = Curve25519.Signing.PrivateKey()

  init(_ name: String) throws {
    self.name = name
    rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
  }

  static func text(_ bytes: some Sequence<UInt8>) -> JSONValue { .string(Base64URL.encode(bytes)) }

  /// The public half of all keys, as they are published.
  var published: [JSONValue] {
    get throws {
      let primitives = try rsa.publicKey.getKeyPrimitives()
      let point = Array(p256.publicKey.rawRepresentation)
      return [
        [
          "kty": "RSA", "use": "sig", "alg": "RS256", "kid": .string("\(name)-rsa"), "n": Self.text(primitives.modulus),
          "e": Self.text(primitives.publicExponent),
        ],
        [
          "kty": "EC", "crv": "P-256", "kid": .string("\(name)-p256"), "x": Self.text(point[..<32]),
          "y": Self.text(point[32...]),
        ],
        [
          "kty": "OKP", "crv": "Ed25519", "kid": .string("\(name)-ed25519"),
          "x": Self.text(ed25519.publicKey.rawRepresentation),
        ],
      ]
    }
  }

  /// The RSA key as a file would hold it: what a careless server could take for a shared secret.
  var publicText: [UInt8] { Array(rsa.publicKey.pemRepresentation.utf8) }

  func token(_ claims: JSONValue, with key: Key = .ed25519, kid: String? = nil, head more: JSONValue = [:]) throws
    -> String
  {
    let algorithm = ["rsa": "RS256", "p256": "ES256", "ed25519": "EdDSA"][key.rawValue] ?? ""
    var head: [String: JSONValue] = [
      "alg": .string(algorithm), "typ": "at+jwt", "kid": .string(kid ?? "\(name)-\(key.rawValue)"),
    ]
    head.merge(more.object ?? [:]) { $1 }
    let signed = Self.signed(head, claims)
    let bytes = Array(signed.utf8)
    let signature: [UInt8] =
      switch key {
      case .rsa:
        Array(try rsa.signature(for: Crypto.SHA256.hash(data: bytes), padding: .insecurePKCS1v1_5).rawRepresentation)
      case .p256: Array(try p256.signature(for: Crypto.SHA256.hash(data: bytes)).rawRepresentation)
      case .ed25519: Array(try ed25519.signature(for: bytes))
      }
    return signed + "." + Base64URL.encode(signature)
  }

  static func signed(_ head: [String: JSONValue], _ claims: JSONValue) -> String {
    Base64URL.encode(JSONWriter.bytes(.object(head))) + "." + Base64URL.encode(JSONWriter.bytes(claims))
  }
}

/// What an issuer publishes; it may change.
final class IssuerScript: Sendable {
  private let state: Mutex<[JSONValue]>
  /// Other than its own.
  let issuer: (@Sendable (String) -> String)?
  let place: String

  init(
    _ keys: [JSONValue], place: String = "/.well-known/oauth-authorization-server",
    issuer: (@Sendable (String) -> String)? = nil
  ) {
    state = Mutex(keys)
    self.place = place
    self.issuer = issuer
  }

  func publish(_ keys: [JSONValue]) { state.withLock { $0 = keys } }

  func answer(_ heard: Heard) -> Reply {
    let base = "http://\(heard.headers["host"] ?? "")"
    switch heard.path {
    case place: return .json(200, ["issuer": .string(issuer?(base) ?? base), "jwks_uri": .string(base + "/keys")])
    case "/keys": return .json(200, ["keys": .array(state.withLock { $0 })])
    default: return .status(404)
    }
  }
}
