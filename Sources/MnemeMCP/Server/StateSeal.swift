import Foundation
package import MnemeCore

/// Makes the `requestState` of requests that need several rounds, and takes it back.
///
/// The state passes through the client, so it carries a message authentication code over what it is good for: the
/// principal, the method, a digest of the parameters and an expiry. It holds nothing but the answers that the client gave
/// in earlier rounds, so it need not be secret; nothing is kept on this side.
package struct StateSeal: Sendable {
  /// How long a client may take from round to round.
  package static let lifetime = Duration.seconds(900)

  private let key: [UInt8]
  private let clock: any WallClock

  /// - Parameter key: 32 unguessable bytes; whoever has them can make states.
  package init(key: [UInt8], clock: any WallClock) {
    self.key = key
    self.clock = clock
  }

  /// With a key of its own: states end with the process.
  package init(clock: any WallClock) {
    var generator = SystemRandomNumberGenerator()
    self.init(key: (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }, clock: clock)
  }

  /// - Parameter answers: of all rounds so far, by key.
  func seal(_ answers: [String: JSONValue], principal: String, method: String, params: JSONValue?) -> String {
    let expiry = clock.now().milliseconds + StateSeal.lifetime.milliseconds
    let payload: JSONValue = [
      "answers": .object(answers), "expires": .integer(expiry),
      "for": .string(StateSeal.purpose(principal: principal, method: method, params: params)),
    ]
    let bytes = JSONWriter.bytes(payload)
    return Base64URL.encode(bytes) + "." + Base64URL.encode(SHA256.authenticate(bytes, key: key))
  }

  /// The answers of earlier rounds.
  /// - Throws: `invalidParams` for a state that is not ours, has expired or was made for another request or principal.
  func open(_ state: String, principal: String, method: String, params: JSONValue?) throws(RPCError) -> [String:
    JSONValue]
  {
    let parts = state.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let bytes = Base64URL.decode(parts[0]), let code = Base64URL.decode(parts[1]),
      SHA256.isEqual(code, SHA256.authenticate(bytes, key: key)),
      // Made by us, so it can be read.
      let payload = try? JSONReader.read(bytes)
    else { throw .invalidParams("The requestState is not valid.") }
    guard let expires = payload["expires"]?.integer, expires > clock.now().milliseconds else {
      throw .invalidParams("The requestState has expired; begin anew.")
    }
    guard payload["for"]?.string == StateSeal.purpose(principal: principal, method: method, params: params) else {
      throw .invalidParams("The requestState belongs to another request.")
    }
    return payload["answers"]?.object ?? [:]
  }

  /// A digest of what the state is good for: who asks what of which tool, prompt or resource.
  private static func purpose(principal: String, method: String, params: JSONValue?) -> String {
    let salient: Set<String> = ["name", "uri", "arguments"]
    let members = (params?.object ?? [:]).filter { salient.contains($0.key) }
    let text: JSONValue = [.string(principal), .string(method), .object(members)]
    return Base64URL.encode(SHA256.digest(JSONWriter.bytes(text)))
  }
}

extension Duration {
  var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}

/// Base64 with the alphabet for addresses and file names (RFC 4648 §5), without padding.
package enum Base64URL {
  package static func encode(_ bytes: some Sequence<UInt8>) -> String {
    Data(bytes).base64EncodedString().filter { $0 != "=" }
      .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
  }

  /// Nil for anything but the one text that `encode` makes of some bytes.
  package static func decode(_ text: some StringProtocol) -> [UInt8]? {
    guard !text.contains(where: { "+/=".contains($0) }) else { return nil }
    let plain = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
    let padded = plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
    guard let data = Data(base64Encoded: padded), encode(data) == text else { return nil }
    return Array(data)
  }
}
