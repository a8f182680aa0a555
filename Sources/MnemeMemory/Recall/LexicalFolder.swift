package import Foundation
import MnemeCore

/// Where the files of the lexical indexes are: one folder for each space. They are derived and may be deleted.
package struct LexicalFolder: Sendable {
  let root: URL

  package init(_ root: URL) { self.root = root }

  /// The prefix keeps a space from being called like a folder that has a meaning ("..").
  func folder(of space: SpaceID) -> URL {
    root.appendingPathComponent("space-\(space.rawValue)", isDirectory: true)
  }

  /// Present while an erasure is under way: an index that finds it may hold what has been forgotten, and is made again.
  private func mark(of space: SpaceID) -> URL {
    root.appendingPathComponent("erasing-\(space.rawValue)")
  }

  func beginErasure(of space: SpaceID) throws(MnemeError) {
    do {
      try FileManager.default.createDirectory(
        at: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try Data().write(to: mark(of: space))
    } catch {
      throw MnemeError(
        .storage, "The index folder cannot be written to: check the data directory's permissions and space.",
        underlying: error)
    }
  }

  func endErasure(of space: SpaceID) {
    // One that stays only costs the next start a rebuild.
    try? FileManager.default.removeItem(at: mark(of: space))
  }

  /// Spaces whose erasure was cut off, or is under way, ascending.
  func marked() -> [SpaceID] {
    // A folder that cannot be listed has no marks: it is made by the first erasure or the first index.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    // What is called otherwise is no mark of ours.
    return names.sorted().filter { $0.hasPrefix("erasing-") }.compactMap { try? SpaceID(String($0.dropFirst(8))) }
  }

  /// Takes away the files of a space whose erasure was cut off.
  func clean(_ space: SpaceID) throws(MnemeError) {
    guard FileManager.default.fileExists(atPath: mark(of: space).path) else { return }
    do {
      if FileManager.default.fileExists(atPath: folder(of: space).path) {
        try FileManager.default.removeItem(at: folder(of: space))
      }
      try FileManager.default.removeItem(at: mark(of: space))
    } catch {
      throw MnemeError(
        .storage, "The index of a space cannot be removed: check the data directory's permissions.", underlying: error)
    }
  }
}
