package import MnemeCore

/// Turns the configuration into the language models there are, best first.
package struct ChatModelDirectory: Sendable {
  package struct Resolution: Sendable {
    /// The default first; empty when nothing is configured and nothing was found. Names are unique.
    package var models: [RoutedChatModel] = []
    /// The first one, with the models that stand in for it when it fails.
    package var standard: RoutedChatModel?
    /// Why the first one is the first, one sentence.
    package var why = "No language model is configured, and none was found on this machine."
    /// Servers found by probing.
    package var found: [ModelProbe.Found] = []
    /// What a person should know, one sentence each.
    package var notes: [String] = []

    package init() {}
  }

  /// Models of one server that are offered; a gateway may list hundreds.
  private static let modelsPerServer = 64

  private let settings: ChatModelSettings
  private let providers: ProviderList
  private let ledger: RouteLedger
  private let local: (any ChatModel)?
  private let fetcher: any HTTPFetching
  private let probe: ModelProbe
  private let clock: any WallClock

  /// - Parameters:
  ///   - providers: those of the owner's list.
  ///   - local: the model of the local engine; it comes after all others.
  package init(
    settings: ChatModelSettings, providers: ProviderList = ProviderList(), ledger: RouteLedger = RouteLedger(),
    local: (any ChatModel)? = nil, fetcher: any HTTPFetching, probe: ModelProbe? = nil,
    clock: any WallClock = SystemClock()
  ) {
    self.settings = settings
    self.providers = providers
    self.ledger = ledger
    self.local = local
    self.fetcher = fetcher
    self.probe = probe ?? ModelProbe(fetcher: fetcher)
    self.clock = clock
  }

  /// The models of the base URL, then those of the list of providers; where there is neither, those found on loopback. The
  /// configured name comes first. A server that is down is a note, not an error: its model is there when it comes back.
  /// - Throws: `configuration` for a base URL that is none.
  package func resolve(ownPorts: Set<Int> = []) async throws(MnemeError) -> Resolution {
    var catalog = ModelCatalog()
    var resolution = Resolution()
    var why = ""
    let baseURL = settings.baseURL ?? ""
    if !baseURL.isEmpty {
      try await addConfigured(baseURL, to: &catalog, &resolution.notes)
      why = "It is the first model of the server that model.url names."
    }
    for provider in providers.providers { try await add(provider, to: &catalog, &resolution.notes) }
    if why.isEmpty || catalog.isEmpty { why = "It is the first model of the list of providers." }
    if baseURL.isEmpty, providers.providers.isEmpty, settings.probe {
      resolution.found = ledger.found(await probe.find(except: ownPorts))
      for server in resolution.found { add(server, to: &catalog) }
      if let first = resolution.found.first {
        why = "It is the first model of \(first.product), which was found on this machine."
      }
    }
    if let local, !catalog.contains(local.name) {
      if catalog.isEmpty { why = "It runs in the local engine; no other model is configured, and none was found." }
      catalog.add(
        Route(model: local, provider: "local engine", server: nil, health: ledger.health(of: "local", isNear: true)))
    }
    let wanted: [(name: String?, why: String)] = [
      (settings.model, "model.name asks for it."), (providers.standard, "The list of providers makes it the default."),
    ]
    for case (let name?, let reason) in wanted where !name.isEmpty {
      if catalog.contains(name) {
        catalog.prefer(name)
        why = reason
        break
      }
      resolution.notes.append("No server offers the model \(name).")
    }
    for name in providers.fallbacks where !catalog.contains(name) {
      resolution.notes.append("No server offers the model \(name), which is to stand in for the default one.")
    }
    resolution.models = catalog.models
    resolution.standard = catalog.standard(fallbacks: providers.fallbacks)
    if !catalog.isEmpty { resolution.why = why }
    return resolution
  }

  // MARK: Sources of models

  private func addConfigured(_ baseURL: String, to catalog: inout ModelCatalog, _ notes: inout [String])
    async throws(MnemeError)
  {
    let endpoint = try RemoteEndpoint(baseURL, speaks: settings.speaks)
    let health = ledger.health(of: endpoint.base, isNear: endpoint.isPrivate)
    func add(_ name: String, remoteName: String?) {
      catalog.add(
        Route(
          model: model(name, remoteName: remoteName, at: endpoint, key: settings.apiKey, window: nil),
          provider: "model.url", server: endpoint.server, health: health))
    }
    if let name = settings.model, !name.isEmpty { return add(name, remoteName: name) }
    switch await list(of: endpoint, key: settings.apiKey) {
    case .failure(let error):
      notes.append(error.message)
      add("remote", remoteName: nil)
    case .success(let list) where list.isMneme:
      notes.append("\(endpoint.server) is a Mneme itself; set the base URL of a language model.")
    case .success(let list):
      if list.chatModels.isEmpty { notes.append("\(endpoint.server) lists no chat model; load one.") }
      for name in list.chatModels.prefix(Self.modelsPerServer) { add(name, remoteName: name) }
    }
  }

  private func add(_ provider: ProviderList.Provider, to catalog: inout ModelCatalog, _ notes: inout [String])
    async throws(MnemeError)
  {
    let endpoint = try RemoteEndpoint(provider.url, speaks: provider.speaks)
    var models = provider.models
    if models.isEmpty {
      switch await list(of: endpoint, key: provider.keys.first?.secret) {
      case .failure(let error): notes.append("Provider \(provider.name): \(error.message)")
      case .success(let list) where list.isMneme: notes.append("Provider \(provider.name) is a Mneme itself.")
      case .success(let list):
        models = list.chatModels.prefix(Self.modelsPerServer).map { ProviderList.Model(name: $0, remote: $0) }
      }
    }
    // Each key has its own health: one that is refused or limited says nothing of the others.
    let keys = provider.keys.isEmpty ? [nil] : provider.keys.map(Optional.some)
    let entries = keys.map { key in
      let place = "\(provider.name)/\(key?.id ?? "")"
      return (
        key: key,
        health: ledger.health(
          of: place, requestsPerMinute: provider.requestsPerMinute, isNear: endpoint.isPrivate),
        budget: key.flatMap { ledger.budget(of: place, limits: $0.limits) }
      )
    }
    for model in models {
      for entry in entries {
        catalog.add(
          Route(
            model: self.model(
              model.name, remoteName: model.remote, at: endpoint, key: entry.key?.secret, window: model.window,
              images: model.images, attempts: keys.count > 1 ? 2 : nil),
            provider: provider.name, server: endpoint.server, health: entry.health, budget: entry.budget,
            price: model.price))
      }
    }
  }

  private func add(_ server: ModelProbe.Found, to catalog: inout ModelCatalog) {
    let health = ledger.health(of: server.endpoint.base, isNear: true)
    for name in server.models.prefix(Self.modelsPerServer) where !catalog.contains(name) {
      // No key: it belongs to the configured server and to no other.
      catalog.add(
        Route(
          model: model(name, remoteName: name, at: server.endpoint, key: nil, window: nil), provider: server.product,
          server: server.endpoint.server, health: health))
    }
  }

  /// The server's list, or the one it gave last.
  private func list(of endpoint: RemoteEndpoint, key: String?) async -> Result<RemoteModelList, MnemeError> {
    do {
      let list = try await RemoteModelList(
        endpoint: endpoint, apiKey: key, fetcher: fetcher, timeout: .seconds(5)
      ).load()
      ledger.remember(list, of: endpoint.base)
      return .success(list)
    } catch {
      if let known = ledger.list(of: endpoint.base) { return .success(known) }
      return .failure(
        error as? MnemeError ?? MnemeError(.upstream, "\(endpoint.server) did not list its models.", underlying: error))
    }
  }

  private func model(
    _ name: String, remoteName: String?, at endpoint: RemoteEndpoint, key: String?, window: Int?,
    images: Bool? = nil, attempts: Int? = nil
  ) -> any ChatModel {
    var settings = settings
    settings.apiKey = key
    settings.contextTokens = window ?? settings.contextTokens
    settings.seesImages = images ?? settings.seesImages
    var retry = RetryPolicy()
    if let attempts { retry.attempts = attempts }
    return RemoteChatModel(
      name: name, remoteName: remoteName, endpoint: endpoint, settings: settings, fetcher: fetcher, retry: retry,
      clock: clock)
  }
}
