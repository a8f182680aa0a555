import Foundation
import MnemeCore

enum AccessText {
  static func lines(_ key: APIKey, at now: Date) -> String {
    let scopes = key.scopes.sorted().map(\.rawValue).joined(separator: " ")
    let spaces = key.spaces.isEmpty ? "every space" : key.spaces.map(\.rawValue).joined(separator: " ")
    let state =
      key.revokedAt != nil
      ? "revoked" : key.isGood(at: now) ? key.usedAt.map { "used \($0.iso8601)" } ?? "never used" : "ended"
    let end = key.expiresAt.map { ", ends \($0.iso8601)" } ?? ""
    let rate = key.requestsPerMinute.map { ", \($0) requests a minute" } ?? ""
    return "\(key.id)  \(key.hint)…  \(key.name.oneLine)\n    \(scopes) in \(spaces); \(state)\(end)\(rate)\n"
  }

  static func lines(_ person: Person) -> String {
    let roles = person.roles.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { ", \($0.value.rawValue) of \($0.key)" }.joined()
    let standing = person.isAdministrator ? ", administrator" : ""
    return "\(person.name.oneLine)  space \(person.space)\(standing)\(roles)\n"
  }
}
