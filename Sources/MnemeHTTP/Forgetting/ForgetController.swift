import HTTPTypes
import Hummingbird
import MnemeCore

/// `POST /v1/forget`: erasure with a receipt.
struct ForgetController: Sendable {
  let forgetting: any ForgettingService
  let maxBodyBytes: Int

  func forget(_ scope: RequestScope) async throws -> Response {
    let body = try await scope.decode(strict: ForgetBody.self, limit: maxBodyBytes)
    let receipt = try await forgetting.forget(
      try body.selection(), in: try scope.space(), dryRun: body.dryRun ?? false)
    return .json(.ok, receipt.json)
  }
}
