import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /openapi.json`: what this server answers, made of its routes.
struct OpenAPIController: Sendable {
  private let bytes: ByteBuffer

  init(_ document: APIDocument) { bytes = ByteBuffer(bytes: document.json.bytes) }

  func show(_ scope: RequestScope) async throws -> Response {
    Response(
      status: .ok,
      headers: [.contentType: "application/json", .contentLength: String(bytes.readableBytes)],
      body: .init(byteBuffer: bytes))
  }
}
