import Foundation
import MnemeCore
import MnemeTestSupport

@testable import MnemeMemory

/// A recall engine over counting stores.
final class RecallWorld: Sendable {
  let store: RecallTestStore
  let embedder: any Embedder
  let index: SpaceIndexes
  let engine: RecallEngine
  let clock = ManualClock()
  let identifiers = CountingIdentifiers()

  init(
    embedder: any Embedder = HashingEmbedder(), store: RecallTestStore = RecallTestStore(), byteLimit: Int = 1 << 30,
    files: LexicalFolder? = nil, tuning: VectorTuning = VectorTuning()
  ) {
    self.store = store
    self.embedder = embedder
    index = SpaceIndexes(
      messages: store, archive: store, vectors: store, model: embedder.info, files: files,
      byteLimit: byteLimit, tuning: tuning)
    engine = RecallEngine(
      messages: store, memories: store, index: index, embedder: embedder, settings: MemorySettings(), clock: clock)
  }

  @discardableResult
  func say(
    _ text: String, speaker: String? = nil, role: Role = .user, session: String = "s1", at: Date? = nil,
    external: String? = nil, space: SpaceID = .me, embeds: Bool = true
  ) async throws -> Message {
    let new = NewMessage(
      id: identifiers.next(), space: space, session: session, role: role, speaker: speaker, text: text,
      trust: role == .assistant ? .assistant : .user, createdAt: at ?? clock.now(), externalID: external)
    let message = try await store.append([new], channel: "test")[0].message
    await index.appended([message])
    if embeds { try await embed(ItemKey(.message, message.ordinal), text, space: space) }
    return message
  }

  @discardableResult
  func remember(
    _ text: String, from sources: [String] = [], subject: String? = nil, importance: Double = 0.5, at: Date? = nil,
    supersededBy: String? = nil, confidence: Double = 1
  ) async throws -> Memory {
    let time = at ?? clock.now()
    let memory = store.put(
      Memory(
        id: identifiers.next(), space: .me, text: text, kind: .fact, subject: subject, importance: importance,
        trust: .user, sources: sources, validFrom: time, recordedAt: time, supersededBy: supersededBy,
        confidence: confidence))
    await index.changed([memory])
    try await embed(ItemKey(.memory, memory.ordinal), text, space: .me)
    return memory
  }

  func ask(_ text: String, limit: Int = 10, explain: Bool = false, excluding: Set<String> = []) async throws
    -> RecallResult
  {
    try await engine.recall(
      RecallQuery(space: .me, text: text, limit: limit, explain: explain, excluding: excluding))
  }

  private func embed(_ key: ItemKey, _ text: String, space: SpaceID) async throws {
    guard embedder.state == .ready else { return }
    let batch = try await embedder.embed([text], as: .document)
    let row = VectorRow(key: key, dimension: batch.dimension, values: batch.chunks(of: 0))
    try await store.put([row], model: embedder.info.model, in: space, finishing: [])
    await index.insert([row], in: space)
  }
}

/// No model.
struct MissingEmbedder: Embedder {
  let info = EmbedderInfo(model: "none", dimension: 64, window: 256)
  let state = EmbedderState.missing("not installed")

  func embed(_ texts: [String], as purpose: EmbeddingPurpose) async throws(MnemeError) -> EmbeddingBatch {
    throw MnemeError(.unavailable, "There is no model.")
  }
}
