import Foundation
import MnemeCore
import MnemeTestSupport
import Synchronization
import Testing

@testable import MnemeMemory

@Suite struct EventBufferTests {
  private let clock = ManualClock()

  private func buffer(capacity: Int = 1000, subscriberCapacity: Int = 256) -> EventBuffer {
    EventBuffer(capacity: capacity, subscriberCapacity: subscriberCapacity, clock: clock, firstSequence: 1)
  }

  private static func payload(_ number: Int) -> MemoryEvent.Payload {
    .messageAppended(id: "m\(number)", session: "s", role: .user)
  }

  /// Reads until the stream has nothing more at hand: the buffer is finished first.
  private func rest(of stream: AsyncStream<EventDelivery>, after buffer: EventBuffer) async -> [EventDelivery] {
    buffer.finish()
    return await stream.reduce(into: []) { $0.append($1) }
  }

  private func sequences(_ deliveries: [EventDelivery]) -> [UInt64] {
    deliveries.compactMap { if case .event(let event) = $0 { event.sequence } else { nil } }
  }

  @Test func eventsAreStampedWithTimeSequenceAndSpace() throws {
    let buffer = buffer()
    let other = try SpaceID("other")
    #expect(buffer.publish(.sessionStarted(session: "a", channel: "cli"), in: .me) == 1)
    clock.advance(by: 5)
    #expect(buffer.publish(.sessionEnded(session: "a"), in: other) == 2)
    let events = buffer.recent(10)
    #expect(events.map(\.sequence) == [1, 2])
    #expect(events.map(\.space) == [.me, other])
    #expect(events[1].time.timeIntervalSince(events[0].time) == 5)
    #expect(buffer.recent(10, in: other).map(\.sequence) == [2])
    #expect(buffer.recent(0).isEmpty && buffer.recent(-3).isEmpty)
  }

  @Test func aSubscriberReceivesItsSpaceOnly() async throws {
    let buffer = buffer()
    let other = try SpaceID("other")
    let mine = buffer.subscribe(to: .me, after: nil)
    let all = buffer.subscribe(to: nil, after: nil)
    for number in 0..<6 { buffer.publish(Self.payload(number), in: number.isMultiple(of: 2) ? .me : other) }
    #expect(await sequences(rest(of: mine, after: buffer)) == [1, 3, 5])
    #expect(await sequences(rest(of: all, after: buffer)) == [1, 2, 3, 4, 5, 6])
  }

  @Test func aReaderResumesAfterTheLastEventItSaw() async {
    let buffer = buffer()
    for number in 0..<5 { buffer.publish(Self.payload(number), in: .me) }
    let stream = buffer.subscribe(to: .me, after: 3)
    buffer.publish(Self.payload(5), in: .me)
    #expect(await sequences(rest(of: stream, after: buffer)) == [4, 5, 6])
  }

  @Test func aReaderThatWasAwayTooLongIsToldSo() async {
    let buffer = buffer(capacity: 3)
    for number in 0..<10 { buffer.publish(Self.payload(number), in: .me) }
    let stream = buffer.subscribe(to: .me, after: 2)
    let deliveries = await rest(of: stream, after: buffer)
    #expect(deliveries.first == .gap(EventGap(missed: nil, through: 7)))
    #expect(sequences(deliveries) == [8, 9, 10])
  }

  @Test func aReaderThatMissedNothingGetsNoGap() async {
    let buffer = buffer(capacity: 3)
    for number in 0..<10 { buffer.publish(Self.payload(number), in: .me) }
    for after: UInt64 in [7, 8, 9] {
      var iterator = buffer.subscribe(to: .me, after: after).makeAsyncIterator()
      guard case .event(let event)? = await iterator.next() else {
        Issue.record("expected an event after \(after)")
        return
      }
      #expect(event.sequence == after + 1)
    }
  }

  @Test func aSequenceFromTheFutureReplaysEverythingBehindAGap() async {
    let buffer = buffer()
    for number in 0..<3 { buffer.publish(Self.payload(number), in: .me) }
    let deliveries = await rest(of: buffer.subscribe(to: .me, after: 99), after: buffer)
    #expect(deliveries.first == .gap(EventGap(missed: nil, through: 0)))
    #expect(sequences(deliveries) == [1, 2, 3])
  }

  @Test func sequencesGoOnOverARestart() {
    let first = EventBuffer(clock: clock)
    let before = first.publish(Self.payload(0), in: .me)
    clock.advance(by: 1)
    let second = EventBuffer(clock: clock)
    #expect(second.publish(Self.payload(0), in: .me) > before)
    #expect(before < 1 << 53, "a JavaScript client can hold it")
  }

