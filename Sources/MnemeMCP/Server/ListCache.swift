import MnemeCore
import Synchronization

/// The server's lists, made once per change of what they list (PERF-032).
final class ListCache: Sendable {
  enum Kind: Hashable { case tools, resources, templates, prompts }

  /// Entries in the order they are sent in, and the key of each.
  struct List: Sendable {
    let entries: [JSONValue]
    let keys: [String]
  }

  /// Which page, in which lane.
  struct Page: Hashable {
    let method: String
    let cursor: String?
    let isStateless: Bool
  }

  /// Pages whose bytes are kept.
  private static let keptPages = 32

  private struct State {
    var pages: [Page: (result: JSONValue, bytes: [UInt8])] = [:]
    var lists: [Kind: List] = [:]
    /// Counts changes, so that a list that was made meanwhile is not kept.
    var version: [Kind: Int] = [:]
    var builds = 0
  }

  private let state = Mutex(State())

  /// How often a list was made.
  var builds: Int { state.withLock { $0.builds } }

  func list(_ kind: Kind, key: String, make: @Sendable () async -> [JSONValue]) async -> List {
    let (known, version) = state.withLock { ($0.lists[kind], $0.version[kind] ?? 0) }
    if let known { return known }
    let entries = await make().compactMap { entry in entry[key]?.string.map { (key: $0, entry: entry) } }
      .sorted { $0.key < $1.key }
    let list = List(entries: entries.map(\.entry), keys: entries.map(\.key))
    state.withLock { state in
      state.builds += 1
      if state.version[kind] ?? 0 == version { state.lists[kind] = list }
    }
    return list
  }

  /// The bytes of a page: those that were written last while it is the same, which is found out by its parts being shared.
  func bytes(of result: JSONValue, _ page: Page) -> [UInt8] {
    if let known = state.withLock({ $0.pages[page] }), known.result == result { return known.bytes }
    let bytes = JSONWriter.bytes(result)
    state.withLock { state in
      if state.pages[page] == nil, state.pages.count >= Self.keptPages { state.pages = [:] }
      state.pages[page] = (result, bytes)
    }
    return bytes
  }

  func drop(_ kind: Kind) {
    state.withLock { state in
      state.lists[kind] = nil
      state.version[kind, default: 0] += 1
    }
  }
}
