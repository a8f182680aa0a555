import Foundation
import MnemeCore
import MnemeSQLite

extension Wiring {
  static func inspectDatabase(at path: String) async throws -> String {
    throw MnemeError(.unavailable, "This build cannot read a store.")
  }
}
