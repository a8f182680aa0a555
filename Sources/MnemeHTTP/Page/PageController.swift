import HTTPTypes
import Hummingbird
import NIOCore

/// The web page: its files, revalidated by their hash. They hold nothing of anybody, so they need no key.
struct PageController: Sendable {
  /// Scripts, styles and connections of the page's own origin alone, nothing inline, no frames; pictures may be the user's own.
  static let policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
    + "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

  private let files = Dictionary(PageFile.all.map { ($0.name, $0) }) { first, _ in first }

  var routes: [Route] {
    [
      Route("/", for: .open, [(.get, { try answer("index.html", $0) })]),
      Route("/page/:name", for: .open, [(.get, { try answer($0.parameters["name"] ?? "", $0) })]),
    ]
  }

  private func answer(_ name: String, _ scope: RequestScope) throws(HTTPFailure) -> Response {
    guard let file = files[name] else {
      throw HTTPFailure(.notFound, "not_found", "There is nothing at this address.")
    }
    var headers: HTTPFields = [
      .eTag: file.tag, .cacheControl: "no-cache", .contentSecurityPolicy: PageController.policy,
    ]
    let known = scope.headers[.ifNoneMatch] ?? ""
    if known == "*" || known.contains(file.tag) { return Response(status: .notModified, headers: headers) }
    headers[.contentType] = file.mediaType
    headers[.contentLength] = String(file.bytes.readableBytes)
    return Response(status: .ok, headers: headers, body: .init(byteBuffer: file.bytes))
  }
}
