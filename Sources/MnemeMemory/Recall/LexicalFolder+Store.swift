import Foundation
import MnemeCore

/// Which store the files of a space were made from: the file `store` beside them, of one line with the run of the store and the
/// highest numbers of messages and ledger entries.
extension LexicalFolder {
  private static let name = "store"

  /// Whether there is anything that was saved of a space.
  func hasFiles(of space: SpaceID) -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder(of: space).path)) ?? []
    return names.contains { $0 != Self.name }
  }

  /// Nil where nothing is noted that can be read.
  func reach(of space: SpaceID) -> StoreReach? {
    guard let data = FileManager.default.contents(atPath: folder(of: space).appendingPathComponent(Self.name).path)
    else { return nil }
    let parts = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard parts.count == 3, let ordinal = Int64(parts[1]), let sequence = Int64(parts[2]) else { return nil }
    return StoreReach(generation: String(parts[0]), messageOrdinal: ordinal, ledgerSequence: sequence)
  }

  /// On disk when it returns; nothing is written where it stands already.
  func note(_ reach: StoreReach, of space: SpaceID) throws(MnemeError) {
    if self.reach(of: space) == reach { return }
    let line = "\(reach.generation) \(reach.messageOrdinal) \(reach.ledgerSequence)\n"
    try LexicalFiles(path: folder(of: space).path).replace(Self.name, with: Array(line.utf8))
  }

  /// Removes the files of a space.
  func discard(_ space: SpaceID) throws(MnemeError) {
    do {
      try FileManager.default.removeItem(at: folder(of: space))
    } catch {
      throw MnemeError(
        .storage, "The index of a space cannot be removed: check the data directory's permissions.", underlying: error)
    }
  }
}
