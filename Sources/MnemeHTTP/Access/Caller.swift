import MnemeCore

/// Who sent a request, and what they may do where.
struct Caller: Sendable {
  enum Reach: Sendable {
    case everywhere(Set<AccessScope>)
    case spaces([SpaceID: Set<AccessScope>])
  }

  /// Stable, for limits and the audit log: `owner`, `key:ID`, `person:ID`, `token:DIGEST`.
  let id: String
  let reach: Reach
  /// The space where a request names none.
  let home: SpaceID
  /// Nil: as the settings say.
  var requestsPerMinute: Int?
  /// Programs of this machine that act for the owner are not slowed down.
  var isLimited = true
  /// Set for who is logged in.
  var person: Person?

  /// Who has the configured key, or this machine where none is needed.
  static let owner = Caller(id: "owner", reach: .everywhere([.admin]), home: .me)
  /// The commands of this machine.
  static let command = Caller(id: "command", reach: .everywhere([.admin]), home: .me, isLimited: false)

  /// Who is not known, at an address that is open.
  static let nobody = Caller(id: "nobody", reach: .spaces([:]), home: .me)

  init(id: String, reach: Reach, home: SpaceID, requestsPerMinute: Int? = nil, isLimited: Bool = true) {
    self.id = id
    self.reach = reach
    self.home = home
    self.requestsPerMinute = requestsPerMinute
    self.isLimited = isLimited
  }

  init(_ key: APIKey) {
    let bound = Dictionary(key.spaces.map { ($0, key.scopes) }) { first, _ in first }
    self.init(
      id: "key:\(key.id)", reach: key.spaces.isEmpty ? .everywhere(key.scopes) : .spaces(bound),
      home: key.spaces.first ?? .me, requestsPerMinute: key.requestsPerMinute)
  }

  init(_ person: Person) {
    var spaces = person.roles.mapValues(\.scopes)
    spaces[person.space] = SpaceRole.owner.scopes
    self.init(
      id: "person:\(person.id)", reach: person.isAdministrator ? .everywhere([.admin]) : .spaces(spaces),
      home: person.space)
    self.person = person
  }

  /// Whether it may do all of this in the space; nothing asks for the space alone.
  func may(_ needed: [AccessScope], in space: SpaceID) -> Bool {
    let scopes: Set<AccessScope>
    switch reach {
    case .everywhere(let all): scopes = all
    case .spaces(let bound):
      guard let own = bound[space] else { return false }
      scopes = own
    }
    return scopes.contains(.admin) || needed.allSatisfy(scopes.contains)
  }

  /// Whether it may do all of this in some space; what belongs to no space needs a reach everywhere.
  func may(_ needed: [AccessScope]) -> Bool {
    if needed.isEmpty { return true }
    return switch reach {
    case .everywhere(let scopes): scopes.contains(.admin) || needed.allSatisfy(scopes.contains)
    case .spaces(let bound):
      !needed.contains(.admin) && !needed.contains(.status)
        && bound.values.contains { needed.allSatisfy($0.contains) }
    }
  }

  /// Reaches every space there is.
  var isEverywhere: Bool {
    if case .everywhere = reach { true } else { false }
  }
}
