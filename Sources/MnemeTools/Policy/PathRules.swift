import Foundation
import MnemeCore

/// Which names no tool may touch, wherever they stand.
enum ForbiddenNames {
  private static let whole: Set<String> = [
    ".ssh", ".gnupg", ".aws", ".azure", ".kube", ".docker", ".netrc", ".htpasswd", ".pgpass", ".npmrc", ".pypirc",
    ".git-credentials", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "shadow", "gshadow", "sudoers", "credentials",
    "secrets", "secret",
  ]
  private static let endings = [".pem", ".key", ".p12", ".pfx", ".keystore", ".jks", ".kdbx"]
  private static let inGit: Set<String> = ["config", "head", "credentials"]

  /// By component, so that `context_builder` is not taken for `text`, nor `.environment` for `.env`. O(components).
  static func holds(_ components: [String]) -> Bool {
    var before = ""
    for component in components {
      let name = component.lowercased()
      if whole.contains(name) || name == ".env" || name.hasPrefix(".env.") { return true }
      // `secrets.yaml`, `credentials.json`.
      if let stem = name.split(separator: ".", omittingEmptySubsequences: true).first, !name.hasPrefix("."),
        stem == "secrets" || stem == "credentials" || stem == "id_rsa" || stem == "id_ed25519"
      {
        return true
      }
      if endings.contains(where: name.hasSuffix) { return true }
      if before == ".git", inGit.contains(name) { return true }
      before = name
    }
    return false
  }
}

/// A folder that tools may read, by the way to it that has no links.
package struct PathRoot: Sendable, Hashable {
  /// As the owner wrote it, and as the system names it.
  let written: [String]
  let real: [String]

  package var path: String { "/" + real.joined(separator: "/") }

  /// - Throws: `file` for what is no folder, or no whole path.
  init(_ text: String) throws(ToolFailure) {
    let expanded = text.hasPrefix("~/") ? NSHomeDirectory() + text.dropFirst() : text
    let path = try PathText(expanded)
    guard path.isAbsolute else { throw ToolFailure(.file, "A folder for tools is named by its whole path.") }
    guard let resolved = realpath("/" + path.components.joined(separator: "/"), nil) else {
      throw ToolFailure(.file, "A folder for tools is not there.")
    }
    defer { free(resolved) }
    var isFolder: ObjCBool = false
    let name = String(cString: resolved)
    guard FileManager.default.fileExists(atPath: name, isDirectory: &isFolder), isFolder.boolValue else {
      throw ToolFailure(.file, "A folder for tools is no folder.")
    }
    written = path.components
    real = try PathText(name).components
  }

  /// What stands below the root; nil for what lies elsewhere.
  func below(_ components: [String]) -> [String]? {
    for start in [real, written] where components.starts(with: start) { return Array(components[start.count...]) }
    return nil
  }
}
