import Foundation
import MnemeCore

/// The models that a server lists.
struct RemoteModelList {
  /// In the server's order, without those that by their name only embed, rank or hear.
  private(set) var chatModels: [String] = []
  /// It is a Mneme: asking it would be asking ourselves.
  private(set) var isMneme = false
  private let endpoint: RemoteEndpoint
  private let apiKey: String?
  private let fetcher: any HTTPFetching
  private let timeout: Duration

  init(endpoint: RemoteEndpoint, apiKey: String?, fetcher: any HTTPFetching, timeout: Duration) {
    self.endpoint = endpoint
    self.apiKey = apiKey
    self.fetcher = fetcher
    self.timeout = timeout
  }

  /// - Throws: `timeout`, `unauthorized`, `notFound` or `upstream`.
  func load() async throws -> RemoteModelList {
    let server = endpoint.server
    return try await withDeadline(timeout, "\(server) did not list its models in time.") {
      [self] in
      let response = try await fetcher.fetch(
        FetchRequest(
          url: endpoint.modelsURL, headers: endpoint.headers(apiKey: apiKey), headTimeout: timeout,
          idleTimeout: timeout))
      let body = try await response.collect(upTo: 4 << 20)
      guard response.status != 404 else {
        throw MnemeError(
          .notFound, "\(server) has no list of models; check the base URL, or set the model's name.")
      }
      guard response.status == 200 else {
        throw RemoteFailure(response, body: body, now: Date()).error(server: server, model: "list")
      }
      let wire: WireModels
      do throws(MnemeError) {
        wire = try endpoint.speaks.wire(server: server).models(body)
      } catch {
        throw MnemeError(.upstream, "\(server) sent something that is not a list of models.", underlying: error)
      }
      var list = self
      list.isMneme =
        response.headers.contains { $0.name.lowercased().hasPrefix("x-mneme") }
        || response.header("Server")?.lowercased().contains("mneme") == true
        || wire.isMneme
      var seen: Set<String> = []
      list.chatModels = wire.names.filter { Self.isChatModel($0) && seen.insert($0).inserted }
      return list
    }
  }

  /// Names that say what a model is for; everything else may chat.
  private static let otherKinds = [
    "embed", "minilm", "bge-", "rerank", "whisper", "text-to-speech", "tts-", "dall-e", "moderation",
  ]

  static func isChatModel(_ name: String) -> Bool {
    let lower = name.lowercased()
    return (1...200).contains(name.unicodeScalars.count)
      && !name.unicodeScalars.contains { $0.properties.generalCategory == .control }
      && !otherKinds.contains { lower.contains($0) }
  }
}
