package import Foundation
import GRDB
package import MnemeCore

extension SQLiteStore: PeopleStore, LoginStore {
  package func add(_ stored: StoredPerson) async throws(MnemeError) {
    let person = stored.person
    let isTaken = try await writer.write(rows: 1) { db in
      let taken = try db.rows(
        "SELECT 1 FROM people WHERE name = ?1 OR space = ?2", [person.name, person.space.rawValue])
      if try taken.next() != nil { return true }
      try db.run(
        """
        INSERT INTO people (id, name, password, space, language, time_zone, is_administrator, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          person.id, person.name, stored.password, person.space.rawValue, person.language, person.timeZone,
          person.isAdministrator, person.createdAt.milliseconds,
        ])
      return false
    }
    if isTaken { throw MnemeError(.conflict, "Another person has this name or this space already.") }
  }

  package func people() async throws(MnemeError) -> [StoredPerson] {
    try await read { db in
      var roles: [String: [SpaceID: SpaceRole]] = [:]
      let given = try db.rows("SELECT person, space, role FROM space_roles", [])
      while let row = try given.next() {
        roles[row[0], default: [:]][try SpaceID(row[1])] = SpaceRole(rawValue: row[2])
      }
      let rows = try db.rows(
        """
        SELECT id, name, password, space, language, time_zone, is_administrator, created_at FROM people
        ORDER BY created_at, id
        """, [])
      var found: [StoredPerson] = []
      while let row = try rows.next() {
        let id: String = row[0]
        found.append(
          StoredPerson(
            person: Person(
              id: id, name: row[1], space: try SpaceID(row[3]), language: row[4], timeZone: row[5],
              isAdministrator: row[6], createdAt: Date(milliseconds: row[7]), roles: roles[id] ?? [:]),
            password: row[2]))
      }
      return found
    }
  }

  package func update(_ stored: StoredPerson) async throws(MnemeError) {
    let person = stored.person
    try await writer.write(rows: 1) { db in
      try db.run(
        "UPDATE people SET password = ?2, language = ?3, time_zone = ?4, is_administrator = ?5 WHERE id = ?1",
        [person.id, stored.password, person.language, person.timeZone, person.isAdministrator])
    }
  }

  package func remove(person id: String) async throws(MnemeError) {
    try await writer.write(rows: 1) { db in try db.run("DELETE FROM people WHERE id = ?", [id]) }
  }

  package func set(role: SpaceRole?, ofPerson id: String, in space: SpaceID) async throws(MnemeError) {
    try await writer.write(rows: 1) { db in
      if let role {
        try db.run(
          "INSERT OR REPLACE INTO space_roles (person, space, role) VALUES (?, ?, ?)",
          [id, space.rawValue, role.rawValue])
      } else {
        try db.run("DELETE FROM space_roles WHERE person = ? AND space = ?", [id, space.rawValue])
      }
    }
  }

  // MARK: Logins

  package func add(_ login: Login) async throws(MnemeError) {
    try await writer.write(rows: 1) { db in
      try db.run(
        "INSERT INTO logins (digest, person, created_at, expires_at) VALUES (?, ?, ?, ?)",
        [login.digest, login.person, login.createdAt.milliseconds, login.expiresAt.milliseconds])
    }
  }

  package func logins(at now: Date) async throws(MnemeError) -> [Login] {
    try await writer.write(rows: 1) { db in
      try db.run("DELETE FROM logins WHERE expires_at <= ?", [now.milliseconds])
      let rows = try db.rows("SELECT digest, person, created_at, expires_at FROM logins", [])
      var found: [Login] = []
      while let row = try rows.next() {
        found.append(
          Login(
            digest: row[0], person: row[1], createdAt: Date(milliseconds: row[2]),
            expiresAt: Date(milliseconds: row[3])))
      }
      return found
    }
  }

  package func remove(login digest: Data?, ofPerson id: String) async throws(MnemeError) {
    try await writer.write(rows: 1) { db in
      try db.run("DELETE FROM logins WHERE person = ?1 AND (?2 IS NULL OR digest = ?2)", [id, digest])
    }
  }
}
