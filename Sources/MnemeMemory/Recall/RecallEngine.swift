import Foundation
package import MnemeCore
import MnemeVectors

/// Answers questions to a space's memory: messages with their context and distilled memories, ranked together.
///
/// Candidates come from sentence vectors, the inverted index, the knowledge graph and the times that the question names;
/// messages are scored by all of them, by their neighbours in the session and by who speaks; memories are scored beside the
/// message they came from and stand for it where they say it better. Deterministic: same stores, same clock, same
/// answer. Statements of one recall: at most one fetch of messages, one of memories and one of the messages they came from, and in
/// a space with a graph of vectors one of the best vectors.
package struct RecallEngine: Sendable {
  let messages: any MessageStore
  let memories: any MemoryStore
  let index: SpaceIndexes
  /// Nil leaves the knowledge graph out.
  let graphs: GraphIndexes?
  /// What is told of recalls, and what is known of earlier ones; nil leaves both out.
  let meta: MetaMemory?
  let feed: (any EventFeed)?
  let embedder: any Embedder
  let settings: MemorySettings
  let clock: any WallClock
  let time: any TemporalReader
  let weights = RecallWeights()

  /// Lexical candidates looked at.
  static let lexicalLimit = 400
  /// Messages that the knowledge graph may name.
  static let graphLimit = 64

  /// - Parameter time: reads the times that a question names, once per recall.
  package init(
    messages: any MessageStore, memories: any MemoryStore, index: SpaceIndexes, graphs: GraphIndexes? = nil,
    meta: MetaMemory? = nil, feed: (any EventFeed)? = nil, embedder: any Embedder, settings: MemorySettings,
    clock: any WallClock, time: any TemporalReader = TemporalParser(timeZone: .gmt)
  ) {
    self.messages = messages
    self.memories = memories
    self.index = index
    self.graphs = graphs
    self.meta = meta
    self.feed = feed
    self.embedder = embedder
    self.settings = settings
    self.clock = clock
    self.time = time
  }

  /// - Throws: `storage` and what else the stores throw; a failing embedder makes the answer lexical, it is no error.
  package func recall(_ query: RecallQuery) async throws(MnemeError) -> RecallResult {
    let answer = try await answer(query)
    if !answer.isBlank { publish(query, answer, answer.result.hits.indices) }
    return try await nameOrigins(answer.result, in: query.space)
  }

  /// Memories get the external id of the last message they came from: their newest wording.
  private func nameOrigins(_ result: RecallResult, in space: SpaceID) async throws(MnemeError) -> RecallResult {
    let unnamed = result.hits.filter { $0.source == .memory && $0.externalID == nil }
    let origins = Set(unnamed.compactMap(\.sources.last)).sorted()
    if origins.isEmpty { return result }
    var names: [String: String] = [:]
    for message in try await messages.messages(ids: origins, in: space) { names[message.id] = message.externalID }
    if names.isEmpty { return result }
    var named = result
    for (place, hit) in result.hits.enumerated() where hit.externalID == nil {
      named.hits[place].externalID = hit.sources.last.flatMap { names[$0] }
    }
    return named
  }

  /// What a recall found, with what was learnt on the way.
  struct Answer {
    var result: RecallResult
    /// Of the hits, in their order.
    var keys: [ItemKey] = []
    /// Where the hits were found.
    var view: SpaceView?
    /// The times that the question names.
    var times = TemporalReading.none
    /// What the question names, in order of mention.
    var entities: [Int64] = []
    /// Ordinals of messages whose statements were replaced, and of those that must not speak.
    var outdated = OutdatedMessages()
    /// The question's vector; empty where there is none.
    var question: [Float] = []
    /// Nothing was asked.
    var isBlank = false

    /// Of the hits, in their order; nil for one that has none yet. O(hits · rows scanned).
    var vectors: [[Float]?] {
      keys.map { key in (key.source == .message ? view?.messages : view?.memories)?.vector(ofKey: key.ordinal) }
    }
  }

  /// Tells that these hits of an answer were used.
  func publish(_ query: RecallQuery, _ answer: Answer, _ used: some Sequence<Int>) {
    feed?.publishRecall(
      of: query, on: query.channel, items: used.map { .init(key: answer.keys[$0], id: answer.result.hits[$0].id) },
      lexicalOnly: answer.result.lexicalOnly)
  }

  /// A recall of which nobody is told.
  func answer(_ query: RecallQuery) async throws(MnemeError) -> Answer {
    let limit = min(max(query.limit, 1), Limits.recallResults)
    let text = String(query.text.unicodeScalars.prefix(Limits.queryCharacters))
    guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }), !query.sources.isEmpty
    else { return Answer(result: RecallResult(hits: []), isBlank: true) }
    let now = clock.now()
    let view = try await index.view(of: query.space)
    let reading = QueryReading(text, speakers: view.table.speakers)
    var times = time.read(text, now: now)
    if let known = view.table.knownTimes { times = times.resolved(within: known) }
    // What does not wait for each other runs side by side: vectors and words, then memories and the ranking of messages.
    async let nearestTask = nearest(to: reading.text, in: view, for: query, limit: limit)
    async let graphTask = graphScores(of: text, in: query.space)
    async let hotTask = hot(in: query.space)
    let matches = view.lexical.search(reading.terms, sources: query.sources, limit: Self.lexicalLimit)
    let (graph, named, scores) = await graphTask
    let nearest = try await nearestTask.get()
    let memoryOrdinals = RecallCandidates.memoryOrdinals(of: query, limit: limit, nearest: nearest, matches: matches)
    async let memoryTask = memories(memoryOrdinals, in: query.space, graph)
    var candidates = RecallCandidates(
      query: query, limit: limit, view: view, reading: reading, time: times, nearest: nearest, matches: matches,
      graph: scores, hot: await hotTask, weights: weights)
    let messageOrdinals = candidates.messageOrdinals
    if !messageOrdinals.isEmpty {
      candidates.add(try await messages.messages(ordinals: messageOrdinals, in: query.space))
    }
    let successors = candidates.successors.filter { !memoryOrdinals.contains($0) }
    for found in [try await memoryTask.get(), try await memories(successors, in: query.space, graph).get()]
    where !found.memories.isEmpty {
      candidates.add(found.memories, usage: found.usage, decay: await decay(in: query.space, now: now))
    }
    let (result, keys) = candidates.result()
    return Answer(
      result: result, keys: keys, view: view, times: times, entities: named, outdated: view.outdated,
      question: nearest?.query ?? [])
  }

  /// What lies next to a question among the vectors of a space; nil when there is no vector of it. Where cosines of messages
  /// come from codes, the best are scored again by the vectors themselves.
  private func nearest(
    to text: String, in view: SpaceView, for query: RecallQuery, limit: Int
  ) async -> Result<NearestVectors?, MnemeError> {
    let made = query.vector.isEmpty ? await vector(of: text) : query.vector
    guard let vector = made else { return .success(nil) }
    async let memoryTask = nearestMemories(to: vector, in: view, for: query, limit: limit)
    var scores = DenseScores(view.messages, query: vector, in: view.table, limit: RecallCandidates.denseLimit)
    let unsettled = scores.unsettled(ExactRanking.oversampling * max(limit, 10), in: view.table)
    do throws(MnemeError) {
      if !unsettled.isEmpty {
        scores.settle(
          by: try await index.storedVectors(of: .message, ordinals: unsettled, in: query.space), in: view.table)
      }
    } catch {
      return .failure(error)
    }
    return .success(NearestVectors(query: vector, messages: scores, memories: await memoryTask))
  }

  private func nearestMemories(
    to vector: [Float], in view: SpaceView, for query: RecallQuery, limit: Int
  ) async -> [FlatIndex.Match] {
    guard query.sources.contains(.memory) else { return [] }
    // A vector of another dimension is no query; the words are left.
    return (try? view.memories.topK(vector, k: RecallCandidates.memoryLimit + limit, distinctKeys: true)) ?? []
  }

  private func memories(
    _ ordinals: [Int64], in space: SpaceID, _ graph: KnowledgeGraph?
  ) async -> Result<(memories: [Memory], usage: [MemoryUsage]), MnemeError> {
    if ordinals.isEmpty { return .success(([], [])) }
    do throws(MnemeError) {
      let found = try await memories.memories(ordinals: ordinals, in: space)
      return .success((found, await usage(of: found, in: space, graph)))
    } catch {
      return .failure(error)
    }
  }

  /// What the question names, and the messages that mention it, best first.
  private func graphScores(of text: String, in space: SpaceID) async -> (KnowledgeGraph?, [Int64], [MessageScore]) {
    // Recall goes on without a graph that cannot be read.
    guard let graphs, let graph = try? await graphs.graph(of: space) else { return (nil, [], []) }
    let entities = graph.entities(in: text)
    return (graph, entities, graph.messageScores(for: entities, limit: Self.graphLimit))
  }

  private func hot(in space: SpaceID) async -> HotBoost {
    // Recall goes on without counters that cannot be read.
    guard let hottest = try? await meta?.hottest(HotBoost.items, in: space) else { return .none }
    return HotBoost(hottest)
  }

  private func decay(in space: SpaceID, now: Date) async -> Decay {
    // Hours that cannot be read are left out.
    Decay(settings: settings, now: now, circadian: try? await meta?.circadian(of: space))
  }

  /// What meta memory and the graph know of these memories; nothing of either that cannot be read.
  private func usage(of memories: [Memory], in space: SpaceID, _ graph: KnowledgeGraph?) async -> [MemoryUsage] {
    var result = memories.map { memory in
      MemoryUsage(degree: graph?.degree(ofText: memory.text, about: memory.subject) ?? 0)
    }
    guard let meta,
      let known = try? await meta.usage(of: memories.map { ItemKey(.memory, $0.ordinal) }, in: space)
    else { return result }
    for (place, usage) in known.enumerated() {
      result[place].accesses = usage.count
      result[place].lastAccess = usage.lastAccess?.milliseconds
      result[place].channels = usage.channels
    }
    return result
  }

  /// Of a whole question, as a recall makes it.
  func vector(ofQuestion question: String, in space: SpaceID) async -> [Float] {
    let text = String(question.unicodeScalars.prefix(Limits.queryCharacters))
    // Recall says what is wrong with the store.
    guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }),
      let view = try? await index.view(of: space)
    else { return [] }
    return await vector(of: QueryReading(text, speakers: view.table.speakers).text) ?? []
  }

  /// Nil when there is no model, it is still loading, or its queue is full: recall goes on with words alone.
  private func vector(of text: String) async -> [Float]? {
    guard embedder.state == .ready else { return nil }
    do throws(MnemeError) {
      let batch = try await embedder.embed([text], as: .query)
      return batch.values.count >= batch.dimension ? Array(batch.values.prefix(batch.dimension)) : nil
    } catch {
      return nil
    }
  }
}
