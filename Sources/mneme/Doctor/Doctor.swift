import Foundation
import MnemeCore
import MnemeModels
import MnemeTools

/// The checks of `mneme doctor`, in the order in which they are shown.
struct Doctor: Sendable {
  let loaded: LoadedSettings
  /// Why secrets that the system keeps are not to be had, one sentence each.
  var unknownSecrets: [String] = []
  let http: any HTTPFetching
  var now = Date()
  var environment = ProcessInfo.processInfo.environment

  var settings: Settings { loaded.settings }
  var directory: DataDirectory { DataDirectory(settings.dataDirectory) }

  func examine() async -> [Finding] {
    let condition = directory.condition()
    let holder = condition == .usable ? lockHolder() : .nobody
    var findings = configuration()
    findings.append(dataDirectory(condition))
    findings.append(await lock(holder))
    if condition == .usable { findings += permissions() }
    findings += await database(condition, holder)
    findings.append(backups(now: now))
    findings += await encoder()
    findings.append(IdentityCheck.finding(directory))
    findings += await chatModels()
    findings.append(port(holder))
    findings += access()
    findings.append(disk())
    findings.append(clock(now: now))
    findings.append(language(environment))
    findings.append(log())
    findings.append(pdf())
    return findings
  }

  // MARK: - Configuration and directory

  private func configuration() -> [Finding] {
    var findings = (loaded.problems.map(\.message) + unknownSecrets).map { Finding(.fail, "configuration", $0) }
    if findings.isEmpty {
      let source = loaded.configurationFile ?? "no file, \(loaded.origins.count) values set elsewhere"
      findings.append(Finding(.ok, "configuration", source))
    }
    return findings + loaded.warnings.map { Finding(.warn, "configuration", $0) }
  }

  private func dataDirectory(_ condition: DataDirectory.Condition) -> Finding {
    switch condition {
    case .unusable(let reason): return Finding(.fail, "data directory", reason)
    case .missing: return Finding(.ok, "data directory", "\(directory.path) will be made at the first use")
    case .usable:
      let mode = (try? FileManager.default.attributesOfItem(atPath: directory.path))?[.posixPermissions] as? Int
      if let mode, mode & 0o077 != 0 {
        return Finding(
          .warn, "data directory", "\(directory.path) is open to other users; the next start closes it (0700)")
      }
      return Finding(.ok, "data directory", directory.path)
    }
  }

  // MARK: - Lock

  enum LockHolder: Sendable {
    case nobody
    case server(ServerRecord)
    case process
  }

  private func lockHolder() -> LockHolder {
    guard DataDirectoryLock.isHeld(directory) else { return .nobody }
    return ServerRecord.read(from: directory).map(LockHolder.server) ?? .process
  }

  private func lock(_ holder: LockHolder) async -> Finding {
    switch holder {
    case .nobody: return Finding(.ok, "lock", "free: no server runs on this directory")
    case .process: return Finding(.ok, "lock", "held by another command or by a server that is starting")
    case .server(let record):
      let client = APIClient(http: http, base: record.url, key: Access.key(for: record, settings))
      var request = client.request("GET", "/health/quick")
      request.headTimeout = .seconds(5)
      do throws(MnemeError) {
        _ = try await client.data(request)
        return Finding(.ok, "lock", "a server runs: \(record.url) (process \(record.process))")
      } catch {
        return Finding(
          .fail, "lock",
          "process \(record.process) has the directory but does not answer at \(record.url); stop it and start again")
      }
    }
  }

  private func database(_ condition: DataDirectory.Condition, _ holder: LockHolder) async -> [Finding] {
    switch condition {
    case .missing: return [Finding(.ok, "database", "none yet")]
    case .unusable: return [Finding(.warn, "database", "not looked at: first see to the data directory")]
    case .usable: break
    }
    switch holder {
    case .nobody: return await DatabaseCheck.findings(directory)
    case .process: return [Finding(.ok, "database", "in use by another process; stop it for a full check")]
    case .server(let record): return await served(record)
    }
  }

  /// What the server tells of itself: it looks at its own parts better than anybody else.
  private func served(_ record: ServerRecord) async -> [Finding] {
    let client = APIClient(http: http, base: record.url, key: Access.key(for: record, settings))
    do throws(MnemeError) {
      let health = try await client.decode(WireHealth.self, client.request("GET", "/health"))
      return health.findings + [Finding(.ok, "database", "in use by the server; stop it for a full check")]
    } catch {
      return [Finding(.fail, "server", "it does not tell how it does: \(error.message)")]
    }
  }

  // MARK: - Surroundings

