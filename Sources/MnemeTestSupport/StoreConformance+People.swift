import Foundation
import MnemeCore
import Testing

extension StoreConformance {
  private static func key(_ id: String, at: Double = 0, spaces: [SpaceID] = []) -> StoredAPIKey {
    StoredAPIKey(
      key: APIKey(
        id: id, name: "plug-in", hint: "mn_abcde", scopes: [.chat, .memoryRead], spaces: spaces, requestsPerMinute: 60,
        createdAt: noon.addingTimeInterval(at), expiresAt: noon.addingTimeInterval(1000)),
      digest: Data(repeating: UInt8(id.utf8.first ?? 0), count: 32))
  }

  private static func person(_ id: String, name: String, space: String, at: Double = 0) throws -> StoredPerson {
    StoredPerson(
      person: Person(
        id: id, name: name, space: try SpaceID(space), language: "ko", timeZone: "Asia/Seoul", isAdministrator: false,
        createdAt: noon.addingTimeInterval(at)), password: "scrypt$1")
  }

  package func aKeyIsKeptWithoutItsSecretAndRevokedOnce() async throws {
    let store = try await make()
    let (first, second) = (Self.key("a", spaces: [.me, try SpaceID("home")]), Self.key("b", at: 1))
    try await store.add(second)
    try await store.add(first)
    let kept = try await store.apiKeys()
    #expect(kept.map(\.key) == [first.key, second.key])
    #expect(kept.map(\.digest) == [first.digest, second.digest])
    try await store.noteUse(ofKeys: ["a": Self.noon.addingTimeInterval(9), "nowhere": Self.noon])
    try await store.noteUse(ofKeys: ["a": Self.noon.addingTimeInterval(5)])
    #expect(try await store.revoke(apiKey: "a", at: Self.noon.addingTimeInterval(20)))
    #expect(try await store.revoke(apiKey: "a", at: Self.noon.addingTimeInterval(30)))
    #expect(try await store.revoke(apiKey: "nowhere", at: Self.noon) == false)
    let after = try await store.apiKeys()
    #expect(after.map(\.key.revokedAt) == [Self.noon.addingTimeInterval(20), nil])
    #expect(after.map(\.key.usedAt) == [Self.noon.addingTimeInterval(9), nil])
  }

  package func peopleHaveNamesSpacesAndRolesOfTheirOwn() async throws {
    let store = try await make()
    var robin = try Self.person("p1", name: "Robin", space: "robin")
    try await store.add(try Self.person("p2", name: "Kim", space: "kim", at: 1))
    try await store.add(robin)
    for (name, space) in [("Robin", "other"), ("Other", "robin")] {
      await #expect(throws: MnemeError.self) {
        try await store.add(try Self.person("p3", name: name, space: space))
      }
    }
    let home = try SpaceID("home")
    try await store.set(role: .reader, ofPerson: "p1", in: home)
    try await store.set(role: .owner, ofPerson: "p1", in: home)
    try await store.set(role: .writer, ofPerson: "p2", in: home)
    try await store.set(role: nil, ofPerson: "p2", in: home)
    robin.person.language = "en"
    robin.person.timeZone = nil
    robin.person.isAdministrator = true
    robin.password = "scrypt$2"
    try await store.update(robin)
    robin.person.roles = [home: .owner]
    let people = try await store.people()
    #expect(people.map(\.person.id) == ["p1", "p2"])
    #expect(people.first?.person == robin.person && people.first?.password == "scrypt$2")
    #expect(people.last?.person.roles == [:])
    try await store.remove(person: "p1")
    try await store.add(try Self.person("p4", name: "Robin", space: "robin", at: 2))
    #expect(try await store.people().map(\.person.roles) == [[:], [:]])
  }

  package func loginsEndWithTheirTimeOrTheirPerson() async throws {
    let store = try await make()
    for id in ["a", "b"] { try await store.add(try Self.person(id, name: id, space: id)) }
    func login(_ byte: UInt8, _ person: String, seconds: Double) -> Login {
      Login(
        digest: Data(repeating: byte, count: 32), person: person, createdAt: Self.noon,
        expiresAt: Self.noon.addingTimeInterval(seconds))
    }
    let logins = [
      login(1, "a", seconds: 10), login(2, "a", seconds: 99), login(3, "a", seconds: 99), login(4, "b", seconds: 99),
    ]
    for login in logins { try await store.add(login) }
    func left(_ seconds: Double) async throws -> Set<Login> {
      Set(try await store.logins(at: Self.noon.addingTimeInterval(seconds)))
    }
    #expect(try await left(9) == Set(logins))
    #expect(try await left(10) == Set(logins[1...]))
    #expect(try await left(0) == Set(logins[1...]), "what has ended is removed")
    try await store.remove(login: logins[1].digest, ofPerson: "b")
    #expect(try await left(0) == Set(logins[1...]), "another person's")
    try await store.remove(login: logins[1].digest, ofPerson: "a")
    #expect(try await left(0) == [logins[2], logins[3]])
    try await store.remove(login: nil, ofPerson: "a")
    try await store.remove(person: "b")
    #expect(try await left(0).isEmpty)
  }
}
