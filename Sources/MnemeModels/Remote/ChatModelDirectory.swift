package import MnemeCore

/// Turns the configuration into the language models there are, best first.
package struct ChatModelDirectory: Sendable {
  package struct Resolution: Sendable {
    /// The default first; empty when nothing is configured and nothing was found. Names are unique.
    package let models: [any ChatModel]
    /// Servers found by probing.
    package let found: [ModelProbe.Found]
    /// What a person should know, one sentence each.
    package let notes: [String]
  }

  /// Models of one server that are offered; a gateway may list hundreds.
  private static let modelsPerServer = 64
  /// Names of our own models, never given to another's.
  private static let reserved: Set<String> = ["mneme", "recall"]

  private let settings: ChatModelSettings
  private let fetcher: any HTTPFetching
  private let probe: ModelProbe
  private let clock: any WallClock

  package init(
    settings: ChatModelSettings, fetcher: any HTTPFetching, probe: ModelProbe? = nil,
    clock: any WallClock = SystemClock()
  ) {
    self.settings = settings
    self.fetcher = fetcher
    self.probe = probe ?? ModelProbe(fetcher: fetcher)
    self.clock = clock
  }

  /// With a base URL: the configured model, or else those that the server lists. Without: those found on loopback, the
  /// configured name first. A server that is down is a note, not an error: its model is there when it comes back.
  /// - Throws: `configuration` for a base URL that is none.
  package func resolve(ownPorts: Set<Int> = []) async throws(MnemeError) -> Resolution {
    if let baseURL = settings.baseURL, !baseURL.isEmpty { return try await configured(baseURL) }
    guard settings.probe else { return Resolution(models: [], found: [], notes: []) }
    let found = await probe.find(except: ownPorts)
    var entries = found.flatMap { server in
      server.models.prefix(Self.modelsPerServer).map { (name: $0, endpoint: server.endpoint) }
    }
    var notes: [String] = []
    if let wanted = settings.model {
      if let place = entries.firstIndex(where: { $0.name == wanted }) {
        entries.insert(entries.remove(at: place), at: 0)
      } else {
        notes.append("No server on this machine offers the model \(wanted).")
      }
    }
    return Resolution(models: unique(entries), found: found, notes: notes)
  }

  private func configured(_ baseURL: String) async throws(MnemeError) -> Resolution {
    let endpoint = try RemoteEndpoint(baseURL, speaks: settings.speaks)
    if let name = settings.model, !name.isEmpty {
      return Resolution(models: [model(name, remoteName: name, at: endpoint)], found: [], notes: [])
    }
    let list: RemoteModelList
    do {
      list = try await RemoteModelList(
        endpoint: endpoint, apiKey: settings.apiKey, fetcher: fetcher, timeout: .seconds(5)
      ).load()
    } catch {
      let reason = (error as? MnemeError)?.message ?? "\(endpoint.server) did not list its models."
      return Resolution(
        models: [model("remote", remoteName: nil, at: endpoint)], found: [], notes: [reason])
    }
    guard !list.isMneme else {
      return Resolution(
        models: [], found: [], notes: ["\(endpoint.server) is a Mneme itself; set the base URL of a language model."])
    }
    let entries = list.chatModels.prefix(Self.modelsPerServer).map { (name: $0, endpoint: endpoint) }
    let notes = entries.isEmpty ? ["\(endpoint.server) lists no chat model; load one."] : []
    return Resolution(models: unique(entries), found: [], notes: notes)
  }

  private func unique(_ entries: [(name: String, endpoint: RemoteEndpoint)]) -> [any ChatModel] {
    var taken = Self.reserved
    return entries.filter { taken.insert($0.name).inserted }
      .map { model($0.name, remoteName: $0.name, at: $0.endpoint) }
  }

  private func model(_ name: String, remoteName: String?, at endpoint: RemoteEndpoint) -> any ChatModel {
    var settings = settings
    // The key belongs to the configured server and to no other.
    if self.settings.baseURL == nil { settings.apiKey = nil }
    return RemoteChatModel(
      name: name, remoteName: remoteName, endpoint: endpoint, settings: settings, fetcher: fetcher, clock: clock)
  }
}
