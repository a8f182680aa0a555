import HTTPTypes
import Hummingbird
import MnemeCore
import NIOCore

/// `GET /metrics`, for Prometheus; access is that of every other address.
struct MetricsController: Sendable {
  let page: any MetricsPage

  func show(_ scope: RequestScope) async throws -> Response {
    let text = await page.text()
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/plain; version=0.0.4; charset=utf-8", .contentLength: String(text.utf8.count),
      ],
      body: .init(byteBuffer: ByteBuffer(string: text)))
  }
}
