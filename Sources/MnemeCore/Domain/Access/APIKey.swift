package import Foundation

/// A key for a program, without its secret: of that only a digest is kept.
package struct APIKey: Sendable, Hashable, Identifiable {
  package let id: String
  /// What it is for, in its owner's words.
  package let name: String
  /// The first characters of the secret, to tell keys apart.
  package let hint: String
  package let scopes: Set<AccessScope>
  /// The spaces it is bound to, the first being the one where none is named; empty: every space.
  package let spaces: [SpaceID]
  /// Nil: as `server.requests_per_minute` says.
  package let requestsPerMinute: Int?
  package let createdAt: Date
  package let expiresAt: Date?
  package var usedAt: Date?
  package var revokedAt: Date?

  package init(
    id: String, name: String, hint: String, scopes: Set<AccessScope>, spaces: [SpaceID], requestsPerMinute: Int?,
    createdAt: Date, expiresAt: Date?, usedAt: Date? = nil, revokedAt: Date? = nil
  ) {
    self.id = id
    self.name = name
    self.hint = hint
    self.scopes = scopes
    self.spaces = spaces
    self.requestsPerMinute = requestsPerMinute
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.usedAt = usedAt
    self.revokedAt = revokedAt
  }

  package func isGood(at now: Date) -> Bool {
    revokedAt == nil && expiresAt.map { $0 > now } ?? true
  }
}

/// What a new key shall be.
package struct APIKeyDraft: Sendable, Hashable {
  package var name: String
  package var scopes: Set<AccessScope>
  package var spaces: [SpaceID]
  package var requestsPerMinute: Int?
  package var expiresAt: Date?

  package init(
    name: String, scopes: Set<AccessScope>, spaces: [SpaceID] = [], requestsPerMinute: Int? = nil,
    expiresAt: Date? = nil
  ) {
    self.name = name
    self.scopes = scopes
    self.spaces = spaces
    self.requestsPerMinute = requestsPerMinute
    self.expiresAt = expiresAt
  }

  /// Values of `requestsPerMinute`.
  package static let rates = 1...1_000_000

  /// - Throws: `invalidInput` naming what is wrong.
  package func check(at now: Date) throws(MnemeError) {
    try Person.check(name: name, of: "A key's name")
    guard !scopes.isEmpty else { throw MnemeError(.invalidInput, "A key needs at least one scope.") }
    guard spaces.isEmpty || !scopes.contains(.admin) else {
      throw MnemeError(.invalidInput, "A key with the scope admin reaches every space: leave the spaces out.")
    }
    guard spaces.count <= 100, Set(spaces).count == spaces.count else {
      throw MnemeError(.invalidInput, "A key is bound to at most 100 spaces, each named once.")
    }
    guard requestsPerMinute.map(APIKeyDraft.rates.contains) ?? true else {
      throw MnemeError(.invalidInput, "A key's requests per minute are a whole number from 1 to 1000000.")
    }
    guard expiresAt.map({ $0 > now }) ?? true else {
      throw MnemeError(.invalidInput, "A key's end lies in the future.")
    }
  }
}

/// A key at its making, the only time its secret is known.
package struct NewAPIKey: Sendable, CustomStringConvertible {
  package let key: APIKey
  package let secret: String

  package init(key: APIKey, secret: String) {
    self.key = key
    self.secret = secret
  }

  /// Without the secret.
  package var description: String { "NewAPIKey(\(key.id))" }
}
