import MnemeCore

/// The language models of a running server.
struct RemoteModels: ModelInspection {
  let client: APIClient

  func modelReport() async throws(MnemeError) -> ModelReport {
    try await client.decode(ModelReport.self, client.request("GET", "/v1/providers"))
  }
}
