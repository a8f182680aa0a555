import Foundation
import Logging
package import MnemeCore
import MnemeMemory

extension Persona: InsightKeeper {
  /// Newest memories that are looked at, in pages.
  private static let page = 200
  private static let pages = 5
  /// Newest memories that a model is told.
  private static let told = 60

  package func learn(in space: SpaceID) async throws(MnemeError) -> Int {
    let recent = try await recent(in: space)
    let wishes = recent.filter { AnswerWish.read($0.text) != nil }
    var proposals = InsightRules().proposals(from: try await said(wishes, in: space), now: clock.now())
    if let writer, proposals.count < InsightBook.learntAtOnce {
      proposals += await writer.proposals(
        from: Array(recent.prefix(Self.told)), known: try await book(of: space).active.map(\.text))
    }
    // Read after everything that was waited for: nothing may change between this and the write.
    var book = try await book(of: space)
    let outcome = book.learn(proposals, at: clock.now()) { identifiers.next() }
    guard !outcome.isEmpty else { return 0 }
    try keep(book, of: space)
    feed?.publish(
      .personaChanged(
        counts: [
          "learned": outcome.learned.count, "confirmed": outcome.confirmed, "replaced": outcome.replaced,
        ]), in: space)
    return outcome.learned.count
  }

  package func review(_ memories: Set<String>?, in space: SpaceID) async throws(MnemeError) {
    do throws(MnemeError) {
      try await look(through: memories, in: space)
    } catch {
      // What could not be looked through must not be told on.
      drop(space)
      throw error
    }
  }

  private func look(through memories: Set<String>?, in space: SpaceID) async throws(MnemeError) {
    let before = try await book(of: space)
    guard !before.insights.isEmpty else { return }
    var book = before
    let withdrawn = try await withdraw(memories, from: &book, in: space)
    let now = try await self.book(of: space)
    if now != before {
      // Learnt from or taken back meanwhile: what is there now is looked at anew.
      return try await look(through: memories, in: space)
    }
    guard book != before else { return }
    try keep(book, of: space)
    if withdrawn > 0 { feed?.publish(.personaChanged(counts: ["withdrawn": withdrawn]), in: space) }
  }

  /// Newest first.
  private func recent(in space: SpaceID) async throws(MnemeError) -> [Memory] {
    var found: [Memory] = []
    var before: Int64?
    for _ in 0..<Self.pages {
      let page = try await memories.memories(in: space, includeInactive: false, before: before, limit: Self.page)
      found += page.filter(InsightRules.mayTeach)
      guard page.count == Self.page, let last = page.last else { break }
      before = last.ordinal
    }
    return found
  }

  /// With the time of the last message that each came from.
  private func said(_ memories: [Memory], in space: SpaceID) async throws(MnemeError) -> [InsightRules.Said] {
    let ids = Set(memories.compactMap(\.sources.last)).sorted()
    if ids.isEmpty { return memories.map { .init(memory: $0, at: $0.recordedAt) } }
    let times = Dictionary(
      try await messages.messages(ids: ids, in: space).map { ($0.id, $0.createdAt) },
      uniquingKeysWith: { first, _ in first })
    return memories.map { memory in
      .init(memory: memory, at: memory.sources.last.flatMap { times[$0] } ?? memory.recordedAt)
    }
  }
}
