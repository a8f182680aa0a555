import Foundation
import Logging
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport

/// Somebody who talks every day.
///
/// Of each fact it is known what must become of it: important ones (an allergy, a birthday, a name) are said once, habits again
/// and again in other words, a home replaces the home before, and what happened on a day fades.
final class SimulatedLife {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mneme-life-\(UUID().uuidString)")
  private let clock = ManualClock()
  private let identifiers = CountingIdentifiers()
  private var random: SplitMix64
  private var store: SQLiteStore
  private var engine: MemoryEngine
  private var said = 0
  private var day = 0
  private var totals = (expired: 0, merged: 0, forgotten: 0)

  /// Names of important facts, each said once.
  private var important: [String] = []
  /// Names of habits with how often each was said.
  private var habits: [(name: String, count: Int)] = []
  private var homes: [String] = []
  private var forgotten: [String] = []
  /// Days on which something passing was stated.
  private var passing: [Int] = []
  private var things = 0

  init(seed: UInt64) throws {
    random = SplitMix64(seed)
    (store, engine) = try Self.open(folder, clock, identifiers)
  }

  private static func open(_ folder: URL, _ clock: ManualClock, _ identifiers: CountingIdentifiers) throws
    -> (SQLiteStore, MemoryEngine)
  {
    let store = try SQLiteStore.open(
      directory: folder.path, options: SQLiteOptions(durability: .off, clock: clock))
    let engine = MemoryEngine(
      stores: MemoryStores(store), embedder: WideEmbedder(), settings: MemorySettings(), clock: clock,
      identifiers: identifiers, indexFiles: LexicalFolder(folder.appendingPathComponent("index")),
      logger: Logger(label: "mneme.life") { _ in SwiftLogNoOpLogHandler() })
    return (store, engine)
  }

  func close() throws {
    try store.close()
    try FileManager.default.removeItem(at: folder)
  }

  /// Stops and starts again on what is on the disk.
  func restart() async throws {
    try await work()
    try store.close()
    (store, engine) = try Self.open(folder, clock, identifiers)
  }

  // MARK: A day

  func live(_ day: Int) async throws {
    self.day = day
    clock.advance(by: 86_400)
    var texts: [String] = []
    for _ in 0..<Int.random(in: 2...4, using: &random) { texts.append(passingRemark()) }
    if day % 25 == 3 { texts.append(importantFact()) }
    if day % 200 == 10 { texts.append(move()) }
    if habits.count < 40, day % 9 == 1 { habits.append((Self.name("habit", habits.count), 0)) }
    // Every habit comes up every two months or so.
    for index in habits.indices where (day + index * 7) % 60 == 0 || habits[index].count == 0 {
      texts.append(habit(index))
    }
    try await say(texts, session: "day-\(day)")
    if day % 97 == 50 { try await secretAndForget() }
    if day % 5 == 0 { try await work() }
    if day % 30 == 15 {
      try await work()
      let report = try await engine.maintain(nil, dryRun: false)
      totals.expired += report.spaces.reduce(0) { $0 + $1.expired }
      totals.merged += report.spaces.reduce(0) { $0 + $1.merged }
    }
  }

  private func say(_ texts: [String], session: String) async throws {
    let messages = texts.map { text in
      said += 1
      return NewMessage(
        id: "message-\(1_000_000 + said)", space: .me, session: session, role: .user, text: text, trust: .user,
        createdAt: clock.now().addingTimeInterval(Double(said % 50) * 60))
    }
    _ = try await engine.append(messages, channel: "life")
  }

  private func work() async throws {
    let worker = Task { [engine] in await engine.run() }  // awaited below
    while try await store.status(of: nil, at: clock.now()).depth > 0 { try await Task.sleep(for: .milliseconds(2)) }
    worker.cancel()
    await worker.value
  }

  /// A word of its own for each thing, such as `Habitbacd`.
  private static func name(_ kind: String, _ number: Int) -> String {
    let letters = Array("bcdfghjklm")
    let digits = String(number).compactMap(\.wholeNumberValue).map { letters[$0] }
    return kind.prefix(1).uppercased() + kind.dropFirst() + String(digits) + "o"
  }

  private func passingRemark() -> String {
    things += 1
    let thing = Self.name("thing", things)
    let remarks = [
      "I met \(thing) at the station yesterday.", "We went to \(thing) last night.", "I bought a \(thing) today.",
      "The weather near \(thing) is fine.", "어제 \(thing)에 갔어요.", "Can you tell me about \(thing)?",
    ]
    let choice = Int.random(in: 0..<remarks.count, using: &random)
    if choice < 5 { passing.append(day) }
    return remarks[choice]
  }

  private func importantFact() -> String {
    let name = Self.name("vital", important.count)
    important.append(name)
    return "I am allergic to \(name)."
  }

  private func habit(_ index: Int) -> String {
    habits[index].count += 1
    let name = habits[index].name
    let wordings = ["I like \(name) tea.", "I really like \(name) tea.", "I like \(name) tea!"]
    return wordings[habits[index].count % wordings.count]
  }

  private func move() -> String {
    homes.append(Self.name("town", homes.count))
    return homes.count % 2 == 0 ? "I moved to \(homes[homes.count - 1])." : "I live in \(homes[homes.count - 1])."
  }

