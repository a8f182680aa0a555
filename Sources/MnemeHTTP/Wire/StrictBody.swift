/// A body in which a member that is not known is refused: where a misspelt `dry_run` would do harm.
protocol StrictBody: Decodable {
  associatedtype CodingKeys: CodingKey & CaseIterable
}

/// Decodes the body after a look at the names of its members.
struct Strict<Body: StrictBody>: Decodable {
  let body: Body

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: MemberName.self).allKeys.map(\.stringValue)
    let known = Set(Body.CodingKeys.allCases.map(\.stringValue))
    if let stranger = members.filter({ !known.contains($0) }).min() {
      let name = String(stranger.unicodeScalars.prefix(64).filter { $0.value >= 0x20 }.map(Character.init))
      throw HTTPFailure.invalid(name, "'\(name)' is not a member this address knows.", code: "unknown_field")
    }
    body = try Body(from: decoder)
  }
}

private struct MemberName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
