import Foundation
import MnemeCore

/// Reads the regular files of a tar archive one after the other.
final class TarReader {
  struct Entry: Hashable {
    let name: String
    let bytes: Int64
  }

  private let source: BufferedSource
  /// Of the present file, its padding included.
  private var left: Int64 = 0
  private var padding = 0
  /// A record before a file is small.
  private static let largestRecords: Int64 = 64 << 10

  init(_ source: any ByteSource) { self.source = BufferedSource(source) }

  /// The next file; nil at the end, which has been read then to the last byte.
  /// - Throws: `unprocessable` for what is no archive, or a cut one.
  func next() throws(MnemeError) -> Entry? {
    try skipRest()
    var (path, size): (String?, Int64?) = (nil, nil)
    while true {
      let block = try source.read(TarWriter.blockBytes)
      guard block.count == TarWriter.blockBytes else { throw BackupFault.truncated }
      if block.allSatisfy({ $0 == 0 }) {
        while try !source.readSome(upTo: 1 << 20).isEmpty {}
        return nil
      }
      try Self.checkSum(block)
      let bytes = try Self.number(block[124..<136])
      switch block[156] {
      case UInt8(ascii: "x"):
        guard bytes <= Self.largestRecords else { throw BackupFault.damaged }
        left = bytes
        padding = Self.padding(bytes)
        var records: [UInt8] = []
        try readBody { (piece) throws(MnemeError) in records += piece }
        try skipRest()
        for (key, value) in try Self.records(records) {
          if key == "path" { path = value }
          if key == "size" { size = Int64(value) }
        }
      case UInt8(ascii: "0"), 0:
        let name = path ?? String(decoding: block[..<100].prefix { $0 != 0 }, as: UTF8.self)
        left = size ?? bytes
        guard left >= 0 else { throw BackupFault.damaged }
        padding = Self.padding(left)
        return Entry(name: name, bytes: left)
      default: throw BackupFault.damaged
      }
    }
  }

  /// The content of the present file.
  func readBody(_ take: ([UInt8]) throws(MnemeError) -> Void) throws(MnemeError) {
    while left > 0 {
      let piece = try source.readSome(upTo: Int(min(left, 1 << 20)))
      if piece.isEmpty { throw BackupFault.truncated }
      left -= Int64(piece.count)
      try take(piece)
    }
  }

  private func skipRest() throws(MnemeError) {
    try readBody { (_) throws(MnemeError) in }
    guard try source.read(padding).count == padding else { throw BackupFault.truncated }
    padding = 0
  }

  private static func padding(_ bytes: Int64) -> Int {
    let rest = Int(bytes % Int64(TarWriter.blockBytes))
    return rest == 0 ? 0 : TarWriter.blockBytes - rest
  }

  private static func number(_ field: ArraySlice<UInt8>) throws(MnemeError) -> Int64 {
    let digits = String(decoding: field.prefix { $0 != 0 && $0 != UInt8(ascii: " ") }, as: UTF8.self)
    guard let value = Int64(digits, radix: 8), value >= 0 else { throw BackupFault.damaged }
    return value
  }

  private static func checkSum(_ block: [UInt8]) throws(MnemeError) {
    var sum: Int64 = 8 * 0x20
    for (place, byte) in block.enumerated() where !(148..<156).contains(place) { sum += Int64(byte) }
    guard block[257..<262].elementsEqual("ustar".utf8) else { throw BackupFault.foreign }
    guard try number(block[148..<156]) == sum else { throw BackupFault.damaged }
  }

  private static func records(_ bytes: [UInt8]) throws(MnemeError) -> [(String, String)] {
    var (result, rest) = ([(String, String)](), bytes[...])
    while !rest.isEmpty {
      let digits = rest.prefix { $0 != UInt8(ascii: " ") }
      guard let length = Int(String(decoding: digits, as: UTF8.self)), length > digits.count + 1, length <= rest.count
      else { throw BackupFault.damaged }
      let text = rest.prefix(length).dropFirst(digits.count + 1).dropLast()
      guard let equals = text.firstIndex(of: UInt8(ascii: "=")) else { throw BackupFault.damaged }
      result.append(
        (
          String(decoding: text[..<equals], as: UTF8.self),
          String(decoding: text[text.index(after: equals)...], as: UTF8.self)
        ))
      rest = rest.dropFirst(length)
    }
    return result
  }
}
