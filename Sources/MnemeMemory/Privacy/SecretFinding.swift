/// What a secret is.
package enum SecretKind: String, Sendable, Codable, CaseIterable {
  /// A key or token whose shape names its issuer.
  case apiKey = "api_key"
  /// A string that looks random where a key or token is spoken of.
  case credential
  case jsonWebToken = "json_web_token"
  case privateKey = "private_key"
  /// The password inside a URL or connection string.
  case connectionPassword = "connection_password"
  case password
  /// A personal identification number, a door or verification code.
  case pin
  /// The words that restore a wallet.
  case recoveryPhrase = "recovery_phrase"
  /// A card number or its verification code.
  case paymentCard = "payment_card"
  case bankAccount = "bank_account"
  case nationalID = "national_id"
}

/// A secret in a text.
package struct SecretFinding: Sendable, Hashable {
  package let kind: SecretKind
  /// Offsets in the text's UTF-8, at scalar borders; never empty.
  package let utf8Range: Range<Int>
  /// Who issued a key, in lower case, where its shape tells.
  package let issuer: String?

  package init(kind: SecretKind, utf8Range: Range<Int>, issuer: String? = nil) {
    self.kind = kind
    self.utf8Range = utf8Range
    self.issuer = issuer
  }

  /// The place in `text`, the text that was scanned.
  package func range(in text: String) -> Range<String.Index> {
    let utf8 = text.utf8
    return utf8.index(
      utf8.startIndex, offsetBy: utf8Range.lowerBound)..<utf8.index(utf8.startIndex, offsetBy: utf8Range.upperBound)
  }
}
