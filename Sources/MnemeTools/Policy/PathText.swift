import Foundation
package import MnemeCore

/// A path as somebody wrote it, taken apart before anything is opened.
package struct PathText: Sendable, Hashable {
  /// Without empty and `.` parts.
  package let components: [String]
  package let isAbsolute: Bool
  /// Bytes that were looked at.
  package let visits: Int

  /// Longest path, as Linux has it.
  static let limit = 4096

  /// One pass over the bytes: slashes that follow each other count as one (PERF-040).
  /// - Throws: `file` for a text that is no path: empty, too long, with a zero character, or with a part that leads upwards, plainly or
  ///   percent-encoded once or twice.
  package init(_ text: String) throws(ToolFailure) {
    let bytes = Array(text.utf8)
    guard bytes.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }) else {
      throw ToolFailure(.missingParameter, "The path is empty.")
    }
    guard bytes.count <= Self.limit else {
      throw ToolFailure(.outOfRange, "The path is longer than \(Self.limit) bytes.")
    }
    var parts: [String] = []
    var start = 0
    var visited = 0
    for place in 0...bytes.count {
      visited += 1
      guard place == bytes.count || bytes[place] == UInt8(ascii: "/") || bytes[place] == 0 else { continue }
      if place < bytes.count, bytes[place] == 0 { throw ToolFailure(.invalidFormat, "A path has no zero characters.") }
      if place > start {
        let part = String(decoding: bytes[start..<place], as: UTF8.self)
        if part != "." { parts.append(part) }
      }
      start = place + 1
    }
    for part in parts where Self.isHostile(part) {
      throw ToolFailure(.permission, "A path may not lead upwards or hide what it names.")
    }
    components = parts
    isAbsolute = bytes.first == UInt8(ascii: "/")
    visits = visited
  }

  /// `..`, and what becomes it, a slash or a zero character when percent escapes are read once or twice.
  private static func isHostile(_ part: String) -> Bool {
    if part == ".." { return true }
    var decoded = part
    for _ in 0..<2 where decoded.contains("%") {
      guard let next = decoded.removingPercentEncoding, next != decoded else { break }
      decoded = next
      if decoded == ".." || decoded.utf8.contains(0) || decoded.split(separator: "/").contains("..")
        || decoded.split(separator: "\\").contains("..")
      {
        return true
      }
    }
    return part.split(separator: "\\").contains("..")
  }
}
