import MnemeCore

/// The requests of a login: their addresses are what other programs name, so they lead no nearer to this machine than the server
/// itself stands.
struct LoginFetcher: HTTPFetching {
  let http: any HTTPFetching
  /// The server's address.
  let server: String

  /// Redirects of one document.
  private static let redirects = 3

  func fetch(_ request: FetchRequest) async throws(MnemeError) -> FetchResponse {
    var request = request
    request.scope = FetchScope(likeHostOf: server, redirects: Self.redirects)
    return try await http.fetch(request)
  }
}
