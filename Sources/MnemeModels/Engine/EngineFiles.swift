import Foundation
package import MnemeCore

/// Where the local chat engine and its models lie: in the cache folder, since all of it can be made again.
package struct EngineFiles: Sendable, Hashable {
  /// The version of the source package that the engine is built from.
  package static let version = "0.3.36"

  private let cache: String

  package init(cacheDirectory: String) {
    cache = cacheDirectory
  }

  package var engineFolder: String { cache + "/engine" }
  /// The engine's program.
  package var program: String { engineFolder + "/llama-server-\(Self.version)" }
  package var modelFolder: String { cache + "/models/chat" }
  package func model(named name: String) -> String { modelFolder + "/\(name).gguf" }

  package var hasProgram: Bool { FileManager.default.isExecutableFile(atPath: program) }

  /// Names of the installed models, ascending.
  package var models: [String] {
    // No folder, no models.
    let files = (try? FileManager.default.contentsOfDirectory(atPath: modelFolder)) ?? []
    return files.filter { $0.hasSuffix(".gguf") && !$0.hasPrefix(".") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// What `model.local` means here.
  /// - Parameter setting: `auto`, `off`, the name of an installed model, or the path of a GGUF file.
  /// - Returns: nil where there is nothing to run, and nothing was asked for.
  /// - Throws: `configuration` when what was asked for is not there.
  package func choice(_ setting: String) throws(MnemeError) -> EngineChoice? {
    switch setting {
    case "off": return nil
    case "auto":
      guard hasProgram, let name = models.first else { return nil }
      return choice(name, at: model(named: name))
    default:
      guard hasProgram else {
        throw MnemeError(
          .configuration,
          "model.local asks for a local model, but the engine is not installed: run 'mneme models install local-chat'.")
      }
      if models.contains(setting) { return choice(setting, at: model(named: setting)) }
      guard FileManager.default.isReadableFile(atPath: setting) else {
        throw MnemeError(
          .configuration,
          "model.local must be 'auto', 'off', the name of an installed model, or the path of a GGUF file.")
      }
      let file = URL(fileURLWithPath: setting)
      return choice(file.deletingPathExtension().lastPathComponent, at: file.path)
    }
  }

  private func choice(_ name: String, at path: String) -> EngineChoice {
    // Model files are often links into a cache of their own. A size that is unknown counts as small.
    let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: real)
    let size = (attributes?[.size] as? NSNumber)?.intValue ?? 0
    return EngineChoice(program: program, name: name, file: path, isSmall: size < EngineChoice.smallBytes)
  }
}

/// A model to run, and what runs it.
package struct EngineChoice: Sendable, Hashable {
  package let program: String
  /// What clients ask for.
  package let name: String
  package let file: String
  package let isSmall: Bool

  /// No model below this size was found able to judge what it reads.
  static let smallBytes = 1 << 30

  package init(program: String, name: String, file: String, isSmall: Bool) {
    self.program = program
    self.name = name
    self.file = file
    self.isSmall = isSmall
  }

  /// A small model on a processor reads some hundred tokens a second, so a long prompt is a long silence.
  package var profile: ModelProfile {
    ModelProfile(window: isSmall ? 2048 : 8192, isSmall: isSmall, givesLogprobs: true)
  }
}