  /// Something is told, recalled and forgotten.
  private func secretAndForget() async throws {
    let name = Self.name("secret", forgotten.count)
    let session = "secret-\(forgotten.count)"
    try await say(["I am allergic to \(name).", "My cousin \(name) lives in \(name)ville."], session: session)
    try await work()
    _ = try await engine.recall(RecallQuery(space: .me, text: "What about \(name)?"))
    _ = try await engine.forget(.session(session), in: .me, dryRun: false)
    forgotten.append(name)
    totals.forgotten += 1
  }

  // MARK: What is left

  struct Figures: CustomStringConvertible {
    var day = 0
    var messages = 0
    var active = 0
    /// Made of episodes that keep coming back.
    var general = 0
    /// Most memories that may be active: what matters, and of the last 215 days one for each passing remark and what
    /// was generalised.
    var bound = 0
    var duplicates = 0
    /// The wordings of what stands there twice.
    var doubled: [String] = []
    var lost: [String] = []
    var unfound: [String] = []
    /// Homes of the past that still speak.
    var stale: [String] = []
    /// Memories of what was forgotten.
    var remembered = 0
    var expired = 0
    var merged = 0
    var superseded = 0
    var bytes = 0
    var findings: [String] = []

    var description: String {
      "day \(day): \(messages) messages, \(active) active memories (≤ \(bound), \(general) of them general), \(duplicates) duplicates, "
        + "\(lost.count) lost, \(unfound.count) not found, \(stale.count) stale, \(expired) expired, \(merged) merged, "
        + "\(superseded) superseded, \(bytes / 1024) KiB on disk"
    }
  }

  func measure(_ day: Int) async throws -> Figures {
    try await work()
    var figures = Figures(day: day)
    let sizes = try await engine.statistics(of: .me)
    figures.messages = sizes.messages
    var active: [Memory] = []
    var before: Int64?
    while true {
      let page = try await engine.memories(in: .me, includeInactive: true, before: before, limit: 500)
      guard let last = page.last else { break }
      before = last.ordinal
      active += page.filter(\.isActive)
      figures.superseded += page.count { $0.supersededBy != nil }
      figures.merged += page.count { $0.repetitions > 1 }
    }
    figures.active = active.count
    let recent = passing.count { $0 > day - 215 }
    figures.general = active.count { $0.kind == .semantic }
    // Older ones must have faded, or the number would grow with the days.
    let lately = clock.now().addingTimeInterval(-215 * 86_400)
    let general = active.count { $0.kind == .semantic && $0.recordedAt > lately }
    figures.bound = important.count + habits.count + 1 + recent + general

    let words = active.map { memory in (memory, Set(TextAnalyzer.terms(memory.text))) }
    func holding(_ name: String) -> [Memory] {
      let wanted = Set(TextAnalyzer.terms(name))
      return words.filter { wanted.isSubset(of: $0.1) }.map(\.0)
    }
    let repeated = habits.filter { $0.count >= 2 }.map(\.name)
    for name in important + repeated + homes.suffix(1) {
      let held = holding(name)
      if held.isEmpty { figures.lost.append(name) }
      figures.duplicates += max(0, held.count - 1)
      if held.count > 1 { figures.doubled.append("\(held.map(\.text))") }
    }
    var seen: [String: Int] = [:]
    for memory in active { seen["\(memory.subject ?? "") \(memory.text.lowercased())", default: 0] += 1 }
    figures.duplicates += seen.values.reduce(0) { $0 + $1 - 1 }
    figures.stale = homes.dropLast().filter { !holding($0).isEmpty }
    figures.remembered = forgotten.reduce(0) { $0 + holding($1).count }
    // A sample is asked for: the words are found, not only kept.
    for name in (important + repeated).enumerated().filter({ $0.offset % max(1, important.count / 20) == 0 }).map(
      \.element)
    {
      let result = try await engine.recall(RecallQuery(space: .me, text: "What about \(name)?", observe: false))
      if !result.hits.contains(where: { $0.content.contains(name) }) { figures.unfound.append(name) }
    }
    figures.expired = totals.expired
    figures.bytes = try FileManager.default.subpathsOfDirectory(atPath: folder.path).reduce(0) { sum, name in
      let size = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)[.size] as? Int
      return sum + (size ?? 0)
    }
    figures.findings = try await store.integrityFindings()
    return figures
  }
}

/// Terms by hash; different names may fall together, as they do in models. Long terms, which are the rare ones here,
/// count three times, as they do in models of language: "really" makes no other statement of a habit.
private struct WideEmbedder: Embedder {
  let info = EmbedderInfo(model: "hashing-128", dimension: 128, window: 100_000)
  let state = EmbedderState.ready

  func embed(_ texts: [String], as purpose: EmbeddingPurpose) async throws(MnemeError) -> EmbeddingBatch {
    var values: [Float] = []
    for text in texts {
      var vector = [Float](repeating: 0, count: info.dimension)
      vector[0] = 0.01
      for term in TextAnalyzer.terms(text) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in term.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        vector[Int(hash % UInt64(info.dimension))] += term.utf8.count > 6 ? 3 : 1
      }
      let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      values += vector.map { $0 / norm }
    }
    return EmbeddingBatch(dimension: info.dimension, values: values, offsets: Array(0...texts.count))
  }
}
