import Foundation
import MnemeCore

/// Writes regular files as a tar archive in the format of POSIX.1-2001 (`pax`), which every tar reads.
final class TarWriter {
  static let blockBytes = 512
  private let sink: any ByteSink
  private let time: Int

  /// - Parameter time: of every file, in seconds since 1970.
  init(_ sink: any ByteSink, time: Int) {
    self.sink = sink
    self.time = time
  }

  /// One file whose content is at hand.
  func add(_ name: String, _ content: [UInt8]) throws(MnemeError) {
    try begin(name, bytes: Int64(content.count))
    try sink.write(content)
    try pad(Int64(content.count))
  }

  /// One file whose content is written by `body`, exactly `bytes` of it.
  func add(_ name: String, bytes: Int64, _ body: (any ByteSink) throws(MnemeError) -> Void) throws(MnemeError) {
    try begin(name, bytes: bytes)
    try body(sink)
    try pad(bytes)
  }

  func finish() throws(MnemeError) {
    try sink.write([UInt8](repeating: 0, count: 2 * Self.blockBytes))
    try sink.finish()
  }

  private func pad(_ bytes: Int64) throws(MnemeError) {
    let rest = Int(bytes % Int64(Self.blockBytes))
    if rest > 0 { try sink.write([UInt8](repeating: 0, count: Self.blockBytes - rest)) }
  }

  private func begin(_ name: String, bytes: Int64) throws(MnemeError) {
    // Twelve octal digits less one hold 8 GiB; a name has 100 bytes. What is more goes into records before.
    var records: [UInt8] = []
    if name.utf8.count > 100 { records += Self.record("path", name) }
    if bytes >= 1 << 33 { records += Self.record("size", String(bytes)) }
    if !records.isEmpty {
      try sink.write(header("records", bytes: Int64(records.count), type: "x"))
      try sink.write(records)
      try pad(Int64(records.count))
    }
    try sink.write(header(name, bytes: bytes >= 1 << 33 ? 0 : bytes, type: "0"))
  }

  /// `LENGTH KEY=VALUE\n`, where the length counts itself.
  private static func record(_ key: String, _ value: String) -> [UInt8] {
    let rest = " \(key)=\(value)\n"
    var length = rest.utf8.count
    while String(length).utf8.count + rest.utf8.count != length { length = String(length).utf8.count + rest.utf8.count }
    return Array("\(length)\(rest)".utf8)
  }

  private func header(_ name: String, bytes: Int64, type: Character) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: Self.blockBytes)
    func put(_ text: String, at offset: Int) {
      for (place, byte) in text.utf8.enumerated() { block[offset + place] = byte }
    }
    func octal(_ value: Int64, digits: Int) -> String {
      let text = String(value, radix: 8)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
    for (place, byte) in name.utf8.prefix(100).enumerated() { block[place] = byte }
    put(octal(0o600, digits: 7), at: 100)
    put(octal(0, digits: 7), at: 108)
    put(octal(0, digits: 7), at: 116)
    put(octal(bytes, digits: 11), at: 124)
    put(octal(Int64(time), digits: 11), at: 136)
    put("        ", at: 148)
    put(String(type), at: 156)
    put("ustar", at: 257)
    put("00", at: 263)
    put(octal(block.reduce(0) { $0 + Int64($1) }, digits: 6) + "\0 ", at: 148)
    return block
  }
}
