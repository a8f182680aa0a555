import Foundation
import MnemeCore

// The HTTP API's JSON (docs/api.md): keys in snake case, times in ISO 8601.

extension JSONDecoder {
  /// A time that cannot be read is 1970 and no failure of the whole answer: the server writes ISO 8601 only.
  static var api: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    decoder.dateDecodingStrategy = .custom { decoder in
      Date(iso8601: try decoder.singleValueContainer().decode(String.self)) ?? Date(milliseconds: 0)
    }
    return decoder
  }
}

extension JSONEncoder {
  /// One line, keys ascending.
  static var api: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.dateEncodingStrategy = .custom { date, encoder in
      var container = encoder.singleValueContainer()
      try container.encode(date.iso8601)
    }
    return encoder
  }
}
