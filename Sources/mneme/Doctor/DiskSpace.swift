import Foundation
import MnemeCore

/// The room that is left where the data stands.
struct DiskSpace: Sendable, Hashable {
  /// Nil: it cannot be read.
  let mebibytes: Int64?
  let path: String

  /// Of the folder, or of the next one above it that is there. Blocks.
  init(at folder: String) {
    var path = folder
    while path != "/", !FileManager.default.fileExists(atPath: path) {
      path = (path as NSString).deletingLastPathComponent
    }
    self.path = path
    // What cannot be read is told as that.
    let free = (try? FileManager.default.attributesOfFileSystem(forPath: path))?[.systemFreeSize] as? NSNumber
    mebibytes = free.map { $0.int64Value >> 20 }
  }

  /// The same from a thread of its own: a file system that hangs holds up nobody else.
  static func read(_ folder: String) async -> DiskSpace {
    await withCheckedContinuation { continuation in
      let thread = Thread { continuation.resume(returning: DiskSpace(at: folder)) }
      thread.name = "mneme.disk"
      thread.start()
    }
  }

  var health: HealthFinding {
    guard let mebibytes else { return HealthFinding(.degraded, "The free space cannot be read.") }
    let details: [String: JSONValue] = ["free_mebibytes": .integer(mebibytes)]
    if mebibytes < 50 {
      return HealthFinding(
        .unhealthy, "\(mebibytes) MiB free; free some space before memory is lost.", details: details)
    }
    return HealthFinding(
      mebibytes < 500 ? .degraded : .healthy, mebibytes < 500 ? "\(mebibytes) MiB free." : nil, details: details)
  }
}
