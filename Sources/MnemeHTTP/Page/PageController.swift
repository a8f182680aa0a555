import HTTPTypes
import Hummingbird
import NIOCore

/// The web page: three fixed files, revalidated by their hash.
struct PageController: Sendable {
  private struct Asset: Sendable {
    let type: String
    let body: ByteBuffer
    let tag: String

    init(_ type: String, _ text: String) {
      self.type = type
      body = ByteBuffer(string: text)
      // FNV-1a: the tag tells versions apart, nothing more.
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      tag = "\"\(String(hash, radix: 16))\""
    }
  }

  private let page = Asset("text/html; charset=utf-8", PageText.html)
  private let script = Asset("text/javascript; charset=utf-8", PageText.script + PageText.approvals + PageText.servers)
  private let style = Asset("text/css; charset=utf-8", PageText.style + PageText.approvalStyle + PageText.serverStyle)

  static let policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

  var routes: [Route] {
    [
      Route("/", for: .open, [(.get, { answer(page, $0) })]),
      Route("/app.js", for: .open, [(.get, { answer(script, $0) })]),
      Route("/app.css", for: .open, [(.get, { answer(style, $0) })]),
    ]
  }

  private func answer(_ asset: Asset, _ scope: RequestScope) -> Response {
    var headers: HTTPFields = [
      .eTag: asset.tag, .cacheControl: "no-cache", .contentSecurityPolicy: PageController.policy,
    ]
    let known = scope.headers[.ifNoneMatch] ?? ""
    if known == "*" || known.contains(asset.tag) { return Response(status: .notModified, headers: headers) }
    headers[.contentType] = asset.type
    headers[.contentLength] = String(asset.body.readableBytes)
    return Response(status: .ok, headers: headers, body: .init(byteBuffer: asset.body))
  }
}
