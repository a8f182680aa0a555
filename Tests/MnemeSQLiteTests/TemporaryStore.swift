import Foundation
import MnemeCore
import MnemeSQLite

/// A store in a folder of its own that is gone with the last reference.
final class TemporaryDirectory: Sendable {
  let path: String

  init() {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("mneme-store-\(UUID().uuidString)").path
  }

  deinit {
    // Left-overs in the temporary folder are swept by the system.
    try? FileManager.default.removeItem(atPath: path)
  }

  var database: String { path + "/" + SQLiteStore.fileName }
}

func message(
  _ id: String, _ text: String = "hello", space: SpaceID = .me, session: String = "s1",
  at: Int64 = 1_750_000_000_000, externalID: String? = nil, jobs: [JobKind] = [.embedMessage]
) -> NewMessage {
  NewMessage(
    id: id, space: space, session: session, role: .user, text: text, trust: .user,
    createdAt: Date(milliseconds: at), externalID: externalID, jobs: jobs)
}
