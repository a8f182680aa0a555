import MnemeCore
import MnemeMemory
import MnemeTestSupport
import Synchronization

extension Proofs {
  typealias Cache = @Sendable () -> any DocumentVectorCache

  static func addition(cache: @escaping Cache = { EmbeddingCache(capacity: 1024) }) -> Proof {
    Proof(id: "PERF-005", condition: "One embedding request for each accepted memory, none for a refused one") {
      let home = try ProofHome(embeddings: cache())
      func requests(_ text: String) async throws -> Int {
        let before = home.embedder.calls
        // The refusal is what is counted.
        _ = try? await home.engine.remember(Statement(text: text), in: .me)
        try await home.work()
        return home.embedder.calls - before
      }
      let accepted = try await requests("The blue bicycle stands in the shed.")
      let refused = try await requests("   ")
      let repeated = try await requests("The blue bicycle stands in the shed.")
      let reworded = try await requests("The blue bicycle stands in the shed now.")
      let memories = try await home.engine.memories(in: .me, includeInactive: false, before: nil, limit: 9)
      return [
        Check("requests for a new memory, its message and its vector", accepted, .exactly, 1),
        Check("requests for a refused one", refused, .exactly, 0),
        Check("requests for the same words again", repeated, .exactly, 0),
        Check("requests for a duplicate in other words", reworded, .exactly, 1),
        Check("memories of the three", memories.count, .exactly, 1),
      ]
    }
  }

  static func embeddingCache(
    cache: @escaping @Sendable (Int) -> any DocumentVectorCache = { EmbeddingCache(capacity: $0) },
    keepsWorkingWhileHeld: Bool = true
  ) -> Proof {
    Proof(
      id: "PERF-027", condition: "Vectors leave the cache by last use; nothing waits for the encoder but its caller"
    ) {
      let home = try ProofHome(embeddings: cache(2))
      func requests(_ text: String) async throws -> Int {
        let before = home.embedder.calls
        _ = try await home.engine.remember(Statement(text: text), in: .me)
        return home.embedder.calls - before
      }
      let (first, second, third) = ("Apricots ripen early.", "Walruses sleep on ice.", "Copper kettles tarnish.")
      _ = try await requests(first)
      _ = try await requests(second)
      let touched = try await requests(first)
      _ = try await requests(third)
      let oldestTouched = try await requests(first)
      let leastRecent = try await requests(second)
      let held = GatedEmbedder(isOpen: !keepsWorkingWhileHeld)
      let other = try ProofHome(embedder: held)
      let waiting = Task { try await other.engine.remember(Statement(text: first), in: .me) }  // awaited below
      while !held.wasEntered { await Task.yield() }
      var beats = 0
      for _ in 0..<10 {
        _ = try await other.engine.memories(in: .me, includeInactive: false, before: nil, limit: 1)
        if held.isHolding { beats += 1 }
      }
      held.open()
      _ = try await waiting.value
      return [
        Check("requests for a text that is kept", touched, .exactly, 0),
        Check("requests for the oldest one, used since", oldestTouched, .exactly, 0),
        Check("requests for the least recently used one", leastRecent, .exactly, 1),
        Check("calls answered while the encoder holds one", beats, .exactly, 10),
      ]
    }
  }

  static func batchedReflection(jobs: @escaping @Sendable (any JobQueue) -> any JobQueue = { $0 }) -> Proof {
    Proof(
      id: "PERF-028",
      condition: "Facts are stored with batched embedding and scored by no model; a turn's context takes one snapshot"
    ) {
      let home = try ProofHome { $0.jobs = jobs($0.jobs) }
      let names = ["Oslo", "Porto", "Lyon", "Turin", "Ghent"]
      let texts = (0..<20).map { "I like tea number \($0) from \(names[$0 % 5])." }
      let told = try await home.engine.append(home.messages(texts), channel: "test").map(\.message)
      try await home.work()
      let requests = home.embedder.calls
      let snapshots = home.engine.workingStatistics.snapshots
      _ = try await home.engine.context(
        for: ContextRequest(
          space: .me, channel: "test", question: "Which tea do I like?", message: told.last, room: 4_000,
          noteRoom: 1_000))
      let memories = try await home.engine.memories(in: .me, includeInactive: true, before: nil, limit: 99)
      return [
        Check("embedding requests for 20 messages and the fact that each states", requests, .atMost, 2),
        Check("facts stored", memories.count, .exactly, 20),
        Check(
          "snapshots for the context of a turn", home.engine.workingStatistics.snapshots - snapshots, .exactly, 1),
        Check("embedding requests for it", home.embedder.calls - requests, .atMost, 1),
      ]
    }
  }
}

/// Holds every call until it is opened.
final class GatedEmbedder: Embedder {
  private struct State {
    var isOpen: Bool
    var holding = 0
    var entered = 0
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let inner = HashingEmbedder()
  private let gate: Mutex<State>

  init(isOpen: Bool) { gate = Mutex(State(isOpen: isOpen)) }

  var info: EmbedderInfo { inner.info }
  var state: EmbedderState { .ready }
  var wasEntered: Bool { gate.withLock { $0.entered > 0 } }
  var isHolding: Bool { gate.withLock { $0.holding > 0 } }

  func open() {
    let waiting = gate.withLock { state in
      state.isOpen = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for caller in waiting { caller.resume() }
  }

  func embed(_ texts: [String], as purpose: EmbeddingPurpose) async throws(MnemeError) -> EmbeddingBatch {
    await withCheckedContinuation { caller in
      let goesOn = gate.withLock { state in
        state.entered += 1
        if state.isOpen { return true }
        state.holding += 1
        state.waiting.append(caller)
        return false
      }
      if goesOn { caller.resume() }
    }
    return try await inner.embed(texts, as: purpose)
  }
}
