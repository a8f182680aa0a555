package import MnemeCore
import Synchronization

/// Embedding models by name: the one that memory uses, the encoder of this process, and others of the same server.
package final class EmbedderShelf: EmbeddingModels {
  /// What the encoder of this process is called.
  package static let localName = "all-MiniLM-L6-v2"
  /// Others of the server that are kept ready, in all their dimensions.
  private static let kept = 8

  private let main: any Embedder
  private let local: LocalEmbedder
  private let settings: EmbeddingSettings
  private let fetcher: any HTTPFetching
  private let clock: any WallClock
  private let others = Mutex<[String: RemoteEmbedder]>([:])

  /// - Parameters:
  ///   - main: what memory uses.
  ///   - local: the encoder of this process, `main` itself or another; loaded when it is asked for first.
  package init(
    main: any Embedder, local: LocalEmbedder, settings: EmbeddingSettings, fetcher: any HTTPFetching,
    clock: any WallClock
  ) {
    self.main = main
    self.local = local
    self.settings = settings
    self.fetcher = fetcher
    self.clock = clock
  }

  private var remoteName: String? { settings.baseURL?.isEmpty ?? true ? nil : settings.model }

  package var names: [String] { [remoteName, Self.localName].compactMap(\.self) }

  package func embedder(named name: String?, dimension: Int?) throws(MnemeError) -> any Embedder {
    let name = name == nil || name == "mneme" ? names[0] : name ?? names[0]
    if name == Self.localName || name == local.info.model {
      guard dimension == nil || dimension == local.info.dimension else {
        throw MnemeError(
          .invalidInput,
          "The vectors of \(Self.localName) have \(local.info.dimension) numbers; leave out 'dimensions'.")
      }
      local.start()
      return local
    }
    guard let remoteName else { throw unknown }
    if name == remoteName, dimension == nil || dimension == main.info.dimension { return main }
    return try other(name, dimension: dimension)
  }

  /// Ends the encoder of this process.
  package func shutdown() async { await local.shutdown() }

  /// Another model of the server, or the same with shorter vectors.
  private func other(_ name: String, dimension: Int?) throws(MnemeError) -> RemoteEmbedder {
    let own = KnownEmbeddings.dimension(of: name)
    // Of a model that nobody knows nothing can be promised.
    guard let length = dimension ?? own, name == remoteName || own != nil else { throw unknown }
    if let own, length > own || !KnownEmbeddings.canShorten(name) && length != own {
      throw MnemeError(.invalidInput, "The vectors of this model have \(own) numbers and cannot have \(length).")
    }
    let key = "\(name)/\(length)"
    if let known = others.withLock({ $0[key] }) { return known }
    var settings = settings
    settings.model = name
    settings.dimension = length
    let made = try RemoteEmbedder(settings: settings, fetcher: fetcher, clock: clock)
    others.withLock { others in
      if others.count >= Self.kept { others.removeAll() }
      others[key] = made
    }
    return made
  }

  private var unknown: MnemeError {
    MnemeError(
      .notFound,
      "There is no such embedding model; there \(names.count > 1 ? "are" : "is") \(names.joined(separator: ", ")).")
  }
}
