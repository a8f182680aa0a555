import MnemeCore

/// Text of a file, as far as it is text.
enum FileText {
  /// Bytes of a file that tools read at most.
  static let limit = 10 << 20
  /// A zero byte among the first shows that it is none.
  private static let probe = 8192

  static func isBinary(_ bytes: some Collection<UInt8>) -> Bool { bytes.prefix(probe).contains(0) }

  /// - Throws: `file` for what is no text. What is not UTF-8 is read with replacement characters.
  static func text(of bytes: [UInt8]) throws(ToolFailure) -> String {
    guard !isBinary(bytes) else { throw ToolFailure(.file, "The file is binary, not text.") }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Lines from `first` (1 is the first) on, at most `count`, and how many there are.
  static func lines(of text: String, from first: Int, count: Int) -> (lines: [Substring], total: Int) {
    let all = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let total = all.last?.isEmpty == true ? all.count - 1 : all.count
    return (Array(all.prefix(total).dropFirst(max(0, first - 1)).prefix(max(0, count))), total)
  }
}
