#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file or folder that no tool may read, known by its place and by what stands there now: it may be written anew, have a second
/// name, or be made later.
struct HiddenPlace: Sendable {
  private let path: String
  private let components: [String]

  init(_ path: String) {
    self.path = RealPath.resolved(path)
    components = self.path.split(separator: "/").map(String.init)
  }

  /// Nil while nothing is there.
  var identity: FileIdentity? { FileIdentity(of: path) }

  /// Whether a real path is this one or lies below it.
  func holds(_ real: [String]) -> Bool { real.starts(with: components) }
}
