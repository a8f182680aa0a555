/// Where a secret is kept that is not written down: by the service manager or in the system's keyring.
package enum SecretReference: Sendable, Hashable, CustomStringConvertible {
  /// A credential of systemd: the file of this name in `$CREDENTIALS_DIRECTORY`.
  case credential(String)
  /// An entry of the keyring with the service `mneme` and this account: Secret Service on Linux, the keychain on macOS.
  case keyring(String)

  /// `credential:NAME` or `keyring:NAME`, as a setting's value; nil for any other text, and for a name that is none (see
  /// ``isMeant(by:)``).
  package init?(setting text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, Self.isName(parts[1]) else { return nil }
    switch parts[0] {
    case "credential": self = .credential(parts[1])
    case "keyring": self = .keyring(parts[1])
    default: return nil
    }
  }

  /// Whether the text is meant as a reference, be its name one or not: then it is never the secret itself.
  package static func isMeant(by text: String) -> Bool {
    text.hasPrefix("credential:") || text.hasPrefix("keyring:")
  }

  /// 1 to 128 letters, digits, `.`, `_`, `-` and `@`, the first no `.` and no `-`: a file's name, and never an option.
  package static func isName(_ name: String) -> Bool {
    let allowed = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
        UInt8(ascii: "@"):
        true
      default: false
      }
    }
    return allowed && (1...128).contains(name.utf8.count) && !name.hasPrefix(".") && !name.hasPrefix("-")
  }

  package var description: String {
    switch self {
    case .credential(let name): "credential:\(name)"
    case .keyring(let name): "keyring:\(name)"
    }
  }
}

/// Secrets that were looked up, and why others are not to be had.
package struct KeptSecrets: Sendable, CustomStringConvertible, CustomReflectable {
  /// Without the secrets, however it is printed.
  package var description: String { "KeptSecrets(\(found.count))" }
  package var customMirror: Mirror { Mirror(self, children: ["count": found.count]) }

  package var found: [SecretReference: String] = [:]
  /// One sentence each, without a value.
  package var reasons: [SecretReference: String] = [:]

  package init() {}
}