  @Test func aSlowReaderLosesTheOldestAndFindsAGapInTheirPlace() async {
    let buffer = buffer(subscriberCapacity: 4)
    buffer.publish(Self.payload(0), in: .me)
    let stream = buffer.subscribe(to: .me, after: 0)
    for number in 1...10 { buffer.publish(Self.payload(number), in: .me) }
    #expect(buffer.statistics.lostBySubscribers == 6)
    let deliveries = await rest(of: stream, after: buffer)
    // The replay, the gap, the newest four.
    #expect(sequences(deliveries) == [1, 8, 9, 10, 11])
    #expect(deliveries.count == 6 && deliveries[1] == .gap(EventGap(missed: 6, through: 7)))
  }

  @Test func aReplayLongerThanTheBoxIsWhole() async {
    let buffer = buffer(capacity: 500, subscriberCapacity: 2)
    for number in 0..<500 { buffer.publish(Self.payload(number), in: .me) }
    let deliveries = await rest(of: buffer.subscribe(to: .me, after: 0), after: buffer)
    #expect(sequences(deliveries) == Array(1...500))
    #expect(deliveries.count == 500)
  }

  @Test func aReaderThatStopsIsForgotten() async {
    let buffer = buffer()
    do {
      let stream = buffer.subscribe(to: .me, after: nil)
      #expect(buffer.statistics.subscribers == 1)
      buffer.publish(Self.payload(0), in: .me)
      for await _ in stream { break }
    }
    #expect(buffer.statistics.subscribers == 0)
  }

  @Test func aStreamThatIsNeverReadIsForgotten() {
    let buffer = buffer()
    _ = buffer.subscribe(to: nil, after: nil)
    #expect(buffer.statistics.subscribers == 0)
  }

  @Test func aCancelledReaderIsForgotten() async {
    let buffer = buffer()
    await withTaskGroup(of: Void.self) { group in
      let stream = buffer.subscribe(to: .me, after: nil)
      group.addTask { for await _ in stream {} }
      group.addTask { for await _ in stream {} }
      for _ in 0..<20 { await Task.yield() }
      group.cancelAll()
      await group.waitForAll()
    }
    #expect(buffer.statistics.subscribers == 0)
  }

  @Test func finishingEndsReadersAndLaterSubscriptions() async {
    let buffer = buffer()
    await withTaskGroup(of: Int.self) { group in
      let stream = buffer.subscribe(to: .me, after: nil)
      group.addTask { await stream.reduce(0) { count, _ in count + 1 } }
      buffer.publish(Self.payload(0), in: .me)
      buffer.finish()
      #expect(await group.next() == 1)
    }
    var late = buffer.subscribe(to: .me, after: 0).makeAsyncIterator()
    #expect(await late.next() != nil)
    #expect(await late.next() == nil)
  }

  @Test func clearingKeepsCountersAndSequences() {
    let buffer = buffer(capacity: 2)
    for number in 0..<5 { buffer.publish(Self.payload(number), in: .me) }
    buffer.clear()
    #expect(buffer.recent(10).isEmpty)
    #expect(buffer.publish(Self.payload(5), in: .me) == 6)
    #expect(buffer.recent(10).map(\.sequence) == [6])
    let statistics = buffer.statistics
    #expect(statistics.totalPushed == 6 && statistics.totalDropped == 3 && statistics.held == 1)
    #expect(statistics.capacity == 2)
  }

  /// Every fast reader sees every event in order; a slow one sees an ascending part and gaps that account for the rest.
  @Test func concurrentPublishersAndReadersAgree() async {
    let buffer = buffer(capacity: 64, subscriberCapacity: 16)
    let (publishers, perPublisher) = (4, 500)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<3 {
        let stream = buffer.subscribe(to: .me, after: nil)
        group.addTask {
          var (last, received, missed): (UInt64, Int, Int) = (0, 0, 0)
          for await delivery in stream {
            switch delivery {
            case .event(let event):
              #expect(event.sequence > last)
              last = event.sequence
              received += 1
            case .gap(let gap):
              #expect(gap.through > last)
              last = gap.through
              missed += gap.missed ?? 0
            }
          }
          #expect(received + missed == publishers * perPublisher)
        }
      }
      await withTaskGroup(of: Void.self) { writers in
        for writer in 0..<publishers {
          writers.addTask {
            for number in 0..<perPublisher {
              buffer.publish(Self.payload(writer * perPublisher + number), in: .me)
              if number.isMultiple(of: 50) { _ = buffer.recent(10, of: .messageAppended, in: .me) }
              if number.isMultiple(of: 100) {
                // Comers and goers beside the readers.
                for await _ in buffer.subscribe(to: .me, after: 0) { break }
              }
            }
          }
        }
      }
      buffer.finish()
    }
    #expect(buffer.statistics.totalPushed == UInt64(publishers * perPublisher))
    #expect(buffer.statistics.subscribers == 0)
  }

  @Test func aReaderThatNeverReadsDoesNotStopThePublisher() {
    let buffer = buffer(subscriberCapacity: 1)
    let stream = buffer.subscribe(to: .me, after: nil)
    for number in 0..<10_000 { buffer.publish(Self.payload(number), in: .me) }
    #expect(buffer.statistics.lostBySubscribers == 9_999)
    withExtendedLifetime(stream) {}
  }
}

