import Foundation

/// The standards' own data files, beside the project; absent on machines that do not have them.
enum Contracts {
  static let folder: URL = {
    let given = ProcessInfo.processInfo.environment["MNEME_CONTRACTS"].map { URL(filePath: $0) }
    return given
      ?? URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared/contracts").standardized
  }()
}