  private func encoder() async -> [Finding] {
    guard let base = settings.embedding.baseURL, !base.isEmpty else {
      return [
        await ModelFiles(directory: settings.embeddingModelDirectory).finding(),
        Finding(
          .ok, "languages",
          "the local encoder knows English; it is weak in Korean, where word matching carries the search"),
      ]
    }
    do throws(MnemeError) {
      let embedder = try RemoteEmbedder(settings: settings.embedding, fetcher: http)
      _ = try await embedder.embed(["A short sentence."], as: .query)
      return [Finding(.ok, "encoder", "\(embedder.info.model) at \(base)")]
    } catch {
      return [Finding(error.code == .configuration ? .fail : .warn, "encoder", error.message.oneLine)]
    }
  }

  /// The server of `model.url`, and what the list of providers lacks.
  func chatModels() async -> [Finding] {
    let providers = await self.providers()
    if settings.chatModel.baseURL == nil, !providers.isEmpty { return providers }
    return [await chatModel()] + providers
  }

  private func providers() async -> [Finding] {
    guard let path = ChatModelSetup.providersFile(settings) else { return [] }
    do throws(MnemeError) {
      let kept = try await ChatModelSetup.keptKeys(settings)
      let (list, notes) = try ProviderList.read(
        path, environment: environment, home: FileManager.default.homeDirectoryForCurrentUser.path, kept: kept)
      let names = list.providers.map(\.name).joined(separator: ", ")
      let usable = list.providers.isEmpty ? Finding.Level.warn : .ok
      return [Finding(usable, "providers", list.providers.isEmpty ? "none of \(path) can be used" : names)]
        + notes.map { Finding(.warn, "providers", $0) }
    } catch {
      return [Finding(.fail, "providers", error.message.oneLine)]
    }
  }

  private func chatModel() async -> Finding {
    guard let base = settings.chatModel.baseURL else {
      return Finding(
        .warn, "chat model",
        settings.chatModel.probe
          ? "none configured; a local one is looked for at start, else answers come from memory alone (MNEME_MODEL_URL)"
          : "none configured: answers come from memory alone (MNEME_MODEL_URL)")
    }
    let endpoint: RemoteEndpoint
    do throws(MnemeError) {
      endpoint = try RemoteEndpoint(base, speaks: settings.chatModel.speaks)
    } catch {
      return Finding(.fail, "chat model", error.message)
    }
    do throws(MnemeError) {
      let response = try await http.fetch(
        FetchRequest(
          url: endpoint.modelsURL, headers: endpoint.headers(apiKey: settings.chatModel.apiKey),
          headTimeout: .seconds(5)))
      switch response.status {
      case 200..<300: return Finding(.ok, "chat model", "\(base) answers")
      case 401, 403: return Finding(.warn, "chat model", "\(base) refuses the key; check MNEME_MODEL_KEY")
      default:
        return Finding(
          .warn, "chat model", "\(base) answers with status \(response.status); is the URL that of a model's server?")
      }
    } catch {
      return Finding(.warn, "chat model", "\(base) does not answer; is the model server running?")
    }
  }

  private func port(_ holder: LockHolder) -> Finding {
    let (host, port) = (settings.server.host, settings.server.port)
    if port == 0 { return Finding(.ok, "port", "a free one is picked at start") }
    // It listens where it was told to, whatever the configuration says now.
    if case .server(let record) = holder { return Finding(.ok, "port", "the running server listens on \(record.url)") }
    switch PortProbe.probe(host: host, port: port) {
    case .free: return Finding(.ok, "port", "\(port) on \(host) is free")
    case .taken:
      return Finding(.fail, "port", "\(port) on \(host) is used by another program; choose another with --port")
    case .notAllowed:
      return Finding(.fail, "port", "\(port) may not be opened by this user; choose one from 1024 with --port")
    case .badHost:
      return Finding(.fail, "port", "\(host) is no address of this machine; use 127.0.0.1 (--host)")
    }
  }

  /// Optional: nothing else needs these programs.
  private func pdf() -> Finding {
    let missing = PDFReader.missingPrograms()
    if missing.isEmpty { return Finding(.ok, "PDF files", "pages and text can be read") }
    return Finding(
      .ok, "PDF files", "refused in messages: \(missing.joined(separator: ", ")) missing; \(PDFReader.installation)")
  }

  private func disk() -> Finding {
    let space = DiskSpace(at: directory.path)
    guard let mebibytes = space.mebibytes else {
      return Finding(.warn, "disk", "the free space of \(space.path) cannot be read")
    }
    let health = space.health
    return Finding(Finding.Level(health.state), "disk", health.message ?? "\(mebibytes) MiB free")
  }
}
