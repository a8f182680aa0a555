import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
  static func json(_ status: HTTPResponse.Status = .ok, _ json: JSON, headers: HTTPFields = [:]) -> Response {
    let bytes = json.bytes
    var headers = headers
    headers[.contentType] = "application/json"
    headers[.contentLength] = String(bytes.count)
    return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
