import Configuration
import Foundation
import Synchronization

/// Reads the settings from flags, the environment, `.env`, a YAML file and the defaults, in that order of precedence.
///
/// Every layer is read as text and parsed here, so that a wrong value is reported and never replaced by a default in
/// silence. An empty value counts as not given.
package struct SettingsLoader: Sendable {
  /// Values of command-line options by setting key (`server.port`).
  package var flags: [String: String]
  package var environment: [String: String]
  /// Where `.env` and relative paths start.
  package var workingDirectory: String
  /// `--config`; must exist. Nil looks at `MNEME_CONFIG`, the data directory and the person's configuration folder.
  package var configurationFile: String?

  package init(
    flags: [String: String] = [:], environment: [String: String], workingDirectory: String,
    configurationFile: String? = nil
  ) {
    self.flags = flags
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.configurationFile = configurationFile
  }

  /// Variables that begin with `MNEME_` and belong to scripts or to this loader.
  static let otherVariables = ["MNEME_CONFIG", "MNEME_EVAL_DIR"]
  private static let largestFile = 1 << 20

  /// Reads everything. What is wrong stands in the result; nothing is thrown, so that `doctor` can go on.
  package func load() async -> LoadedSettings {
    let paths = StandardPaths(environment: environment)
    var result = LoadedSettings(
      settings: Settings(dataDirectory: paths.dataDirectory, cacheDirectory: paths.cacheDirectory))
    result.settings.memory.timeZone = .current
    var layers: [Layer] = [flagLayer(), environmentLayer(environment, origin: .environment)]
    result.warnings += unknownVariables(in: environment, origin: "the environment")

    let dotEnvPath = workingDirectory + "/.env"
    if let text = readOptional(dotEnvPath, into: &result) {
      let contents = DotEnv.parse(text)
      for line in contents.malformedLines {
        result.warnings.append("\(dotEnvPath):\(line) is not NAME=value and is ignored.")
      }
      layers.append(environmentLayer(contents.values, origin: .file(dotEnvPath)))
      result.warnings += unknownVariables(in: contents.values, origin: dotEnvPath)
    }
    // The data directory may hold the YAML file, so it is looked up before that file is.
    if let file = chooseFile(paths: paths, layers: layers, result: &result) {
      result.configurationFile = file
      if let layer = await yamlLayer(file, result: &result) { layers.append(layer) }
    }
    for setting in Setting.all { apply(setting, layers: layers, paths: paths, to: &result) }
    // The default depends on another setting; from here on nobody else has to know that.
    result.settings.embedding.modelDirectory = result.settings.embeddingModelDirectory
    result.problems += result.settings.server.contradictions
    return result
  }

  // MARK: - Layers

  private struct Layer {
    let origin: SettingOrigin
    let provider: any ConfigProvider
    let key: @Sendable (Setting) -> AbsoluteConfigKey
  }

  private func flagLayer() -> Layer {
    var values: [AbsoluteConfigKey: ConfigValue] = [:]
    for setting in Setting.all {
      guard let value = flags[setting.key] else { continue }
      values[Self.path(setting)] = ConfigValue(.string(value), isSecret: setting.isSecret)
    }
    return Layer(
      origin: .flag, provider: InMemoryProvider(name: "flags", values: values), key: Self.path)
  }

  private func environmentLayer(_ variables: [String: String], origin: SettingOrigin) -> Layer {
    Layer(
      origin: origin,
      provider: EnvironmentVariablesProvider(
        environmentVariables: variables, secretsSpecifier: .specific(Self.secretVariables)),
      key: { AbsoluteConfigKey([$0.environment]) })
  }

  private static let secretVariables = Set(Setting.all.filter(\.isSecret).map(\.environment))
  private static let secretKeys = Set(Setting.all.filter(\.isSecret).map(\.key))

  @Sendable private static func path(_ setting: Setting) -> AbsoluteConfigKey {
    AbsoluteConfigKey(setting.key.split(separator: ".").map(String.init))
  }

  private func yamlLayer(_ path: String, result: inout LoadedSettings) async -> Layer? {
    guard let text = readRequired(path, into: &result) else { return nil }
    // A file of comments is no mapping to the parser, and no mistake to a person.
    let isEmpty = text.split(whereSeparator: \.isNewline).allSatisfy {
      let line = $0.trimmingWhitespace()
      return line.isEmpty || line.hasPrefix("#") || line == "---"
    }
    if isEmpty { return nil }
    // The parser asks of every key whether it is secret: the one place where it tells which keys there are.
    let keys = KeyCollector()
    let secrets = Self.secretKeys
    let options = YAMLSnapshot.ParsingOptions(
      secretsSpecifier: .dynamic { key, _ in
        keys.add(key)
        return secrets.contains(key)
      })
    do {
      let provider = try await FileProvider<YAMLSnapshot>(
        parsingOptions: options,
        config: ConfigReader(
          provider: InMemoryProvider(values: ["filePath": ConfigValue(.string(path), isSecret: false)])))
      let known = Setting.all.map(\.key)
      for key in keys.all.sorted() where !known.contains(key) {
        if let problem = misplaced(key, in: provider, known: known) {
          result.problems.append(.init(key: nil, message: "\(path): \(problem)"))
          continue
        }
        if known.contains(where: { $0.hasPrefix(key + ".") }) { continue }
        result.warnings.append(
          "\(path): there is no setting '\(key)'." + hint(NearestName.of(key, among: known)))
      }
      return Layer(origin: .file(path), provider: provider, key: Self.path)
    } catch {
      // The parser's own text quotes the file, which may hold keys: only its position is passed on.
      let position = String(describing: error).prefix { $0.isNumber || $0 == ":" }.split(separator: ":")
      let place = position.count >= 2 ? "\(path):\(position[0])" : path
      result.problems.append(
        .init(
          key: nil, message: "\(place): this is not YAML with names and values (such as 'server:' and '  port: 8420').")
      )
      return nil
    }
  }

  /// What is wrong with a key that has a setting's name where a section belongs, or the other way round: its settings
  /// would be left out.
  private func misplaced(_ key: String, in provider: any ConfigProvider, known: [String]) -> String? {
    if let setting = known.first(where: { key.hasPrefix($0 + ".") }) {
      return "'\(setting)' takes one value; it has settings below it."
    }
    guard let example = known.first(where: { $0.hasPrefix(key + ".") }) else { return nil }
    let place = AbsoluteConfigKey(key.split(separator: ".").map(String.init))
    let content =
      (try? provider.value(forKey: place, type: .string).value?.content)
      ?? (try? provider.value(forKey: place, type: .stringArray).value?.content)
    // A section with nothing in it is empty, and no mistake.
    if case .string(let text)? = content, ["", "~", "null"].contains(text.trimmingWhitespace().lowercased()) {
      return nil
    }
    let name = example.dropFirst(key.count + 1)
    return
      "'\(key)' is a section and takes no value of its own; its settings stand below it, as in '\(key):' and '  \(name): …'."
  }

  // MARK: - Values

  private func apply(
    _ setting: Setting, layers: [Layer], paths: StandardPaths, to result: inout LoadedSettings
  ) {
    for layer in layers {
      guard let raw = raw(setting, in: layer) else { continue }
      let place = layer.origin.place(of: setting)
      let isShown = !setting.isSecret && setting.form.maySay(raw)
      let shown = isShown ? "'\(raw.prefix(200))'" : "the value (not shown)"
      guard !raw.unicodeScalars.contains(where: { $0.value < 0x20 }), let value = value(raw, of: setting) else {
        result.problems.append(
          .init(
            key: setting.key,
            message: "\(setting.key): \(shown) from \(place) is not allowed; it must be \(setting.form.allowed)."))
        return
      }
      if setting.form == .path, case .text(let path) = value {
        setting.write(&result.settings, .text(paths.resolve(path, in: workingDirectory)))
      } else {
        setting.write(&result.settings, value)
      }
      result.origins[setting.key] = layer.origin
      return
    }
  }

  /// Where a secret is kept instead of it is told in the same words for every form.
  private func value(_ raw: String, of setting: Setting) -> Setting.Value? {
    setting.isSecret && SecretReference.isMeant(by: raw) ? .text(raw) : setting.form.parse(raw)
  }

  /// The text of the layer, or nil when it says nothing.
  private func raw(_ setting: Setting, in layer: Layer) -> String? {
    let key = layer.key(setting)
    var text: String?
    do {
      text = try layer.provider.value(forKey: key, type: .string).value.flatMap { value in
        if case .string(let text) = value.content { return text }
        return nil
      }
    } catch {
      // A YAML sequence is no string to the provider; joined, it is parsed (and refused) like any other text.
      let content = try? layer.provider.value(forKey: key, type: .stringArray).value?.content
      if case .stringArray(let items)? = content { text = items.joined(separator: ",") }
    }
    guard let text = text?.trimmingWhitespace(), !text.isEmpty else { return nil }
    return layer.origin.isYAML && ["~", "null"].contains(text) ? nil : text
  }

  // MARK: - Files

  private func chooseFile(paths: StandardPaths, layers: [Layer], result: inout LoadedSettings) -> String? {
    if let named = configurationFile ?? environment["MNEME_CONFIG"].flatMap({ $0.isEmpty ? nil : $0 }) {
      return paths.resolve(named, in: workingDirectory)
    }
    var dataDirectory = paths.dataDirectory
    if let setting = Setting.all.first(where: { $0.key == "data_dir" }),
      let given = layers.lazy.compactMap({ self.raw(setting, in: $0) }).first
    {
      dataDirectory = paths.resolve(given, in: workingDirectory)
    }
    return [dataDirectory + "/config.yaml", paths.configurationFile]
      .first(where: FileManager.default.fileExists(atPath:))
  }

  private func readOptional(_ path: String, into result: inout LoadedSettings) -> String? {
    FileManager.default.fileExists(atPath: path) ? readRequired(path, into: &result) : nil
  }

  private func readRequired(_ path: String, into result: inout LoadedSettings) -> String? {
    func problem(_ message: String) -> String? {
      result.problems.append(.init(key: nil, message: "\(path): \(message)"))
      return nil
    }
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      return problem("there is no such configuration file.")
    }
    if isDirectory.boolValue { return problem("this is a folder, not a configuration file.") }
    guard let data = FileManager.default.contents(atPath: path) else {
      return problem("the configuration file cannot be read; check its permissions.")
    }
    guard data.count <= Self.largestFile, let text = String(data: data, encoding: .utf8) else {
      return problem("the configuration file must be UTF-8 text of at most 1 MiB.")
    }
    return text
  }

  private func unknownVariables(in variables: [String: String], origin: String) -> [String] {
    let known = Setting.all.map(\.environment) + Self.otherVariables
    return variables.keys.filter { $0.hasPrefix("MNEME_") && !known.contains($0) }.sorted().map { name in
      "\(origin): there is no setting '\(name)'." + hint(NearestName.of(name, among: known))
    }
  }

  private func hint(_ name: String?) -> String {
    name.map { " Did you mean '\($0)'?" } ?? " docs/configuration.md lists them all."
  }
}

/// Keys seen while a file is parsed; the parser calls from wherever it runs.
private final class KeyCollector: Sendable {
  private let keys = Mutex<Set<String>>([])

  func add(_ key: String) { keys.withLock { _ = $0.insert(key) } }
  var all: Set<String> { keys.withLock { $0 } }
}
