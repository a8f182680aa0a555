import Foundation
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport

@testable import mneme_verify

/// A life in small: things said, remembered, changed, recalled, ended, kept up and forgotten, in random order. Every message
/// holds a word that no dictionary has, so that what it left behind can be looked for.
final class RandomHistory {
  let home: ProofHome
  private var random: SplitMix64
  private var said = 0
  /// The rare words of each message by its id.
  private(set) var words: [String: [String]] = [:]
  private let forgets: Bool

  init(seed: UInt64, forgets: Bool) throws {
    home = try ProofHome()
    random = SplitMix64(seed)
    self.forgets = forgets
  }

  /// `zqaaab`, `zqaaac`, …
  static func word(_ number: Int) -> String {
    let letters = Array("abcdefghijklmnop")
    return "zq" + String([12, 8, 4, 0].map { letters[(number >> $0) & 15] }) + "v"
  }

  private static let sentences = [
    "I live in %.", "I moved to %.", "My dog is called %.", "I like % tea.", "My sister % works at Lumen Labs.",
    "We met % at the lake yesterday.", "저는 % 차를 좋아해요.", "제 친구 %는 서울에 살아요.", "The % valve drips again.",
    "My favourite colour is %.", "I am allergic to %.", "I work at % Mills.",
  ]

  private func message() -> NewMessage {
    said += 1
    // Now and then the word of an earlier message is said again.
    let number =
      said > 5 && Int.random(in: 0..<5, using: &random) == 0 ? Int.random(in: 1..<said, using: &random) : said
    let word = Self.word(number)
    let shown = Bool.random(using: &random) ? word.prefix(1).uppercased() + word.dropFirst() : word
    let sentence = Self.sentences[Int.random(in: 0..<Self.sentences.count, using: &random)]
    let id = "message-\(10_000 + said)"
    words[id] = [word]
    let isOther = Int.random(in: 0..<6, using: &random) == 0
    return NewMessage(
      id: id, space: .me, session: "talk-\(Int.random(in: 0..<4, using: &random))",
      role: Int.random(in: 0..<5, using: &random) == 0 ? .assistant : .user, speaker: isOther ? "Torben" : nil,
      text: sentence.replacingOccurrences(of: "%", with: shown), trust: isOther ? .other : .user,
      createdAt: home.clock.now(), externalID: "x-\(said)", pathHash: "path-\(said)",
      jobs: [.embedMessage, .reflectMessage])
  }

  private func memories() async throws -> [Memory] {
    try await home.engine.memories(in: .me, includeInactive: true, before: nil, limit: 500)
  }

  /// Does so many things, each at a time of its own, and finishes the work they leave.
  func live(_ steps: Int) async throws {
    for _ in 0..<steps {
      home.clock.advance(by: Double(Int.random(in: 1...(2 * 86_400), using: &random)))
      switch Int.random(in: 0..<20, using: &random) {
      case 0..<9: _ = try await home.engine.append([message()], channel: "test")
      case 9..<11:
        let number = said + 1
        said = number
        let word = Self.word(number)
        let session = "notes-\(number)"
        _ = try await home.engine.remember(
          Statement(text: "The \(word) key hangs behind the door.", session: session), in: .me)
        for stored in try await home.store.messages(session: session, in: .me, before: nil, limit: 1) {
          words[stored.id] = [word]
        }
      case 11..<14: try await change()
      case 14..<16:
        _ = try await home.engine.recall(
          RecallQuery(space: .me, text: "Where is \(Self.word(Int.random(in: 1...max(1, said), using: &random)))?"))
      case 16: _ = try await home.engine.end(session: "talk-0", in: .me)
      case 17: _ = try await home.engine.maintain(.me, dryRun: false)
      case 18: try await home.work()
      default: if forgets { try await forget() }
      }
    }
    try await home.work()
    try await home.work()
  }

  private func change() async throws {
    guard let memory = try await memories().randomElement(using: &random) else { return }
    let changes: [MemoryChange] = [
      .pin(id: memory.id, isPinned: Bool.random(using: &random), reason: "test"),
      .reword(id: memory.id, text: "Worded anew \(Int.random(in: 0..<9, using: &random))", reason: "test"),
      .reassess(id: memory.id, importance: Double(Int.random(in: 0...8, using: &random)) / 8, reason: "test"),
      .judge(id: memory.id, confidence: 0.5, reason: "test"), .retire(id: memory.id, reason: "test"),
      .restore(id: memory.id, reason: "test"), .undo(id: memory.id, reason: "test"),
      .mark(id: memory.id, labels: ["health"], isLocalOnly: true, reason: "test"),
    ]
    guard let change = changes.randomElement(using: &random) else { return }
    // One that cannot be undone any more says so.
    do {
      _ = try await home.engine.change(change, in: .me)
    } catch {
      guard error.code == .conflict else { throw error }
    }
  }

  /// Forgets something; what was not there says so.
  func forget() async throws {
    if Bool.random(using: &random) { try await home.work() }
    let number = Int.random(in: 1...max(1, said), using: &random)
    let now = home.clock.now()
    let selections: [ForgetSelection] = [
      .message("message-\(10_000 + number)"), .session("talk-\(number % 4)"), .session("notes-\(number)"),
      .person(Self.word(number)), .person("Torben"),
      .time(from: now.addingTimeInterval(-5 * 86_400), to: now.addingTimeInterval(-2 * 86_400)),
    ]
    var selection = selections.randomElement(using: &random) ?? .everything
    if Int.random(in: 0..<3, using: &random) == 0, let memory = try await memories().randomElement(using: &random) {
      selection = .memory(memory.id, withSources: Bool.random(using: &random))
    }
    do {
      _ = try await home.engine.forget(selection, in: .me, dryRun: false)
    } catch {
      guard error.code == .notFound else { throw error }
    }
  }

  // MARK: What is left

  /// Rare words of messages that are gone, which no message and no memory holds any more.
  func forgotten() async throws -> (gone: Set<String>, kept: Set<String>) {
    let there = Set(try await home.store.messages(ids: words.keys.sorted(), in: .me).map(\.id))
    let kept = Set(words.filter { there.contains($0.key) }.flatMap(\.value))
    return (Set(words.values.joined()).subtracting(kept), kept)
  }

  /// Which of the words stand in any file of the data directory, in any case of letters.
  func traces(of words: Set<String>) throws -> [String: [String]] {
    var found: [String: [String]] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: home.folder.path).sorted() {
      guard let data = FileManager.default.contents(atPath: home.folder.path + "/" + name) else { continue }
      let lowered = Data(data.map { (65...90).contains($0) ? $0 | 0x20 : $0 })
      for word in words where lowered.range(of: Data(word.utf8)) != nil { found[word, default: []].append(name) }
    }
    return found
  }

  func exported(_ space: SpaceID = .me) async throws -> [[UInt8]] { try await home.exported(space) }
}

extension ProofHome {
  var transfer: SpaceTransfer { SpaceTransfer(store: store) { [engine] in await engine.followImport(into: $0) } }

  func exported(_ space: SpaceID) async throws -> [[UInt8]] {
    var lines: [[UInt8]] = []
    for try await line in transfer.export(space) { lines.append(line) }
    return lines
  }
}
