package import MnemeCore

/// Looks for language models on the loopback ports where local servers usually listen.
package struct ModelProbe: Sendable {
  package struct Place: Sendable, Hashable {
    package let product: String
    package let port: Int

    package init(product: String, port: Int) {
      self.product = product
      self.port = port
    }

    /// In order of preference.
    package static let usual = [
      Place(product: "Ollama", port: 11434), Place(product: "llama.cpp", port: 8080),
      Place(product: "LM Studio", port: 1234), Place(product: "vLLM", port: 8000),
    ]
  }

  package struct Found: Sendable, Hashable {
    /// What usually listens on that port; another product may answer there.
    package let product: String
    package let endpoint: RemoteEndpoint
    /// Chat models in the server's order, at least one.
    package let models: [String]
  }

  private let fetcher: any HTTPFetching
  private let places: [Place]
  private let patience: Duration

  /// - Parameter patience: for each place; all are asked at once.
  package init(
    fetcher: any HTTPFetching, places: [Place] = Place.usual, patience: Duration = .milliseconds(500)
  ) {
    self.fetcher = fetcher
    self.places = places
    self.patience = patience
  }

  /// Servers that list a chat model, in the order of the places whatever the order of their answers. Never throws: a place
  /// that does not answer as a model's server is none.
  /// - Parameter ownPorts: where this process listens; not asked.
  package func find(except ownPorts: Set<Int> = []) async -> [Found] {
    await withTaskGroup(of: (Int, Found?).self) { group in
      for (rank, place) in places.enumerated() where !ownPorts.contains(place.port) {
        group.addTask { (rank, await look(at: place)) }
      }
      var found: [(Int, Found)] = []
      for await case (let rank, let server?) in group { found.append((rank, server)) }
      return found.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  private func look(at place: Place) async -> Found? {
    // A refused connection, a web page, a missing route: each means that no model's server listens here.
    guard let endpoint = try? RemoteEndpoint("http://127.0.0.1:\(place.port)"),
      let list = try? await RemoteModelList(
        endpoint: endpoint, apiKey: nil, fetcher: fetcher, timeout: patience
      ).load(), !list.isMneme, !list.chatModels.isEmpty
    else { return nil }
    return Found(product: place.product, endpoint: endpoint, models: list.chatModels)
  }
}
