import Crypto
import Foundation
package import MnemeCore
import Synchronization

/// Who may call: keys, people and their logins, read once from the store and followed from then on; this process alone changes
/// them. Looked at for every request, so it waits for nothing.
package final class AccessDirectory: Sendable {
  struct State {
    var keys: [String: StoredAPIKey] = [:]
    var keysByDigest: [Data: String] = [:]
    var people: [String: StoredPerson] = [:]
    var logins: [Data: Login] = [:]
    /// Uses of keys that the store does not know of yet.
    var uses: [String: Date] = [:]
  }

  let state = Mutex(State())
  let store: any APIKeyStore & PeopleStore & LoginStore
  let clock: any WallClock
  let identifiers: any IdentifierSource
  let hash: PasswordHash
  private let loginDays: Int

  package convenience init(
    store: any APIKeyStore & PeopleStore & LoginStore, clock: any WallClock, identifiers: any IdentifierSource,
    loginDays: Int
  ) {
    self.init(store: store, clock: clock, identifiers: identifiers, loginDays: loginDays, hash: .standard)
  }

  init(
    store: any APIKeyStore & PeopleStore & LoginStore, clock: any WallClock, identifiers: any IdentifierSource,
    loginDays: Int, hash: PasswordHash
  ) {
    self.store = store
    self.clock = clock
    self.identifiers = identifiers
    self.loginDays = loginDays
    self.hash = hash
  }

  /// Reads who there is; to be awaited before the first request is answered.
  package func load() async throws(MnemeError) {
    let keys = try await store.apiKeys()
    let people = try await store.people()
    let logins = try await store.logins(at: clock.now())
    state.withLock { state in
      state.keys = Dictionary(keys.map { ($0.key.id, $0) }) { first, _ in first }
      state.keysByDigest = Dictionary(keys.map { ($0.digest, $0.key.id) }) { first, _ in first }
      state.people = Dictionary(people.map { ($0.person.id, $0) }) { first, _ in first }
      state.logins = Dictionary(logins.map { ($0.digest, $0) }) { first, _ in first }
    }
  }

  /// Notes once a minute which keys were used, until it is cancelled.
  package func run() async {
    while !Task.isCancelled {
      do { try await Task.sleep(for: .seconds(60)) } catch { break }
      await noteUses()
    }
    await noteUses()
  }

  private func noteUses() async {
    let uses = state.withLock { state in
      defer { state.uses = [:] }
      return state.uses
    }
    // When a key was used last is a help for its owner: what could not be written is told again by the next use.
    do { try await store.noteUse(ofKeys: uses) } catch {}
  }

  // MARK: For every request

  /// Somebody has a key or a password, so nobody comes in without. A key that ended counts: its end opens no door.
  package var hasCredentials: Bool {
    state.withLock { !$0.people.isEmpty || $0.keys.values.contains { $0.key.revokedAt == nil } }
  }

  var hasPeople: Bool { state.withLock { !$0.people.isEmpty } }

  /// Whose key or login this is; nil: nobody's, or it has ended. O(1) and the time does not depend on how near a guess is, since
  /// digests are compared.
  func caller(presenting secret: String) -> Caller? {
    let digest = AccessDirectory.digest(secret)
    let now = clock.now()
    return state.withLock { state in
      if let id = state.keysByDigest[digest], let key = state.keys[id]?.key {
        guard key.isGood(at: now) else { return nil }
        state.uses[id] = now
        return Caller(key)
      }
      guard let login = state.logins[digest], login.expiresAt > now, let stored = state.people[login.person] else {
        return nil
      }
      return Caller(stored.person)
    }
  }

  /// The person with this name or id.
  func person(_ name: String) -> StoredPerson? {
    let folded = AccessDirectory.fold(name)
    return state.withLock { state in
      state.people[name] ?? state.people.values.first { AccessDirectory.fold($0.person.name) == folded }
    }
  }

  // MARK: Logins

  /// - Returns: the token of the device and when it ends; nil: name or password are wrong.
  func logIn(_ name: String, _ password: String) async throws(MnemeError) -> (token: String, person: Person, end: Date)?
  {
    let stored = person(name)
    guard await PasswordHash.matches(password, stored?.password), let person = stored?.person else { return nil }
    let token = "ml_" + AccessDirectory.secret()
    let now = clock.now()
    let login = Login(
      digest: AccessDirectory.digest(token), person: person.id, createdAt: now,
      expiresAt: now.addingTimeInterval(Double(loginDays) * 86400))
    try await store.add(login)
    // Removed, or with another password since it was compared: the login ends with what it stood on.
    let isGood = state.withLock { state in
      guard state.people[person.id]?.password == stored?.password else { return false }
      state.logins[login.digest] = login
      return true
    }
    guard isGood else {
      try await store.remove(login: login.digest, ofPerson: person.id)
      return nil
    }
    return (token, person, login.expiresAt)
  }

  func logOut(_ token: String) async throws(MnemeError) {
    let digest = AccessDirectory.digest(token)
    guard let login = state.withLock({ $0.logins.removeValue(forKey: digest) }) else { return }
    try await store.remove(login: digest, ofPerson: login.person)
  }

  // MARK: Secrets

  static func fold(_ name: String) -> String { name.precomposedStringWithCompatibilityMapping.lowercased() }

  static func digest(_ secret: String) -> Data { Data(SHA256.hash(data: Data(secret.utf8))) }

  /// 256 random bits in Base64URL. Against guesses of such a secret a plain digest is enough.
  static func secret() -> String {
    var random = SystemRandomNumberGenerator()
    return Data((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}
