import Foundation
import MnemeCore
import Testing

@testable import MnemeMemory

@Suite struct ReflectionPlannerTests {
  private let planner = ReflectionPlanner(settings: MemorySettings())
  private let day = Date(milliseconds: 1_778_248_560_000)

  private func candidate(_ text: String, after days: Double = 0) throws -> MemoryCandidate {
    try #require(
      Reflector().candidates(
        in: text, role: .user, speaker: nil, trust: .user, at: day.addingTimeInterval(days * 86_400)
      ).first)
  }

  private func origin(_ message: String) -> ReflectionPlanner.Origin {
    ReflectionPlanner.Origin(message: message, session: "s1", space: .me, trust: .user)
  }

  private func plan(
    _ candidate: MemoryCandidate, _ message: String, _ around: ReflectionPlanner.Surroundings = .init(),
    after days: Double = 0
  ) -> [MemoryChange] {
    planner.changes(
      for: candidate, at: 0, of: origin(message), among: around, now: day.addingTimeInterval(days * 86_400))
  }

  private func stored(_ text: String, _ message: String, after days: Double = 0) throws -> Memory {
    let changes = plan(try candidate(text, after: days), message, after: days)
    guard case .add(let memory, _) = try #require(changes.first) else { throw MnemeError(.internal, "not added") }
    return memory
  }

  @Test func aNewFactIsAddedUnderAnIdMadeFromItsMessage() throws {
    let memory = try stored("I live in Porto", "a")
    #expect(memory.id == "a-m1")
    #expect(memory.attribute == "home")
    #expect(memory.sources == ["a"])
    #expect(memory.validFrom == day)
  }

  @Test func aCorrectionSupersedesAndSaysUntilWhenTheOldHeld() throws {
    let old = try stored("I live in Porto", "a")
    let moved = try candidate("I moved to Lisbon", after: 3)
    let changes = plan(moved, "b", .init(sameAttribute: [old]))
    #expect(changes.count == 2)
    #expect(
      changes.last
        == .supersede(id: "a-m1", by: "b-m1", validTo: moved.validFrom, reason: "newer statement"))
  }

  @Test func theSameValueMergesAndKeepsTheNewerWording() throws {
    let old = try stored("I live in Porto", "a")
    let again = try candidate("we live in Porto, near the river", after: 2)
    #expect(
      plan(again, "b", .init(sameAttribute: [old]))
        == [.merge(id: "a-m1", text: "we live in Porto, near the river", source: "b", reason: "said again")])
  }

  @Test func planningAMessageAgainChangesNothing() throws {
    let old = try stored("I live in Porto", "a")
    #expect(plan(try candidate("I live in Porto"), "a", .init(sameAttribute: [old])) == [])
    var merged = old
    merged.sources = ["a", "b"]
    #expect(plan(try candidate("we live in Porto", after: 1), "b", .init(sameAttribute: [merged])) == [])
  }

  @Test func anOlderMessageLearntLateDoesNotSilenceTheNewerOne() throws {
    let now = try stored("I moved to Lisbon", "b", after: 10)
    let changes = plan(try candidate("I live in Porto"), "a", .init(sameAttribute: [now]), after: 11)
    guard case .add(let memory, _) = try #require(changes.first) else {
      Issue.record("not added")
      return
    }
    #expect(changes.count == 1)
    #expect(memory.supersededBy == "b-m1")
    #expect(memory.validTo == now.validFrom)
  }

  @Test func whatWasSaidLaterWinsAlthoughItHeldEarlier() throws {
    let old = try stored("I live in Porto", "a")
    let moved = try candidate("I moved to Lisbon on 2 March", after: 3)
    #expect(moved.validFrom < old.validFrom)
    let changes = plan(moved, "b", .init(sameAttribute: [old]))
    #expect(
      changes.last == .supersede(id: "a-m1", by: "b-m1", validTo: moved.saidAt, reason: "newer statement"))
  }

  @Test func aStatementFromAClockThatWasSetBackGivesWay() throws {
    let ahead = try stored("I live in Oslo", "a", after: 10)
    let changes = plan(try candidate("I moved to Bergen"), "b", .init(sameAttribute: [ahead]))
    #expect(
      changes.last == .supersede(id: "a-m1", by: "b-m1", validTo: ahead.validFrom, reason: "newer statement"))
    let imported = plan(try candidate("I moved to Bergen", after: -90), "b", .init(sameAttribute: [ahead]))
    #expect(imported.count == 1)
  }

  @Test(arguments: [
    ("I am allergic to peanuts", "I am allergic to pollen"), ("I have 2 cats", "I have 3 cats"),
    ("I like tea", "I don't like tea"), ("My brother Tomas is a nurse", "My brother Ravi is a nurse"),
  ])
  func nearInMeaningWithAnotherValueIsNoDuplicate(first: String, second: String) throws {
    let old = try stored(first, "a")
    let changes = plan(
      try candidate(second), "b", .init(nearest: [.init(memory: old, similarity: 0.97)]))
    guard case .add = try #require(changes.first) else {
      Issue.record("merged")
      return
    }
  }

  @Test func aNearDuplicateMerges() throws {
    let old = try stored("I love hiking", "a")
    #expect(
      plan(try candidate("I really love hiking", after: 1), "b", .init(nearest: [.init(memory: old, similarity: 0.96)]))
        == [.merge(id: "a-m1", text: "I really love hiking", source: "b", reason: "said again")])
  }

  @Test func whatEndedSupersedesWhatItDenies() throws {
    let old = try stored("I have a cat named Pixel", "a")
    let changes = plan(
      try candidate("I no longer have a cat", after: 5), "b", .init(nearest: [.init(memory: old, similarity: 0.6)]))
    #expect(changes.count == 2)
  }

  @Test func aSmallThingIsKeptOnlyWhenItIsSaidTwice() throws {
    let small = try candidate("I went to the gym today")
    #expect(plan(small, "a") == [])
    #expect(plan(small, "b", .init(mentions: 2)).count == 1)
  }

  @Test func anotherSpeakersHomeIsNotTheOwners() throws {
    let found = Reflector().candidates(in: "I live in Oslo", role: .user, speaker: "Mina", trust: .other, at: day)
    #expect(found.map(\.subject) == ["Mina"])
    #expect(Reflector().candidates(in: "I live in Oslo", role: .assistant, speaker: nil, trust: .user, at: day) == [])
    #expect(Reflector().candidates(in: "I live in Oslo", role: .user, speaker: nil, trust: .web, at: day) == [])
  }

  @Test func twoStatementsInOneSentenceBecomeTwoMemories() {
    let found = Reflector().candidates(
      in: "by the way, I moved to Lisbon and I work at Acme now", role: .user, speaker: nil, trust: .user, at: day)
    #expect(found.map(\.attribute) == ["home", "employer"])
    #expect(found.first?.text == "I moved to Lisbon")
  }

  @Test func aStatedDateIsWhenItBeganToHold() throws {
    #expect(try candidate("I've been living in Ghent since 2019").validFrom.iso8601 == "2019-01-01T00:00:00Z")
    #expect(try candidate("I moved to Ghent yesterday").validFrom.iso8601 == "2026-05-07T00:00:00Z")
  }

  @Test(arguments: [
    ("I get up at six", "I get up at seven now"), ("I can't stand olives", "I like olives now"),
    ("I use Typst for my letters", "I switched from Typst to Word"), ("우표를 모아요", "이제 우표를 안 모아요"),
    ("수영은 월요일에 해", "수영은 이제 금요일에 해"), ("I'm single", "I'm married to Runa"),
    ("I have no children", "Our son was born today"),
    ("I'm married to Runa", "We got divorced"), ("I drive a Fiat", "I sold the Fiat and bought a Kia"),
  ])
  func whatSpeaksOtherwiseOfTheSameSupersedes(older: String, newer: String) throws {
    let old = try stored(older, "a")
    let candidate = try candidate(newer, after: 3)
    let around = ReflectionPlanner.Surroundings(
      sameAttribute: old.attribute == candidate.attribute && old.attribute != nil ? [old] : [], related: [old])
    let changes = plan(candidate, "b", around, after: 3)
    #expect(
      changes.contains {
        if case .supersede(id: "a-m1", by: "b-m1", _, _) = $0 { true } else { false }
      }, "\(changes)")
  }

  @Test(arguments: [
    ("I won 5 medals", "I won 8 medals"), ("We got married in May", "I'm married to Runa"),
    ("I like olives", "I like figs now"),
    ("I met Runa at 3", "I met Runa at 4"), ("My name is Mira", "제 이름은 미라예요"),
    ("I won the Fiat in a raffle", "I sold the Fiat and bought a Kia"),
  ])
  func whatHoldsBesideItStays(older: String, newer: String) throws {
    let old = try stored(older, "a")
    let candidate = try candidate(newer, after: 3)
    let around = ReflectionPlanner.Surroundings(
      sameAttribute: old.attribute == candidate.attribute && old.attribute != nil ? [old] : [], related: [old])
    #expect(plan(candidate, "b", around, after: 3).allSatisfy { if case .supersede = $0 { false } else { true } })
  }

  @Test func whatTakesThePlaceOfSomethingTakesItsSlot() throws {
    let old = try stored("My editor is Vim", "a")
    let changes = plan(try candidate("I moved from Vim to Helix", after: 3), "b", .init(related: [old]), after: 3)
    guard case .add(let memory, _) = try #require(changes.first) else {
      Issue.record("not added")
      return
    }
    #expect(memory.attribute == "editor")
  }

  @Test(arguments: [
    // Said on Friday, 8 May 2026.
    ("다음 주 수요일에 병원에 가요", "2026-05-13"), ("이번 주 일요일에 캠핑을 가요", "2026-05-10"), ("지난 주 화요일에 이사했어요", "2026-04-28"),
    ("I have an exam on Tuesday next week", "2026-05-12"), ("Next week Tuesday I have an exam", "2026-05-12"),
    ("I moved on Tuesday", "2026-05-05"), ("My exam is on Tuesday", "2026-05-12"),
    ("The viewing was moved to Tuesday", "2026-05-12"),
    ("We fly to Oslo on 3 June", "2026-06-03"), ("I moved on 3 June", "2025-06-03"),
    ("I booked a table for Sunday", "2026-05-10"),
  ])
  func aDateIsReadAsTheStatementMeansIt(text: String, day: String) throws {
    let found = StatedDate.all(in: text, said: self.day, calendar: .gregorian(in: .gmt))
    #expect(try #require(found.first).start.iso8601.hasPrefix(day), "\(found)")
  }
}
