package import Foundation

/// Somebody who logs in.
package struct Person: Sendable, Hashable, Identifiable {
  package let id: String
  /// What they log in with. Upper and lower case are the same.
  package let name: String
  /// Where their own memory is.
  package let space: SpaceID
  /// Of the page, as BCP 47 has it: `en`, `ko`; nil: as the browser asks.
  package var language: String?
  /// IANA's name; nil: the server's.
  package var timeZone: String?
  /// Runs this installation: may do everything in every space.
  package var isAdministrator: Bool
  package let createdAt: Date
  /// In spaces besides their own.
  package var roles: [SpaceID: SpaceRole]

  package init(
    id: String, name: String, space: SpaceID, language: String?, timeZone: String?, isAdministrator: Bool,
    createdAt: Date, roles: [SpaceID: SpaceRole] = [:]
  ) {
    self.id = id
    self.name = name
    self.space = space
    self.language = language
    self.timeZone = timeZone
    self.isAdministrator = isAdministrator
    self.createdAt = createdAt
    self.roles = roles
  }

  /// - Throws: `invalidInput` for a name that is empty, longer than 200 characters or holds control characters.
  package static func check(name: String, of what: String) throws(MnemeError) {
    guard (1...Limits.nameCharacters).contains(name.unicodeScalars.count), name.contains(where: { !$0.isWhitespace }),
      name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
    else {
      throw MnemeError(
        .invalidInput, "\(what) has 1 to \(Limits.nameCharacters) characters, none of them control ones.")
    }
  }
}

/// Who is to be added.
package struct PersonDraft: Sendable, CustomStringConvertible {
  package var name: String
  package var password: String
  /// Nil: the name, where it can be one of a space.
  package var space: SpaceID?
  package var language: String?
  package var timeZone: String?
  package var isAdministrator: Bool

  package init(
    name: String, password: String, space: SpaceID? = nil, language: String? = nil, timeZone: String? = nil,
    isAdministrator: Bool = false
  ) {
    self.name = name
    self.password = password
    self.space = space
    self.language = language
    self.timeZone = timeZone
    self.isAdministrator = isAdministrator
  }

  /// Without the password.
  package var description: String { "PersonDraft" }
}

/// What is to be changed of a person; nil leaves it as it is.
package struct PersonChange: Sendable, CustomStringConvertible {
  package var password: String?
  package var language: String?
  package var timeZone: String?
  package var isAdministrator: Bool?

  package init(
    password: String? = nil, language: String? = nil, timeZone: String? = nil, isAdministrator: Bool? = nil
  ) {
    self.password = password
    self.language = language
    self.timeZone = timeZone
    self.isAdministrator = isAdministrator
  }

  /// Without the password.
  package var description: String { "PersonChange" }
}

extension PersonDraft {
  /// Characters of a password.
  package static let passwords = 10...200
  /// Languages of the page.
  package static let languages = ["en", "ko"]

  /// - Throws: `invalidInput` naming what is wrong.
  package static func check(password: String?, language: String?, timeZone: String?) throws(MnemeError) {
    guard password.map({ passwords.contains($0.unicodeScalars.count) }) ?? true else {
      throw MnemeError(.invalidInput, "A password has 10 to 200 characters.")
    }
    guard language.map(languages.contains) ?? true else {
      throw MnemeError(.invalidInput, "The page's languages are \(languages.joined(separator: " and ")).")
    }
    guard timeZone.map({ TimeZone(identifier: $0) != nil }) ?? true else {
      throw MnemeError(.invalidInput, "The time zone is not one of IANA's names, such as Europe/Berlin.")
    }
  }
}
