import Foundation

/// sqlite-vec or chromadb in a Python worker that does what a store of ours does: keep texts with their vectors, and find them.
struct MemoryPeer {
  static let names = ["sqlite-vec", "chromadb"]
  /// Joins where stores are small.
  static let mem0 = "mem0"

  private struct Opened: Decodable { let version: String }

  private struct Open: Encodable {
    let op = "open"
    let engine, directory, rows, texts, queries: String
    let dimension, count, query_count: Int
  }

  private struct Run: Encodable {
    let op: String
    let first, count: Int
    var k = 10
    var warm = 0
  }

  struct Measured: Decodable {
    let milliseconds: [Double]
    let cpu: Double
  }

  let name: String
  let count: Int
  let version: String
  private let process: PeerProcess

  /// Opens the peer's store in `directory`; an empty one is filled in bulk with the first `count` rows.
  init(name: String, directory: URL, count: Int, store: BenchStore) throws {
    self.name = name
    self.count = count
    process = try PeerProcess(script: PeerProcess.script("memory_stores.py"))
    let opened = try process.ask(
      Open(
        engine: name, directory: directory.path, rows: store.vectors.rows.path, texts: try store.texts().path,
        queries: store.vectors.queries.path, dimension: BenchStore.dimension, count: count,
        query_count: store.vectors.queryCount), answer: Opened.self)
    version = opened.version
  }

  /// Adds rows one by one, each durable before the next.
  func add(first: Int, count: Int) throws -> Measured {
    try process.ask(Run(op: "add", first: self.count + first, count: count))
  }

  func query(first: Int, count: Int, warm: Int) throws -> Measured {
    try process.ask(Run(op: "query", first: first, count: count, warm: warm))
  }

  func stop() { process.stop() }

  /// The cached store of this size, filled where missing; a folder with the mark `complete` is whole.
  static func directory(name: String, count: Int, store: BenchStore) throws -> URL {
    let directory = store.folder.appendingPathComponent("\(name)-\(Corpus.version)-\(count)", isDirectory: true)
    let mark = directory.appendingPathComponent("complete")
    if FileManager.default.fileExists(atPath: mark.path) { return directory }
    if FileManager.default.fileExists(atPath: directory.path) { try FileManager.default.removeItem(at: directory) }
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let peer = try MemoryPeer(name: name, directory: directory, count: count, store: store)
    peer.stop()
    try Data().write(to: mark)
    return directory
  }
}
