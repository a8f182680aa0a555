import HTTPTypes
import Hummingbird
import MnemeCore

/// `/v1/maintenance`: upkeep on request, one at a time. The answer comes when the work is done.
struct MaintenanceController: Sendable {
  let maintenance: any MaintenanceService
  let maxBodyBytes: Int
  private let places = Places()

  init(maintenance: any MaintenanceService, maxBodyBytes: Int) {
    self.maintenance = maintenance
    self.maxBodyBytes = maxBodyBytes
  }

  private struct Upkeep: StrictBody {
    var dryRun: Bool?
    var allSpaces: Bool?

    enum CodingKeys: String, CodingKey, CaseIterable {
      case dryRun = "dry_run"
      case allSpaces = "all_spaces"
    }
  }

  func maintain(_ scope: RequestScope) async throws -> Response {
    let own = try scope.space()
    let body = try await scope.decode(strict: Upkeep.self, limit: maxBodyBytes, isOptional: true)
    let space = body.allSpaces == true ? nil : own
    let place = try takePlace()
    defer { place.release() }
    return .json(.ok, try await maintenance.maintain(space, dryRun: body.dryRun ?? false).json)
  }

  private struct Rebuild: StrictBody {
    var vectors: Bool?

    enum CodingKeys: String, CodingKey, CaseIterable { case vectors }
  }

  /// Of every space.
  func rebuild(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(strict: Rebuild.self, limit: maxBodyBytes, isOptional: true)
    let place = try takePlace()
    defer { place.release() }
    return .json(.ok, try await maintenance.rebuild(vectors: body.vectors ?? false).json)
  }

  private func takePlace() throws(MnemeError) -> Place {
    guard let place = places.take(limit: 1) else {
      throw MnemeError(.conflict, "Maintenance is running already; try again when it has finished.")
    }
    return place
  }
}
