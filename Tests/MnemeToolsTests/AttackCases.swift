import Foundation
import MnemeCore
import Testing
import MnemeTools

/// The attacks of a file in `Attacks`.
struct AttackCases: Sendable {
  struct Case: Sendable, Decodable, CustomTestStringConvertible {
    let name: String
    var path: String?
    var arguments: JSONValue?
    var schema: JSONValue?
    var value: JSONValue?
    var code: String?

    var testDescription: String { name }
  }

  static func read(_ file: String) throws -> [Case] {
    let folder = Bundle.module.url(forResource: "Attacks", withExtension: nil)
    guard let url = folder?.appending(path: file + ".json") else { throw MnemeError(.notFound, "No such attacks.") }
    return try JSONDecoder().decode([Case].self, from: Data(contentsOf: url))
  }
}
