import Foundation

/// The list of providers as it stands in its file. Members that nobody knows are mistakes, most often misspelt ones.
struct WireList: Decodable {
  let standard: String?
  let fallbacks: [String]?
  let providers: [WireProvider]

  private enum CodingKeys: String, CodingKey, CaseIterable { case standard = "default", fallbacks, providers }

  init(from decoder: any Decoder) throws {
    try decoder.refuseMembers(besides: CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    standard = try container.decodeIfPresent(String.self, forKey: .standard)
    fallbacks = try container.decodeIfPresent([String].self, forKey: .fallbacks)
    providers = try container.decode([WireProvider].self, forKey: .providers)
  }
}

struct WireProvider: Decodable {
  let name: String
  let url: String
  let `protocol`: String?
  let keys: [WireKey]?
  let models: [WireModel]?
  let requests_per_minute: Int?

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case name, url, `protocol`, keys, models, requests_per_minute
  }

  init(from decoder: any Decoder) throws {
    try decoder.refuseMembers(besides: CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    url = try container.decode(String.self, forKey: .url)
    `protocol` = try container.decodeIfPresent(String.self, forKey: .protocol)
    keys = try container.decodeIfPresent([WireKey].self, forKey: .keys)
    models = try container.decodeIfPresent([WireModel].self, forKey: .models)
    requests_per_minute = try container.decodeIfPresent(Int.self, forKey: .requests_per_minute)
  }
}

struct WireKey: Decodable {
  let id: String?
  let env: String?
  let file: String?
  let key: String?
  let credential: String?
  let keyring: String?
  let tokens_per_day: Int?
  let spend_per_day: Double?

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case id, env, file, key, credential, keyring, tokens_per_day, spend_per_day
  }

  init(from decoder: any Decoder) throws {
    try decoder.refuseMembers(besides: CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decodeIfPresent(String.self, forKey: .id)
    env = try container.decodeIfPresent(String.self, forKey: .env)
    file = try container.decodeIfPresent(String.self, forKey: .file)
    key = try container.decodeIfPresent(String.self, forKey: .key)
    credential = try container.decodeIfPresent(String.self, forKey: .credential)
    keyring = try container.decodeIfPresent(String.self, forKey: .keyring)
    tokens_per_day = try container.decodeIfPresent(Int.self, forKey: .tokens_per_day)
    spend_per_day = try container.decodeIfPresent(Double.self, forKey: .spend_per_day)
  }
}

/// A name alone, or an object.
struct WireModel: Decodable {
  let name: String
  let remote: String?
  let window: Int?
  let images: Bool?
  let price: ModelPrice?

  private enum CodingKeys: String, CodingKey, CaseIterable { case name, remote, window, images, price }

  init(from decoder: any Decoder) throws {
    // Not a bare name: then it must be an object, whose errors say what is wrong.
    if let name = try? decoder.singleValueContainer().decode(String.self) {
      (self.name, remote, window, images, price) = (name, nil, nil, nil, nil)
      return
    }
    try decoder.refuseMembers(besides: CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    remote = try container.decodeIfPresent(String.self, forKey: .remote)
    window = try container.decodeIfPresent(Int.self, forKey: .window)
    images = try container.decodeIfPresent(Bool.self, forKey: .images)
    price = try container.decodeIfPresent(ModelPrice.self, forKey: .price)
  }
}

private struct AnyMember: CodingKey {
  let stringValue: String
  let intValue: Int? = nil
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension Decoder {
  fileprivate func refuseMembers(besides known: [String]) throws {
    let members = try container(keyedBy: AnyMember.self)
    if let other = members.allKeys.first(where: { !known.contains($0.stringValue) }) {
      throw DecodingError.dataCorrupted(.init(codingPath: members.codingPath + [other], debugDescription: ""))
    }
  }
}

extension DecodingError {
  /// Where it is wrong, without any value.
  var place: String {
    let path: [any CodingKey]
    switch self {
    case .keyNotFound(let key, let context): path = context.codingPath + [key]
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      path = context.codingPath
    @unknown default: path = []
    }
    if path.isEmpty { return "its beginning: it must be a JSON object with providers" }
    return path.reduce("") { text, key in
      if let index = key.intValue { return text + "[\(index)]" }
      return text.isEmpty ? key.stringValue : text + "." + key.stringValue
    }
  }
}
