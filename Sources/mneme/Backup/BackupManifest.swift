import Foundation
import MnemeCore

/// The first file of a backup: what else is in it. See docs/backup.md.
struct BackupManifest: Codable, Hashable {
  static let name = "manifest.json"
  /// Before the path of every file of the data directory.
  static let prefix = "data/"
  static let currentFormat = 1
  private static let largest = 64 << 20

  struct File: Codable, Hashable {
    /// In the data directory.
    let path: String
    let bytes: Int64
    /// Hexadecimal.
    let sha256: String
  }

  let format: Int
  /// The version that made it.
  let program: String
  let madeAt: Date
  let reason: BackupReason
  let schemaVersion: Int
  /// The oldest version that can read it.
  let oldestProgram: String?
  /// Rows by table.
  let counts: [String: Int]
  let files: [File]

  func encoded() throws(MnemeError) -> [UInt8] {
    let encoder = JSONEncoder.api
    encoder.outputFormatting.insert(.prettyPrinted)
    do {
      return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
    } catch {
      throw MnemeError(.internal, "The list of the backup cannot be written.", underlying: error)
    }
  }

  /// - Throws: `unprocessable` when it is none, or names a file outside of the data directory.
  init(reading tar: TarReader) throws(MnemeError) {
    guard let entry = try tar.next(), entry.name == Self.name, entry.bytes <= Self.largest else {
      throw BackupFault.foreign
    }
    var bytes: [UInt8] = []
    try tar.readBody { (piece) throws(MnemeError) in bytes += piece }
    guard let manifest = try? JSONDecoder.api.decode(BackupManifest.self, from: Data(bytes)) else {
      throw BackupFault.damaged
    }
    guard manifest.format == Self.currentFormat else {
      throw BackupFault.tooNew(manifest.schemaVersion, program: manifest.oldestProgram)
    }
    let paths = manifest.files.map(\.path)
    guard paths.allSatisfy(Self.isInside), Set(paths).count == paths.count else { throw BackupFault.damaged }
    self = manifest
  }

  init(
    madeAt: Date, reason: BackupReason, store: StoreSummary, files: [File], program: String = Version.current
  ) {
    format = Self.currentFormat
    self.program = program
    self.madeAt = madeAt
    self.reason = reason
    schemaVersion = store.schemaVersion
    oldestProgram = store.program
    counts = store.counts
    self.files = files
  }

  /// What the copy of the database told.
  struct StoreSummary: Hashable {
    let schemaVersion: Int
    let program: String?
    let counts: [String: Int]
  }

  /// A relative path that leads nowhere else.
  private static func isInside(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return !path.isEmpty && !path.contains("\0") && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
  }
}
