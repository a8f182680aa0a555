import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a name leads once all links are followed.
enum RealPath {
  /// Nil for what does not exist.
  static func existing(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Of what does not exist: where it would stand, by the nearest folder that does. O(parts of the path).
  static func resolved(_ path: String) -> String {
    var url = URL(fileURLWithPath: path)
    var missing: [String] = []
    while true {
      if let real = existing(url.path) {
        return missing.isEmpty ? real : (real == "/" ? "" : real) + "/" + missing.reversed().joined(separator: "/")
      }
      guard url.path != "/" else { return path }
      missing.append(url.lastPathComponent)
      url.deleteLastPathComponent()
    }
  }
}
