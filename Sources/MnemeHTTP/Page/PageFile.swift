import CPageFiles
import NIOCore

/// A file of the web page. They are part of the program: none is looked for at run time.
struct PageFile: Sendable {
  let name: String
  let bytes: ByteBuffer
  /// Tells versions apart, nothing more: FNV-1a of the bytes.
  let tag: String

  static let all = (0..<page_file_count()).map { PageFile(page_file_at($0)) }

  private init(_ file: page_file) {
    name = String(cString: file.name)
    let content = UnsafeBufferPointer(start: file.bytes, count: file.count)
    bytes = ByteBuffer(bytes: content)
    let hash = content.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    tag = "\"\(String(hash, radix: 16))\""
  }

  var mediaType: String {
    switch name.split(separator: ".").last {
    case "html": "text/html; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "mjs": "text/javascript; charset=utf-8"
    case "svg": "image/svg+xml"
    case "webmanifest": "application/manifest+json"
    default: "application/octet-stream"
    }
  }
}
