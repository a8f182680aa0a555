import Crypto
import CryptoExtras
import MnemeCore

/// A public key that an issuer published (RFC 7517). It checks the one algorithm that it was made for.
struct IssuerKey: Sendable {
  private enum Material: Sendable {
    case rsa(_RSA.Signing.PublicKey)
    case p256(P256.Signing.PublicKey)
    case ed25519(Curve25519.Signing.PublicKey)
  }

  let id: String?
  let algorithm: SignedToken.Algorithm
  private let material: Material

  /// Bits of a modulus: what is larger takes long to check.
  private static let largestModulus = 8192

  /// Nil for a key of another kind, one for another use, and one that cannot be read.
  init?(_ json: JSONValue) {
    guard json["use"].map({ $0.string == "sig" }) ?? true,
      json["key_ops"]?.array.map({ $0.contains("verify") }) ?? true
    else { return nil }
    // What a library cannot make a key of is none.
    switch (json["kty"]?.string, json["crv"]?.string) {
    case ("RSA", _):
      guard let modulus = Self.bytes(json["n"]), let exponent = Self.bytes(json["e"]),
        modulus.count * 8 <= Self.largestModulus, exponent.count <= 8,
        let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent)
      else { return nil }
      (material, algorithm) = (.rsa(key), .rs256)
    case ("EC", "P-256"):
      guard let x = Self.bytes(json["x"]), let y = Self.bytes(json["y"]), x.count == 32, y.count == 32,
        let key = try? P256.Signing.PublicKey(rawRepresentation: x + y)
      else { return nil }
      (material, algorithm) = (.p256(key), .es256)
    case ("OKP", "Ed25519"):
      guard let x = Self.bytes(json["x"]), let key = try? Curve25519.Signing.PublicKey(rawRepresentation: x) else {
        return nil
      }
      (material, algorithm) = (.ed25519(key), .edDSA)
    default: return nil
    }
    if let named = json["alg"]?.string, SignedToken.Algorithm(name: named) != algorithm { return nil }
    id = json["kid"]?.string
  }

  private static func bytes(_ json: JSONValue?) -> [UInt8]? { json?.string.flatMap { Base64URL.decode($0) } }

  /// Whether this key made the token's signature.
  func signed(_ token: SignedToken) -> Bool {
    guard token.algorithm == algorithm else { return false }
    switch material {
    case .rsa(let key):
      return key.isValidSignature(
        _RSA.Signing.RSASignature(rawRepresentation: token.signature), for: Crypto.SHA256.hash(data: token.signed),
        padding: .insecurePKCS1v1_5)
    case .p256(let key):
      guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: token.signature) else { return false }
      return key.isValidSignature(signature, for: Crypto.SHA256.hash(data: token.signed))
    case .ed25519(let key): return key.isValidSignature(token.signature, for: token.signed)
    }
  }
}
