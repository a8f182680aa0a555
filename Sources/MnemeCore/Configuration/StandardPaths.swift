import Foundation

/// Where things are kept when nobody says otherwise, from the environment alone.
package struct StandardPaths: Sendable {
  package let home: String
  package let dataDirectory: String
  package let cacheDirectory: String
  /// The person's own configuration file, used when the data directory holds none.
  package let configurationFile: String

  /// - Parameter environment: `HOME` and the XDG base directory variables are read; a relative XDG path is ignored, as the
  ///   XDG Base Directory Specification 0.8 demands.
  package init(environment: [String: String]) {
    func absolute(_ name: String) -> String? {
      environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    let home = absolute("HOME") ?? NSHomeDirectory()
    self.home = home
    #if os(macOS)
      dataDirectory = home + "/Library/Application Support/Mneme"
      cacheDirectory = (absolute("XDG_CACHE_HOME").map { $0 + "/mneme" }) ?? home + "/Library/Caches/Mneme"
    #else
      dataDirectory = (absolute("XDG_DATA_HOME") ?? home + "/.local/share") + "/mneme"
      cacheDirectory = (absolute("XDG_CACHE_HOME") ?? home + "/.cache") + "/mneme"
    #endif
    configurationFile = (absolute("XDG_CONFIG_HOME") ?? home + "/.config") + "/mneme/config.yaml"
  }

  /// An absolute path without `.`, `..` and trailing slashes. Symbolic links stay.
  package func resolve(_ path: String, in workingDirectory: String) -> String {
    var full = path
    if full == "~" {
      full = home
    } else if full.hasPrefix("~/") {
      full = home + full.dropFirst()
    }
    if !full.hasPrefix("/") { full = workingDirectory + "/" + full }
    var parts: [Substring] = []
    for part in full.split(separator: "/") where part != "." {
      if part == ".." {
        _ = parts.popLast()
      } else {
        parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/")
  }
}
