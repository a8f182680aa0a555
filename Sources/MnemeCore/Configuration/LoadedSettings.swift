/// Where a value came from.
package enum SettingOrigin: Sendable, Hashable {
  case flag
  case environment
  case file(String)

  /// In words, with the name the value has there.
  func place(of setting: Setting) -> String {
    switch self {
    case .flag: setting.flag ?? "the command line"
    case .environment: "the environment variable \(setting.environment)"
    case .file(let path): "\(isYAML ? setting.key : setting.environment) in \(path)"
    }
  }

  var isYAML: Bool {
    if case .file(let path) = self { return !path.hasSuffix("/.env") }
    return false
  }
}

/// The settings and what was found wrong on the way to them.
package struct LoadedSettings: Sendable {
  /// Where a problem stands, the default.
  package var settings: Settings
  /// Values that must be corrected before anything starts.
  package var problems: [Problem] = []
  /// Things that look like mistakes and change nothing: unknown names, malformed lines.
  package var warnings: [String] = []
  /// Keys that are not at their default, and who set them.
  package var origins: [String: SettingOrigin] = [:]
  package var configurationFile: String?

  package struct Problem: Sendable, Hashable {
    package let key: String?
    /// One line; never a secret's value.
    package let message: String
  }

  /// The settings when nothing is wrong.
  /// - Throws: `configuration` with one line per problem.
  package func validated() throws(MnemeError) -> Settings {
    guard problems.isEmpty else {
      throw MnemeError(.configuration, problems.map(\.message).joined(separator: "\n"))
    }
    return settings
  }
}
