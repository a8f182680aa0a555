package import Foundation
import GRDB
package import MnemeCore

extension SQLiteStore: APIKeyStore {
  package func add(_ stored: StoredAPIKey) async throws(MnemeError) {
    let key = stored.key
    try await writer.write(rows: 1) { db in
      try db.run(
        """
        INSERT INTO api_keys (id, name, hint, digest, scopes, spaces, requests_per_minute, created_at, expires_at, used_at,
          revoked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          key.id, key.name, key.hint, stored.digest, try JSONList.encode(key.scopes.sorted().map(\.rawValue)),
          try JSONList.encode(key.spaces.map(\.rawValue)), key.requestsPerMinute, key.createdAt.milliseconds,
          key.expiresAt?.milliseconds, key.usedAt?.milliseconds, key.revokedAt?.milliseconds,
        ])
    }
  }

  package func apiKeys() async throws(MnemeError) -> [StoredAPIKey] {
    try await read { db in
      let rows = try db.rows(
        """
        SELECT id, name, hint, digest, scopes, spaces, requests_per_minute, created_at, expires_at, used_at, revoked_at
        FROM api_keys ORDER BY created_at, id
        """, [])
      var found: [StoredAPIKey] = []
      while let row = try rows.next() {
        // A scope of a newer program is not given; the others are.
        let scopes = try Self.names(row[4]).compactMap(AccessScope.init(rawValue:))
        let spaces = try Self.names(row[5]).map { try SpaceID($0) }
        found.append(
          StoredAPIKey(
            key: APIKey(
              id: row[0], name: row[1], hint: row[2], scopes: Set(scopes), spaces: spaces, requestsPerMinute: row[6],
              createdAt: Date(milliseconds: row[7]), expiresAt: Self.time(row[8]), usedAt: Self.time(row[9]),
              revokedAt: Self.time(row[10])), digest: row[3]))
      }
      return found
    }
  }

  package func revoke(apiKey id: String, at now: Date) async throws(MnemeError) -> Bool {
    try await writer.write(rows: 1) { db in
      try db.run(
        "UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?2) WHERE id = ?1", [id, now.milliseconds])
      return db.changesCount > 0
    }
  }

  package func noteUse(ofKeys uses: [String: Date]) async throws(MnemeError) {
    guard !uses.isEmpty else { return }
    try await writer.write(rows: uses.count) { db in
      for (id, time) in uses {
        try db.run(
          "UPDATE api_keys SET used_at = max(coalesce(used_at, 0), ?2) WHERE id = ?1", [id, time.milliseconds])
      }
    }
  }

  private static func names(_ json: String) throws -> [String] {
    try JSONDecoder().decode([String].self, from: Data(json.utf8))
  }

  private static func time(_ milliseconds: Int64?) -> Date? { milliseconds.map { Date(milliseconds: $0) } }
}
