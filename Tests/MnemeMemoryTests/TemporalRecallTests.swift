import Foundation
import MnemeCore
import MnemeTestSupport
import Synchronization
import Testing

@testable import MnemeMemory

@Suite struct TemporalRecallTests {
  private final class CountingReader: TemporalReader {
    let parser: TemporalParser
    private let counter = Mutex(0)

    init(_ zone: String) { parser = TemporalParser(timeZone: TimeZone(identifier: zone) ?? .gmt) }

    var count: Int { counter.withLock { $0 } }

    func read(_ text: String, now: Date) -> TemporalReading {
      counter.withLock { $0 += 1 }
      return parser.read(text, now: now)
    }
  }

  private func engine(_ world: RecallWorld, _ reader: CountingReader) -> RecallEngine {
    RecallEngine(
      messages: world.store, memories: world.store, index: world.index, embedder: world.embedder,
      settings: MemorySettings(), clock: world.clock, time: reader)
  }

  @Test func aQuestionIsReadOnceHoweverManyMessagesThereAre() async throws {
    let world = RecallWorld()
    for i in 0..<60 { try await world.say("Hiking note \(i)", session: "s\(i % 5)") }
    let reader = CountingReader("GMT")
    let engine = engine(world, reader)
    _ = try await engine.recall(RecallQuery(space: .me, text: "Who went hiking last week?", explain: true))
    #expect(reader.count == 1)
    _ = try await engine.recall(RecallQuery(space: .me, text: "Who went hiking in May?"))
    #expect(reader.count == 2)
  }

  @Test func yesterdayInTheQuestionIsThatOfTheReadersZone() async throws {
    let world = RecallWorld()
    world.clock.set(Date(iso8601: "2026-05-08T02:00:00Z") ?? .distantPast)
    // In Seoul it is May 8, so that "yesterday" is May 7 there; in New York it is still May 7.
    let east = try await world.say("We went hiking.", session: "s1", at: Date(iso8601: "2026-05-07T14:00:00Z"))
    let west = try await world.say("They went hiking.", session: "s2", at: Date(iso8601: "2026-05-06T05:00:00Z"))
    let query = RecallQuery(space: .me, text: "Who went hiking yesterday?")
    let seoul = try await engine(world, CountingReader("Asia/Seoul")).recall(query)
    let newYork = try await engine(world, CountingReader("America/New_York")).recall(query)
    #expect(seoul.hits.first?.id == east.id)
    #expect(newYork.hits.first?.id == west.id)
  }

  @Test func theExplanationShowsTheShareOfTheTimeBonus() async throws {
    let world = RecallWorld()
    world.clock.set(Date(iso8601: "2026-05-20") ?? .distantPast)
    let same = try await world.say("I went hiking.", session: "s1", at: Date(iso8601: "2026-05-03T10:00:00Z"))
    let later = try await world.say("She went hiking.", session: "s2", at: Date(iso8601: "2026-05-06T00:00:00Z"))
    let result = try await world.ask("Who went hiking on May 3?", explain: true)
    func part(_ id: String) -> Double? {
      result.hits.first { $0.id == id }?.explanation?.parts.first { $0.name == "time" }?.value
    }
    let bonus = Double(RecallWeights().time)
    #expect(part(same.id) == bonus)
    #expect(part(later.id) == bonus * 0.75)
  }
}
