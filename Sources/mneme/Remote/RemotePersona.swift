import Foundation
import MnemeCore

/// The persona of a running server.
struct RemotePersona: PersonaService {
  let client: APIClient

  func persona(in space: SpaceID) async throws(MnemeError) -> PersonaDescription {
    try await client.decode(WirePersona.self, client.request("GET", "/v1/persona", space: space)).persona
  }

  func insights(in space: SpaceID) async throws(MnemeError) -> [LearnedInsight] {
    try await client.decode(WireInsights.self, client.request("GET", "/v1/persona/insights", space: space)).insights
      .map(\.insight)
  }

  func retire(insight id: String, in space: SpaceID) async throws(MnemeError) -> LearnedInsight {
    let path = id.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "-._"))) ?? id
    return try await client.decode(
      WireInsight.self, client.request("DELETE", "/v1/persona/insights/\(path)", space: space)
    ).insight
  }
}