@Suite struct EventCodingTests {
  private static let time = Date(milliseconds: 1_750_000_000_123)

  private static let samples: [(MemoryEvent.Payload, String)] = [
    (
      .messageAppended(id: "m1", session: "s1", role: .assistant),
      #""id":"m1","role":"assistant","sequence":7,"session":"s1","space":"me","time":"T","type":"message_appended""#
    ),
    (
      .sessionStarted(session: "s1", channel: "cli"),
      #""channel":"cli","sequence":7,"session":"s1","space":"me","time":"T","type":"session_started""#
    ),
    (
      .sessionEnded(session: "s1"),
      #""sequence":7,"session":"s1","space":"me","time":"T","type":"session_ended""#
    ),
    (
      .recalled(channel: "web", items: [.init(key: ItemKey(.memory, 4), id: "x")], lexicalOnly: true),
      #""channel":"web","items":[{"id":"x","ordinal":4,"source":"memory"}],"lexical_only":true,"sequence":7,"#
        + #""space":"me","time":"T","type":"recalled""#
    ),
    (
      .memoryChanged(id: "x", action: .superseded),
      #""action":"superseded","id":"x","sequence":7,"space":"me","time":"T","type":"memory_changed""#
    ),
    (
      .toolExecuted(name: "clock", milliseconds: 12, outcome: .timedOut),
      #""duration_ms":12,"name":"clock","outcome":"timed_out","sequence":7,"space":"me","time":"T","#
        + #""type":"tool_executed""#
    ),
    (
      .jobProgressed(kind: .embedMessage, done: 3, failed: 1, depth: 9),
      #""depth":9,"done":3,"failed":1,"kind":"embed_message","sequence":7,"space":"me","time":"T","#
        + #""type":"job_progressed""#
    ),
    (
      .graphChanged(.init(entitiesAdded: 2, relationsRemoved: 1)),
      #""counts":{"entities_added":2,"entities_merged":0,"entities_removed":0,"relations_added":0,"#
        + #""relations_removed":1},"sequence":7,"space":"me","time":"T","type":"graph_changed""#
    ),
    (
      .maintenanceFinished(name: "consolidation", counts: ["merged": 2, "checked": 10]),
      #""counts":{"checked":10,"merged":2},"name":"consolidation","sequence":7,"space":"me","time":"T","#
        + #""type":"maintenance_finished""#
    ),
    (
      .forgotten(.init(messages: 2, memories: 1)),
      #""counts":{"entities":0,"memories":1,"messages":2,"sessions":0},"sequence":7,"space":"me","time":"T","#
        + #""type":"forgotten""#
    ),
    (
      .questionRead(session: "s1", intent: .memoryQuery, needsSearch: true),
      #""intent":"memory_query","needs_search":true,"sequence":7,"session":"s1","space":"me","time":"T","#
        + #""type":"question_read""#
    ),
    (
      .personaChanged(counts: ["learned": 2]),
      #""counts":{"learned":2},"sequence":7,"space":"me","time":"T","type":"persona_changed""#
    ),
    (
      .taskRan(id: "task-1", outcome: .failed),
      #""id":"task-1","outcome":"failed","sequence":7,"space":"me","time":"T","type":"task_ran""#
    ),
  ]

  @Test func everyKindHasItsWireForm() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(Set(Self.samples.map(\.0.kind)) == Set(MemoryEvent.Kind.allCases))
    for (payload, expected) in Self.samples {
      let event = MemoryEvent(sequence: 7, time: Self.time, space: .me, payload: payload)
      let data = try encoder.encode(event)
      let text = "{" + expected.replacing("\"T\"", with: "\"2025-06-15T15:06:40.123Z\"") + "}"
      #expect(String(decoding: data, as: UTF8.self) == text)
      #expect(try JSONDecoder().decode(MemoryEvent.self, from: data) == event)
    }
  }

  @Test func timesSurviveTheWireToTheMillisecond() throws {
    var random = EventRandom(seed: 3)
    for _ in 0..<200 {
      let time = Date(milliseconds: .random(in: 0...4_000_000_000_000, using: &random))
      let event = MemoryEvent(sequence: 1, time: time, space: .me, payload: .sessionEnded(session: "s"))
      let decoded = try JSONDecoder().decode(MemoryEvent.self, from: JSONEncoder().encode(event))
      #expect(decoded.time.milliseconds == time.milliseconds && decoded == event)
    }
  }

  @Test func aBadTimeOrTypeIsRefused() {
    for text in [
      #"{"sequence":1,"time":"yesterday","space":"me","type":"session_ended","session":"s"}"#,
      #"{"sequence":1,"time":"2025-06-15T15:06:40Z","space":"me","type":"message_received","session":"s"}"#,
    ] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(MemoryEvent.self, from: Data(text.utf8))
      }
    }
  }
}
