import Foundation

/// The program of a server that is spoken to over its standard streams.
package struct StdioCommand: Sendable, Hashable {
  package var program: String
  package var arguments: [String]
  /// Added to the few variables that every server gets.
  package var variables: [String: String]
  package var directory: String?
  /// Those that are inherited, whatever else this process has: a server learns no key that is not its own.
  package var inherited: [String: String]

  static let inheritedNames = [
    "HOME", "LANG", "LC_ALL", "LC_CTYPE", "LOGNAME", "PATH", "SHELL", "TERM", "TMPDIR", "TZ", "USER",
  ]

  /// - Parameter ours: the environment of this process.
  package init(
    program: String, arguments: [String] = [], variables: [String: String] = [:], directory: String? = nil,
    ours: [String: String]
  ) {
    self.program = program
    self.arguments = arguments
    self.variables = variables
    self.directory = directory
    inherited = ours.filter { Self.inheritedNames.contains($0.key) }
  }

  var environment: [String: String] { inherited.merging(variables) { _, own in own } }

  /// The program's file: as it is written where it has a `/`, else the first in the PATH that can be run.
  var path: String? {
    let files = FileManager.default
    if program.contains("/") { return files.isExecutableFile(atPath: program) ? program : nil }
    return (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
      .map { "\($0)/\(program)" }
      .first { path in
        var isFolder: ObjCBool = false
        return files.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
          && files.isExecutableFile(atPath: path)
      }
  }
}
