import Foundation
import MnemeCore

/// Tests of models in a running server.
struct RemoteExtraction: ExtractionService {
  let client: APIClient

  func testExtraction(of model: String?) async throws(MnemeError) -> ExtractionFloor {
    var request = client.request("POST", "/v1/extraction", body: try client.encode(Test(model: model)))
    request.headTimeout = RemoteUpkeep.patience
    return try await client.decode(WireFloor.self, request).floor
  }

  func extractionResults() async throws(MnemeError) -> [ExtractionFloor] {
    try await client.decode(WireFloors.self, client.request("GET", "/v1/extraction")).results.map(\.floor)
  }

  private struct Test: Encodable {
    let model: String?
  }
}

/// A result in the HTTP API.
struct WireFloor: Codable {
  let model: String
  let passed: Int
  let cases: Int
  let testedAt: Date
  let mayWork: Bool

  init(_ floor: ExtractionFloor) {
    model = floor.model
    passed = floor.passed
    cases = floor.cases
    testedAt = floor.testedAt
    mayWork = floor.isPassed
  }

  var floor: ExtractionFloor { ExtractionFloor(model: model, passed: passed, cases: cases, testedAt: testedAt) }
}

struct WireFloors: Codable {
  let results: [WireFloor]
}
