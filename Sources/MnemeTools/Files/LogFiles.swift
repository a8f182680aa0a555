import Foundation
import MnemeCore

/// The owner's log files: read from the end, in blocks.
package struct LogFiles: Sendable {
  let policy: PathPolicy
  let workers: FileWorkers

  /// Bytes of one block, and of all that is read of a file.
  static let block = 8192
  static let readLimit = 32 << 20
  static let lineLimit = 2000

  package init(policy: PathPolicy, workers: FileWorkers) {
    self.policy = policy
    self.workers = workers
  }

  var isReady: Bool { !policy.roots.isEmpty }

  static let noRoots = ToolFailure(
    .permission, "No folder of logs is open to tools: the owner lists them in the setting tools.log_roots.")

  struct Entry: Sendable {
    let name: String
    let size: Int
    let changedAt: Date
  }

  /// `*.log` files of the roots, the one changed last first.
  func list() async throws -> [Entry] {
    guard isReady else { throw Self.noRoots }
    return try await workers.run { [policy] signal in
      var found: [Entry] = []
      for root in policy.roots {
        let folder = try policy.open([], in: root, folder: true)
        for entry in try folder.entries(limit: 5000).entries where entry.kind == .file && entry.name.hasSuffix(".log") {
          try signal.check()
          // One that is gone meanwhile is no log.
          guard let file = try? policy.open([entry.name], in: root, folder: false) else { continue }
          found.append(Entry(name: entry.name, size: file.size, changedAt: file.changedAt))
        }
      }
      return found.sorted { ($1.changedAt, $0.name) < ($0.changedAt, $1.name) }
    }
  }

  /// What is made of the last lines of a log, in order, on the thread that reads them; and the log's name. A name without ending
  /// gets `.log`; a whole path must lie below a root.
  func tail<Value: Sendable>(
    _ name: String, lines count: Int, _ make: @escaping @Sendable ([String], WorkSignal) throws -> Value
  ) async throws -> (name: String, value: Value) {
    guard isReady else { throw Self.noRoots }
    let path = name.hasSuffix(".log") ? name : name + ".log"
    return try await workers.run { [policy] signal in
      let file = try policy.open(path)
      return (path, try make(Self.tail(of: file, count, signal), signal))
    }
  }

  /// Blocks are put together once, at the end.
  static func tail(of file: OpenedFile, _ count: Int, _ signal: WorkSignal) throws -> [String] {
    var blocks: [[UInt8]] = []
    var ends = 0
    var place = file.size
    var read = 0
    while place > 0, ends <= count, read < readLimit {
      try signal.check()
      let start = max(0, place - block)
      let bytes = try file.bytes(from: start, count: place - start)
      guard !bytes.contains(0) else { throw ToolFailure(.file, "The log is binary, not text.") }
      ends += bytes.count { $0 == UInt8(ascii: "\n") }
      blocks.append(bytes)
      read += bytes.count
      place = start
    }
    let text = String(decoding: blocks.reversed().joined(), as: UTF8.self)
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.suffix(count).map { String($0.prefix(lineLimit)) }
  }
}
