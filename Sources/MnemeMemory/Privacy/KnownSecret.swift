import Foundation

/// A secret that this process knows, and the shapes in which a text may give it away.
struct KnownSecret: Sendable {
  /// Shorter ones would be found in innocent text.
  static let leastBytes = 8

  /// As it is, and written backwards, in base64 at each of its three alignments, and in hexadecimal digits.
  let shapes: [[UInt8]]

  init?(_ secret: String) {
    let bytes = Array(secret.utf8)
    guard bytes.count >= Self.leastBytes else { return nil }
    var shapes = [bytes, bytes.reversed(), Array(bytes.map { Self.hex($0) }.joined().utf8)]
    for padding in 0..<3 {
      // What the bytes before and after would change is left out.
      let encoded = Array(
        Data([UInt8](repeating: 0, count: padding) + bytes).base64EncodedString().utf8.filter {
          $0 != UInt8(ascii: "=")
        })
      let first = padding == 0 ? 0 : padding + 1
      let tail = (padding + bytes.count) % 3 == 0 ? 0 : 1
      let core = encoded.dropFirst(first).dropLast(tail)
      if core.count >= Self.leastBytes { shapes.append(Array(core)) }
    }
    self.shapes = shapes
  }

  private static func hex(_ byte: UInt8) -> String {
    String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
  }
}
