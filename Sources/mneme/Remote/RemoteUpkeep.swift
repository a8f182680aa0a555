import Foundation
import MnemeCore

/// Erasure in a running server.
struct RemoteForgetting: ForgettingService {
  let client: APIClient

  func forget(_ selection: ForgetSelection, in space: SpaceID, dryRun: Bool) async throws(MnemeError) -> ForgetReceipt {
    var request = client.request(
      "POST", "/v1/forget", space: space, body: try client.encode(Selection(selection, dryRun: dryRun)))
    request.headTimeout = RemoteUpkeep.patience
    return try await client.decode(WireReceipt.self, request).receipt
  }

  private struct Selection: Encodable {
    var memory: String?
    var withSources: Bool?
    var message: String?
    var session: String?
    var person: String?
    var from: Date?
    var to: Date?
    var everything: Bool?
    let dryRun: Bool

    init(_ selection: ForgetSelection, dryRun: Bool) {
      self.dryRun = dryRun
      switch selection {
      case .memory(let id, let withSources): (memory, self.withSources) = (id, withSources)
      case .message(let id): message = id
      case .session(let id): session = id
      case .person(let name): person = name
      case .time(let from, let to): (self.from, self.to) = (from, to)
      case .everything: everything = true
      }
    }
  }
}

/// Upkeep of a running server.
struct RemoteUpkeep: MaintenanceService {
  let client: APIClient

  /// The server answers when the work is done.
  static let patience: Duration = .seconds(3600)

  func maintain(_ space: SpaceID?, dryRun: Bool) async throws(MnemeError) -> MaintenanceReport {
    var request = client.request(
      "POST", "/v1/maintenance", space: space,
      body: try client.encode(Upkeep(dryRun: dryRun, allSpaces: space == nil)))
    request.headTimeout = Self.patience
    return try await client.decode(WireUpkeep.self, request).report
  }

  func rebuild(vectors: Bool) async throws(MnemeError) -> RebuildReport {
    var request = client.request(
      "POST", "/v1/maintenance/rebuild", body: try client.encode(Rebuild(vectors: vectors)))
    request.headTimeout = Self.patience
    return try await client.decode(RebuildReport.self, request)
  }

  private struct Upkeep: Encodable {
    let dryRun: Bool
    let allSpaces: Bool
  }

  private struct Rebuild: Encodable {
    let vectors: Bool
  }
}
