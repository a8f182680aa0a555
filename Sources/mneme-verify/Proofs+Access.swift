import Foundation
import Logging
import MnemeCore
import MnemeMemory
import MnemeSQLite
import MnemeTestSupport

extension Proofs {
  static func accessFlush(store: @escaping @Sendable (any AccessStore) -> any AccessStore = { $0 }) -> Proof {
    Proof(
      id: "PERF-019",
      condition: "A flush of accesses is one statement; repetitions live in their rows, so starting reads nothing"
    ) {
      func flush(_ count: Int) async throws -> (statements: Int, transactions: Int, started: Int) {
        let home = try ProofHome()
        let outcomes = try await home.store.append(
          home.messages((0..<count).map { "Note \($0)" }, jobs: []), channel: "test")
        _ = home.log.take()
        let meta = MetaMemory(
          store: store(home.store), clock: home.clock,
          logger: Logger(label: "mneme.verify") { _ in SwiftLogNoOpLogHandler() })
        _ = MemoryEngine(
          stores: MemoryStores(home.store), embedder: home.embedder, settings: MemorySettings(), clock: home.clock,
          logger: Logger(label: "mneme.verify") { _ in SwiftLogNoOpLogHandler() })
        let started = home.log.take().all.count
        meta.record(outcomes.map { ItemKey(.message, $0.message.ordinal) }, channel: "test", in: .me)
        try await meta.flush()
        let statements = home.log.take()
        return (statements.count(["INSERT", "UPDATE"], "access_items"), statements.writingTransactions(), started)
      }
      let few = try await flush(50)
      let many = try await flush(500)
      return [
        Check("statements that count 50 items", few.statements - 1, .exactly, 1),
        Check("statements that count 500 items", many.statements - 1, .exactly, 1),
        Check("transactions of the flush", many.transactions, .exactly, 1),
        Check("statements of a start", many.started, .exactly, 0),
        Check("syllables cut off a Korean name beyond its ending", cut("서울에서는"), .exactly, 0),
      ]
    }
  }

  /// How many syllables more or less than the one ending the word loses: the endings are looked through once.
  private static func cut(_ word: String) -> Int { abs(KoreanParticles.stripped(word).count - 2) }

  static func statistics(store: @escaping @Sendable (any ArchiveStore) -> any ArchiveStore = { $0 }) -> Proof {
    Proof(id: "PERF-020", condition: "Sizes are one statement that counts in the store; no question asks for them") {
      let home = try ProofHome { $0.history = store($0.history) }
      try await home.seed(40)
      _ = try await home.engine.statistics(of: .me)
      _ = home.log.take()
      let few = try await home.engine.statistics(of: .me)
      let first = home.log.take().work.count
      try await home.seed(1_000, first: 40)
      _ = home.log.take()
      let many = try await home.engine.statistics(of: .me)
      let second = home.log.take().work.count
      _ = try await home.engine.recall(RecallQuery(space: .me, text: "Which note was it?"))
      let asked = home.log.take().count(["WITH", "SELECT"], "count(*)")
      return [
        Check("statements for 40 memories", first, .exactly, 1),
        Check("statements for 1,040 memories", second, .exactly, 1),
        Check("memories counted", few.memories + many.memories, .exactly, 1_080),
        Check("counting statements of a question", asked, .exactly, 0),
      ]
    }
  }

  static func boundedBuffers(
    recent: @escaping @Sendable (EventBuffer, Int) -> [MemoryEvent] = { $0.recent($1) }
  ) -> Proof {
    Proof(
      id: "PERF-039",
      condition:
        "What is kept of recalls is bounded, a look back reads what it returns, a question fetches each collection once"
    ) {
      let doubles = Box<(CountingMessageStore, CountingMemoryStore)>()
      let home = try ProofHome { stores in
        let messages = CountingMessageStore(stores.messages)
        let memories = CountingMemoryStore(stores.memories)
        doubles.value = (messages, memories)
        (stores.messages, stores.memories) = (messages, memories)
      }
      guard let (messages, memories) = doubles.value else { throw MnemeError(.internal, "No doubles.") }
      let meta = MetaMemory(
        store: home.store, clock: home.clock,
        logger: Logger(label: "mneme.verify") { _ in SwiftLogNoOpLogHandler() })
      let recalls = EventBuffer(clock: home.clock)
      for number in 0..<25_000 {
        let key = ItemKey(.message, Int64(number % 50))
        meta.record([key], channel: "test", in: .me)
        recalls.publishRecall(
          of: RecallQuery(space: .me, text: "?"), on: "test", items: [.init(key: key, id: "m\(number)")],
          lexicalOnly: false)
      }

      let events = EventBuffer(clock: home.clock)
      for number in 0..<2_500 { events.publish(.sessionEnded(session: "s\(number)"), in: .me) }
      let before = events.touched
      let seen = recent(events, 7).count
      let touched = Int(events.touched - before)

      let texts = (0..<40).map { "My friend number \($0) keeps \($0 + 2) bees. I like honey." }
      _ = try await home.engine.append(home.messages(texts), channel: "test")
      try await home.work()
      let question = RecallQuery(space: .me, text: "Who keeps bees and likes honey?")
      _ = try await home.engine.recall(question)
      messages.reset()
      memories.reset()
      _ = home.log.take()
      _ = try await home.engine.recall(question)
      return [
        Check("recalls held after 25,000", recalls.recent(.max, of: .recalled).count, .atMost, 10_000),
        Check("items waiting to be written", meta.statistics.pendingItems, .exactly, 50),
        Check("events held after 2,500", events.statistics.held, .atMost, 1_000),
        Check("events returned of seven asked for", seen, .exactly, 7),
        Check("events read to return them", touched, .exactly, 7),
        Check("fetches of messages by a question", messages.reads, .atMost, 1),
        Check("fetches of memories by a question", memories.reads, .atMost, 1),
        Check("statements of a question", home.log.take().work.count, .atMost, 2),
      ]
    }
  }
}
