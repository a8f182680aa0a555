import MnemeCore
import MnemeNet

/// A running server as the commands see it: the same ports as in process, over its HTTP API.
enum RemoteServices {
  static func connect(to url: String, key: String?) -> Services {
    let fetcher = HTTPFetcher()
    let client = APIClient(http: fetcher, base: APIClient.base(of: url), key: key)
    return Services(
      memory: RemoteMemory(client: client), curation: RemoteCuration(client: client),
      imports: RemoteImports(client: client), chat: RemoteChat(client: client),
      archive: RemoteArchive(client: client), graph: RemoteGraph(client: client),
      forgetting: RemoteForgetting(client: client), transfer: RemoteTransfer(client: client),
      maintenance: RemoteUpkeep(client: client), prompts: RemotePrompts(client: client),
      models: RemoteModels(client: client), persona: RemotePersona(client: client),
      extraction: RemoteExtraction(client: client), tools: RemoteTools(client: client),
      schedule: RemoteSchedule(client: client), keys: RemoteAccess(client: client),
      people: RemoteAccess(client: client),
      close: { await fetcher.shutdown() })
  }

  /// Runs `body` with the event feed of the server.
  static func withEvents(of url: String, key: String?, _ body: (RemoteEvents) async throws -> Void) async throws {
    let fetcher = HTTPFetcher()
    do {
      try await body(RemoteEvents(client: APIClient(http: fetcher, base: APIClient.base(of: url), key: key)))
    } catch {
      await fetcher.shutdown()
      throw error
    }
    await fetcher.shutdown()
  }
}
