import HTTPTypes
import Hummingbird
import MnemeCore

/// `/v1/extraction`: which language models may work in the background.
struct ExtractionController: Sendable {
  let extraction: any ExtractionService
  let maxBodyBytes: Int
  private let places = Places()

  init(extraction: any ExtractionService, maxBodyBytes: Int) {
    self.extraction = extraction
    self.maxBodyBytes = maxBodyBytes
  }

  private struct Test: StrictBody {
    var model: String?

    enum CodingKeys: String, CodingKey, CaseIterable { case model }
  }

  func results(_ scope: RequestScope) async throws -> Response {
    .json(.ok, ["results": .array(try await extraction.extractionResults().map(\.json))])
  }

  /// One test at a time; the answer comes when it is done.
  func test(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(strict: Test.self, limit: maxBodyBytes, isOptional: true)
    guard let place = places.take(limit: 1) else {
      throw MnemeError(.conflict, "A model is being tested already; try again when that is done.")
    }
    defer { place.release() }
    return .json(.ok, try await extraction.testExtraction(of: body.model).json)
  }
}

extension ExtractionFloor {
  fileprivate var json: JSON {
    [
      "model": .string(model), "passed": .number(passed), "cases": .number(cases), "tested_at": .time(testedAt),
      "may_work": .bool(isPassed),
    ]
  }
}
