import Foundation

/// The form of the file: JSON in the JSON5 dialect, so that comments and trailing commas are no mistakes.
extension Identity: Decodable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case name, core, voice, honesty, preferences, notes
  }

  private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  package init(from decoder: any Decoder) throws {
    self.init()
    try Self.refuseUnknown(CodingKeys.allCases.map(\.rawValue), in: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decodeIfPresent(String.self, forKey: .name)
    core = try container.decodeIfPresent(String.self, forKey: .core)
    voice = try container.decodeIfPresent(Voice.self, forKey: .voice) ?? Voice()
    honesty = try container.decodeIfPresent(String.self, forKey: .honesty)
    preferences = try container.decodeIfPresent([String: String].self, forKey: .preferences) ?? [:]
    notes = try container.decodeIfPresent([String].self, forKey: .notes) ?? []
  }

  /// A misspelt member would be a wish that is silently not heard.
  fileprivate static func refuseUnknown(_ known: [String], in decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: AnyKey.self)
    let unknown = container.allKeys.filter { !known.contains($0.stringValue) }
    guard let first = unknown.min(by: { $0.stringValue < $1.stringValue }) else { return }
    throw DecodingError.dataCorrupted(
      .init(
        codingPath: container.codingPath + [first],
        debugDescription: "is not known; the names are \(known.joined(separator: ", "))"))
  }
}

extension Identity.Voice: Decodable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case style, nuance
    case goodExample = "good_example"
    case badExample = "bad_example"
  }

  package init(from decoder: any Decoder) throws {
    self.init()
    try Identity.refuseUnknown(CodingKeys.allCases.map(\.rawValue), in: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    style = try container.decodeIfPresent(String.self, forKey: .style)
    nuance = try container.decodeIfPresent([String].self, forKey: .nuance) ?? []
    goodExample = try container.decodeIfPresent(String.self, forKey: .goodExample)
    badExample = try container.decodeIfPresent(String.self, forKey: .badExample)
  }
}
