import MnemeCore
import MnemeTestSupport
import Testing

@testable import MnemeMemory

@Suite struct EventRingTests {
  private static let payloads: [MemoryEvent.Payload] = [
    .messageAppended(id: "m", session: "s", role: .user), .sessionEnded(session: "s"),
    .recalled(channel: "web", items: [], lexicalOnly: false), .memoryChanged(id: "x", action: .added),
    .forgotten(.init(messages: 1)),
  ]

  /// The ring against a plain array, over random pushes, look backs, replays and clears.
  @Test(arguments: [1, 2, 7, 64]) func theRingAgreesWithAListOfAllEvents(capacity: Int) throws {
    let spaces = try (0..<5).map { try SpaceID("space-\($0)") }
    for seed in 0..<20 {
      var random = EventRandom(seed: UInt64(seed))
      var ring = EventRing(capacity: capacity, first: 1)
      var all: [MemoryEvent] = []
      for _ in 0..<600 {
        switch Int.random(in: 0..<100, using: &random) {
        case 0:
          ring.clear()
          all = []
        case 1..<30:
          let limit = Int.random(in: -1...capacity + 2, using: &random)
          let kind = Bool.random(using: &random) ? Self.payloads.randomElement(using: &random)?.kind : nil
          let space = Bool.random(using: &random) ? spaces.randomElement(using: &random) : nil
          let expected = all.filter { ($0.kind == kind || kind == nil) && ($0.space == space || space == nil) }
            .suffix(max(0, limit))
          let before = ring.touched
          #expect(ring.recent(limit, of: kind, in: space) == Array(expected))
          #expect(ring.touched - before == UInt64(expected.count), "a look back reads what it returns")
        case 30..<35:
          let after = UInt64.random(in: 0...ring.next, using: &random)
          let space = Bool.random(using: &random) ? spaces.randomElement(using: &random) : nil
          #expect(
            ring.events(after: after, in: space)
              == all.filter { $0.sequence > after && ($0.space == space || space == nil) })
        default:
          let event = MemoryEvent(
            sequence: ring.next, time: .init(milliseconds: 0),
            space: try #require(spaces.randomElement(using: &random)),
            payload: try #require(Self.payloads.randomElement(using: &random)))
          ring.push(event)
          all.append(event)
          if all.count > capacity { all.removeFirst() }
        }
        #expect(ring.held == all.count)
        #expect(ring.oldest == (all.first?.sequence ?? ring.next))
      }
      #expect(ring.totalPushed - ring.totalDropped >= UInt64(ring.held))
    }
  }

  @Test func aFullRingDropsTheOldestAndCounts() {
    var ring = EventRing(capacity: 1000, first: 1)
    for _ in 0..<2500 {
      ring.push(
        MemoryEvent(sequence: ring.next, time: .init(milliseconds: 0), space: .me, payload: .sessionEnded(session: "s"))
      )
    }
    #expect(ring.held == 1000)
    #expect(ring.totalPushed == 2500)
    #expect(ring.totalDropped == 1500)
    #expect(ring.recent(3, of: nil, in: nil).map(\.sequence) == [2498, 2499, 2500])
    #expect(ring.touched == 3)
  }

  @Test func aRareKindIsFoundWithoutReadingTheOthers() {
    var ring = EventRing(capacity: 1000, first: 1)
    for index in 0..<1000 {
      ring.push(
        MemoryEvent(
          sequence: ring.next, time: .init(milliseconds: 0), space: .me,
          payload: index == 3 ? .sessionStarted(session: "s", channel: "c") : .sessionEnded(session: "s")))
    }
    #expect(ring.recent(10, of: .sessionStarted, in: .me).map(\.sequence) == [4])
    #expect(ring.touched == 1)
  }
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
struct EventRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
