import MnemeCore
import MnemeNet

/// A running server as the commands see it: the same ports as in process, over its HTTP API.
enum RemoteServices {
  static func connect(to url: String, key: String?) -> Services {
    let fetcher = HTTPFetcher()
    let client = APIClient(http: fetcher, base: APIClient.base(of: url), key: key)
    return Services(
      memory: RemoteMemory(client: client), imports: RemoteImports(client: client),
      chat: RemoteChat(client: client), close: { await fetcher.shutdown() })
  }
}
