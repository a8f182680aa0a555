import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Folders that a command is given, with what is ours left out.
enum CommandFolders {
  /// The folder itself, or what stands in it beside the ways to what is excluded. Empty when it is excluded or lies below what
  /// is. A path that does not exist yet is left out too: it may be made while the command runs.
  ///
  /// What is named is given by where it really stands; of a folder that is taken apart no links are given, as they lead anywhere.
  /// O(entries of the folders on the ways).
  static func without(_ excluded: [String], _ path: String) -> [String] {
    guard let folder = RealPath.existing(path) else { return [] }
    return beside(excluded.map(RealPath.resolved), folder)
  }

  private static func beside(_ hidden: [String], _ folder: String) -> [String] {
    if hidden.contains(where: { folder == $0 || folder.hasPrefix($0 == "/" ? "/" : $0 + "/") }) { return [] }
    let prefix = folder == "/" ? "/" : folder + "/"
    guard hidden.contains(where: { $0.hasPrefix(prefix) }) else { return [folder] }
    // A folder that cannot be listed grants nothing.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().flatMap { isLink(prefix + $0) ? [] : beside(hidden, prefix + $0) }
  }

  /// What cannot be looked at counts as one.
  private static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFLNK
  }
}
