import HTTPTypes
import Hummingbird
import MnemeCore

/// `/v1/backups`: the backups of the data directory. They go to the folder of the configuration and nowhere else: no caller names a path.
struct BackupController: Sendable {
  let backups: any BackupService

  func list(_ scope: RequestScope) async throws -> Response {
    .json(.ok, ["backups": .array(try await backups.backups().map(\.json))])
  }

  func make(_ scope: RequestScope) async throws -> Response {
    .json(.created, try await backups.makeBackup(.manual).json)
  }
}

extension Backup {
  var json: JSON {
    [
      "path": .string(path), "made_at": .time(madeAt), "reason": .string(reason.rawValue), "bytes": .number(Int(bytes)),
      "encrypted": .bool(isEncrypted),
    ]
  }
}
