import HTTPTypes
import Hummingbird
import Logging
import MnemeCore
import NIOCore

/// `GET /v1/export`: a whole space as lines of JSON, read from the store as fast as the client takes them.
struct ExportController: Sendable {
  let transfer: any TransferService
  let logger: Logger

  /// Bytes after which lines are sent.
  private static let pieceBytes = 64 << 10

  func run(_ scope: RequestScope) async throws -> Response {
    let space = try scope.space()
    let headers: HTTPFields = [
      .contentType: "application/x-ndjson",
      .contentDisposition: "attachment; filename=\"mneme-\(space.rawValue).jsonl\"",
    ]
    if scope.request.method == .head { return Response(status: .ok, headers: headers) }
    let lines = transfer.export(space)
    // A store that fails at once still has its status.
    let first = try await ExportController.first(of: lines)
    let body = ResponseBody { writer in
      do {
        try await ExportController.write(first, lines, to: &writer)
      } catch let error as MnemeError {
        // The status is sent; the client knows by the missing end of the body.
        logger.error(
          "Export broke off",
          metadata: ["http.request_id": .string(scope.id), "error.code": .string(error.code.rawValue)])
        throw error
      }
      try await writer.finish(nil)
    }
    return Response(status: .ok, headers: headers, body: body)
  }

  private static func first(of lines: AsyncThrowingStream<[UInt8], any Error>) async throws -> [UInt8]? {
    for try await line in lines { return line }
    return nil
  }

  private static func write(
    _ first: [UInt8]?, _ lines: AsyncThrowingStream<[UInt8], any Error>, to writer: inout any ResponseBodyWriter
  ) async throws {
    var piece = ByteBuffer()
    func add(_ line: [UInt8]) {
      piece.writeBytes(line)
      piece.writeInteger(UInt8(ascii: "\n"))
    }
    first.map(add)
    for try await line in lines {
      add(line)
      guard piece.readableBytes >= pieceBytes else { continue }
      try await writer.write(piece)
      piece = ByteBuffer()
    }
    if piece.readableBytes > 0 { try await writer.write(piece) }
  }
}
