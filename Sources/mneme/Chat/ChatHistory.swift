import MnemeCore

/// What was typed before, for the arrow keys: taken from the conversations themselves and kept nowhere else, so that what is forgotten is
/// gone from here, too.
enum ChatHistory {
  /// Oldest first. Without an archive to ask there is none.
  static func load(_ archive: any ArchiveService, in space: SpaceID) async -> [String] {
    guard let sessions = try? await archive.sessions(SessionSearch(limit: 40), in: space) else { return [] }
    var lines: [String] = []
    for session in sessions.filter({ $0.channel == ChatLoop.channel }).prefix(8).reversed() {
      guard let read = try? await archive.session(session.id, in: space, before: nil, limit: 100) else { continue }
      lines += read.messages.filter { $0.role == .user }.map(\.text)
    }
    return lines
  }
}
