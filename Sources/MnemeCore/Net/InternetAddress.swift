import Foundation

/// An address of the internet protocol, as bytes.
package struct InternetAddress: Sendable, Hashable, CustomStringConvertible {
  /// 4 or 16.
  package let bytes: [UInt8]

  package init?(bytes: [UInt8]) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  /// Four decimal numbers without leading zeros: the one form of IPv4 that nobody reads differently.
  package init?(dotted text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bytes: [UInt8] = []
    for part in parts {
      guard (1...3).contains(part.utf8.count), part == "0" || !part.hasPrefix("0"),
        part.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let byte = UInt8(part)
      else { return nil }
      bytes.append(byte)
    }
    self.bytes = bytes
  }

  /// RFC 4291 §2.2, with `::` and a dotted end; no zone.
  package init?(colons text: some StringProtocol) {
    guard text.utf8.count <= 45 else { return nil }
    let halves = String(text).components(separatedBy: "::")
    guard halves.count <= 2 else { return nil }
    func groups(_ text: String, isLast: Bool) -> [UInt8]? {
      if text.isEmpty { return [] }
      var bytes: [UInt8] = []
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      for (place, part) in parts.enumerated() {
        if isLast, place == parts.count - 1, part.contains(".") {
          guard let four = InternetAddress(dotted: part) else { return nil }
          bytes += four.bytes
        } else {
          guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit), let value = UInt16(part, radix: 16)
          else { return nil }
          bytes += [UInt8(value >> 8), UInt8(value & 0xFF)]
        }
      }
      return bytes
    }
    guard let head = groups(halves[0], isLast: halves.count == 1) else { return nil }
    guard halves.count == 2 else {
      guard head.count == 16 else { return nil }
      bytes = head
      return
    }
    guard let tail = groups(halves[1], isLast: true), head.count + tail.count <= 14 else { return nil }
    bytes = head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
  }

  package var description: String {
    if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
    return stride(from: 0, to: 16, by: 2).map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }
      .joined(separator: ":")
  }

  /// Reachable from everywhere, as far as the registries of special addresses say (IANA; RFC 6890). An address that carries
  /// an IPv4 address inside is as public as that.
  package var isPublic: Bool {
    if bytes.count == 4 { return Self.isPublic(bytes) }
    if let inner = embedded { return Self.isPublic(inner) }
    // 2000::/3 is all that is given out; of it not documentation, benchmarks, ORCHID, Teredo and the like.
    guard bytes[0] & 0xE0 == 0x20 else { return false }
    let head = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
    let second = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
    if head == 0x2001, second < 0x0200 || second == 0x0DB8 { return false }
    if head == 0x3FFF, second < 0x1000 { return false }
    return true
  }

  /// Of IPv4-mapped (::ffff:0:0/96), IPv4-compatible (::/96), IPv4-translated (::ffff:0:0:0/96), NAT64 (64:ff9b::/96) and 6to4 (2002::/16) addresses. The local NAT64
  /// prefix (64:ff9b:1::/48) is not public at all.
  var embedded: [UInt8]? {
    let tail = Array(bytes[12...])
    let zeros = { (range: Range<Int>) in bytes[range].allSatisfy { $0 == 0 } }
    if zeros(0..<10), bytes[10] == 0xFF, bytes[11] == 0xFF { return tail }
    if zeros(0..<8), bytes[8] == 0xFF, bytes[9] == 0xFF, zeros(10..<12) { return tail }
    // `::` and `::1` are among these, and no public IPv4 address.
    if zeros(0..<12) { return tail }
    if Array(bytes[..<4]) == [0, 0x64, 0xFF, 0x9B], zeros(4..<12) { return tail }
    if bytes[0] == 0x20, bytes[1] == 0x02 { return Array(bytes[2..<6]) }
    return nil
  }

  private static func isPublic(_ four: [UInt8]) -> Bool {
    switch (four[0], four[1], four[2]) {
    case (0, _, _), (10, _, _), (127, _, _), (100, 64...127, _), (169, 254, _), (172, 16...31, _), (192, 168, _): false
    case (192, 0, 0), (192, 0, 2), (192, 88, 99), (198, 18...19, _), (198, 51, 100), (203, 0, 113): false
    case (224..., _, _): false
    default: true
    }
  }
}
