import Foundation
import MnemeCore
import MnemeTestSupport
import Synchronization
import Testing

@testable import MnemeModels

/// Several ways to an answer: which is tried when, and what is said meanwhile.
@Suite struct RoutingTests {
  private let time = ManualInstant()

  private func route(
    _ fetcher: ScriptedFetcher, as name: String = "tiny", provider: String = "here", health: RouteHealth? = nil,
    attempts: Int = 1, budget: KeyBudget? = nil, price: ModelPrice = ModelPrice()
  ) throws -> Route {
    var retry = RetryPolicy()
    retry.attempts = attempts
    let endpoint = try RemoteEndpoint("http://127.0.0.1:9/v1")
    return Route(
      model: RemoteChatModel(
        name: name, remoteName: name, endpoint: endpoint, settings: keyed, fetcher: fetcher, retry: retry),
      provider: provider, server: endpoint.server,
      health: health ?? RouteHealth(now: { [time] in time.now }), budget: budget, price: price)
  }

  private func routed(_ routes: [Route], waits: Seen<Duration> = Seen()) -> RoutedChatModel {
    var policy = RoutingPolicy()
    policy.now = { [time] in time.now }
    policy.sleep = { _ = waits.add($0) }
    return RoutedChatModel(name: "tiny", routes: routes, policy: policy)
  }

  @Test(arguments: [401, 402, 404, 429, 500, 503])
  func aWayThatFailsIsFollowedByTheNext(status: Int) async throws {
    let (first, second) = (
      ScriptedFetcher([.status(status)]), ScriptedFetcher([.events(chunk("Porto.", finish: "stop"))])
    )
    let answer = await collect(routed([try route(first), try route(second)]))
    #expect(answer.text == "Porto." && answer.error == nil && answer.standIn == nil)
    #expect(first.requests.all.count == 1 && second.requests.all.count == 1)
  }

  @Test func whatWasStreamedIsNeverSaidAgain() async throws {
    let first = ScriptedFetcher([.cut(["data: \(chunk("In Por"))\n\n"])])
    let second = ScriptedFetcher([.events(chunk("In Porto.", finish: "stop"))])
    let answer = await collect(routed([try route(first), try route(second)]))
    #expect(answer.text == "In Por" && answer.error == .upstream)
    #expect(second.requests.all.isEmpty)
  }

  @Test func aRequestThatIsWrongIsNotTriedElsewhere() async throws {
    let second = ScriptedFetcher([])
    // Refused with and without a report of usage: the two forms that the server may want.
    let first = ScriptedFetcher([.status(400), .status(400)])
    let answer = await collect(routed([try route(first), try route(second)]))
    #expect(answer.error == .invalidInput && second.requests.all.isEmpty)
  }

  @Test func aStandInSaysItsName() async throws {
    let answer = await collect(
      routed([
        try route(ScriptedFetcher([.status(500)])),
        try route(ScriptedFetcher([.events(chunk("Porto.", finish: "stop"))]), as: "other"),
      ]))
    #expect(answer.text == "Porto." && answer.standIn == "other")
  }

  @Test func theLastErrorIsToldWhenAllFail() async throws {
    let answer = await collect(
      routed([try route(ScriptedFetcher([.status(500)])), try route(ScriptedFetcher([.status(401)]))]))
    #expect(answer.error == .unauthorized && answer.text.isEmpty)
  }

  @Test func aServerThatFailsIsLeftAloneAndTriedOnceAfterItsPause() async throws {
    let fetcher = ScriptedFetcher(Array(repeating: .status(500), count: 6) + [.events(chunk("Back.", finish: "stop"))])
    let model = routed([try route(fetcher)])
    for _ in 0..<5 { #expect(await collect(model).error == .upstream) }
    let refused = await collect(model)
    #expect(refused.error == .unavailable && refused.retryAfter == 60)
    #expect(fetcher.requests.all.count == 5)
    time.advance(.seconds(61))
    #expect(await collect(model).error == .upstream)
    #expect(await collect(model).error == .unavailable)
    time.advance(.seconds(61))
    #expect(await collect(model).text == "Back.")
    #expect(fetcher.requests.all.count == 7)
  }

  @Test func retryAfterIsHonouredAcrossRequests() async throws {
    let limited = ScriptedFetcher([
      .status(429, headers: ["Retry-After": "40"]), .events(chunk("First.", finish: "stop")),
    ])
    let other = ScriptedFetcher([
      .events(chunk("Second.", finish: "stop")), .events(chunk("Second.", finish: "stop")),
    ])
    let model = routed([try route(limited), try route(other)])
    #expect(await collect(model).text == "Second.")
    time.advance(.seconds(39))
    #expect(await collect(model).text == "Second.")
    #expect(limited.requests.all.count == 1)
    time.advance(.seconds(2))
    #expect(await collect(model).text == "First.")
  }

  @Test func aRefusedKeyRestsForAnHourWhereThereIsAnother() async throws {
    let refused = ScriptedFetcher([.status(401), .events(chunk("A.", finish: "stop"))])
    let other = ScriptedFetcher(Array(repeating: .events(chunk("B.", finish: "stop")), count: 2))
    let model = routed([try route(refused), try route(other)])
    #expect(await collect(model).text == "B.")
    time.advance(.seconds(3599))
    #expect(await collect(model).text == "B.")
    time.advance(.seconds(2))
    #expect(await collect(model).text == "A.")
  }

  @Test func anOnlyKeyIsAskedAgainAtOnce() async throws {
    let fetcher = ScriptedFetcher([.status(401), .events(chunk("A.", finish: "stop"))])
    let model = routed([try route(fetcher)])
    #expect(await collect(model).error == .unauthorized)
    #expect(await collect(model).text == "A.")
  }

  @Test func whoeverGoesAwayBlamesNobody() async throws {
    let other = ScriptedFetcher([])
    let model = routed([
      try route(ScriptedFetcher(Array(repeating: .cancelled, count: 6) + [.events(chunk("Here.", finish: "stop"))])),
      try route(other),
    ])
    for _ in 0..<6 { #expect(await collect(model).error == .internal) }
    #expect(other.requests.all.isEmpty)
    #expect(await collect(model).text == "Here.")
  }

  @Test func theEndOfABodyIsReadSoThatItsConnectionCanBeUsedAgain() async throws {
    let ends = Seen<Bool>()
    let health = RouteHealth(now: { [time] in time.now })
    let model = routed([Route(model: EndWatcher(ends: ends), provider: "here", server: nil, health: health)])
    var events = 0
    for try await _ in model.stream(ask("Go on")) { events += 1 }
    #expect(events == 2 && ends.all == [true])
  }

  @Test func anAnswerThatHasBegunClosesTheBreakerForOthers() async throws {
    let fetcher = ScriptedFetcher(
      Array(repeating: .status(500), count: 5)
        + [.events(chunk("Long "), chunk("answer.", finish: "stop")), .events(chunk("Short.", finish: "stop"))])
    let model = routed([try route(fetcher)])
    for _ in 0..<5 { _ = await collect(model) }
    time.advance(.seconds(61))
    var first = model.stream(ask("Tell me all")).makeAsyncIterator()
    _ = try await first.next()
    #expect(await collect(model).text == "Short.")
    while try await first.next() != nil {}
  }

  @Test func whereAModelRunsIsSaidByItsNameAtTheServer() throws {
    func model(_ remote: String?) throws -> RemoteChatModel {
      RemoteChatModel(
        name: "fast", remoteName: remote, endpoint: try RemoteEndpoint("http://127.0.0.1:11434"), settings: keyed,
        fetcher: ScriptedFetcher([]))
    }
    #expect(try model("llama3.2").isLocal)
    #expect(try !model("gpt-oss:120b-cloud").isLocal && !model("big:Cloud").isLocal && !model(nil).isLocal)
  }

  @Test func anAnswerThatIsDroppedGivesItsTrialBack() async throws {
    let health = RouteHealth(now: { [time] in time.now })
    let fetcher = ScriptedFetcher(
      Array(repeating: .status(500), count: 5)
        + Array(repeating: .events(chunk("One "), chunk("two.", finish: "stop")), count: 2))
    let model = routed([try route(fetcher, health: health)])
    for _ in 0..<5 { _ = await collect(model) }
    time.advance(.seconds(61))
    for try await _ in model.stream(ask("Go on")) { break }
    #expect(await collect(model).text == "One two.")
  }

  @Test func aRateIsKeptByWaitingAndNotByThreads() async throws {
    let waits = Seen<Duration>()
    let fetcher = ScriptedFetcher(Array(repeating: .events(chunk("Yes.", finish: "stop")), count: 4))
    let health = RouteHealth(requestsPerMinute: 20, now: { [time] in time.now })
    let model = routed([try route(fetcher, health: health)], waits: waits)
    for _ in 0..<4 { #expect(await collect(model).text == "Yes.") }
    #expect(waits.all == [.seconds(3), .seconds(6)])
  }

  @Test func theWindowIsTheSmallestAndOnlyWhatStaysAtHomeIsLocal() throws {
    var small = keyed
    small.contextTokens = 1000
    let near = RemoteChatModel(
      name: "tiny", remoteName: "tiny", endpoint: try RemoteEndpoint("http://127.0.0.1:9"), settings: small,
      fetcher: ScriptedFetcher([]))
    let far = RemoteChatModel(
      name: "far", remoteName: nil, endpoint: try RemoteEndpoint("https://api.anthropic.com"), settings: keyed,
      fetcher: ScriptedFetcher([]))
    func route(_ model: RemoteChatModel) -> Route {
      Route(model: model, provider: "p", server: nil, health: RouteHealth())
    }
    let both = RoutedChatModel(name: "tiny", routes: [route(near), route(far)])
    #expect(both.profile.window == 1000 && !both.isLocal)
    #expect(RoutedChatModel(name: "tiny", routes: [route(near)]).isLocal)
    #expect(far.profile.window == ModelProfile.hostedWindow)
  }
}

/// What a key may use in a day.
@Suite struct KeyBudgetTests {
  private let clock = ManualClock(Date(milliseconds: 1_760_000_000_000))

  @Test func aSpentBudgetIsAClearErrorUntilTheNextDay() async throws {
    let store = UsageInMemory()
    let budget = KeyBudget(key: "here/work", limits: KeyLimits(tokensPerDay: 100), store: store, clock: clock)
    try await budget.check()
    await budget.spend(TokenUsage(prompt: 90, completion: 10, reported: true), price: ModelPrice())
    let error = await #expect(throws: MnemeError.self) { try await budget.check() }
    #expect(error?.code == .overloaded && error?.message.contains("here/work") == true)
    // 2025-10-09T08:53:20Z.
    #expect(error?.retryAfter == 54_400)
    clock.advance(by: 54_400)
    try await budget.check()
  }

  @Test func aRestartDoesNotBeginAnew() async throws {
    let store = UsageInMemory()
    let limits = KeyLimits(spendPerDay: 0.5)
    let price = ModelPrice(prompt: 3, completion: 15)
    let before = KeyBudget(key: "here/work", limits: limits, store: store, clock: clock)
    await before.spend(TokenUsage(prompt: 100_000, completion: 15_000, reported: true), price: price)
    let after = KeyBudget(key: "here/work", limits: limits, store: store, clock: clock)
    await #expect(throws: MnemeError.self) { try await after.check() }
    #expect(try await store.usage(of: "here/work", on: "2025-10-09").spentMillionths == 525_000)
  }

  @Test func anAnswerThatIsDroppedIsEstimated() async throws {
    let store = UsageInMemory()
    let budget = KeyBudget(key: "k", limits: KeyLimits(tokensPerDay: 1000), store: store, clock: clock)
    do {
      let spending = Spending(budget, price: ModelPrice(), messages: [.init(role: .user, content: "Go on.")])
      spending.count(.reasoning(String(repeating: "a", count: 4000)))
    }
    await #expect(throws: MnemeError.self) { try await budget.check() }
  }

  @Test func whatCannotBeWrittenIsStillCounted() async throws {
    let store = UsageInMemory(fails: true)
    let budget = KeyBudget(key: "k", limits: KeyLimits(tokensPerDay: 10), store: store, clock: clock)
    try await budget.check()
    await budget.spend(TokenUsage(prompt: 10, completion: 0, reported: true), price: ModelPrice())
    await #expect(throws: MnemeError.self) { try await budget.check() }
  }
}

/// Says a word and ends; knows whether it was read to its end.
private struct EndWatcher: ChatModel {
  let name = "tiny"
  let isLocal = true
  let ends: Seen<Bool>

  func stream(_ request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
    let number = Mutex(0)
    return AsyncThrowingStream(unfolding: {
      let now = number.withLock { number in
        defer { number += 1 }
        return number
      }
      switch now {
      case 0: return .text("Yes.")
      case 1: return .finished(.stop, TokenUsage(prompt: 1, completion: 1, reported: true))
      default:
        _ = ends.add(true)
        return nil
      }
    })
  }
}

/// A monotonic time that moves only when told to.
private final class ManualInstant: Sendable {
  private let instant = Mutex(ContinuousClock.now)

  var now: ContinuousClock.Instant { instant.withLock { $0 } }

  func advance(_ duration: Duration) { instant.withLock { $0 += duration } }
}

private final class UsageInMemory: UsageStore {
  private let fails: Bool
  private let all = Mutex<[String: KeyUsage]>([:])

  init(fails: Bool = false) { self.fails = fails }

  func usage(of key: String, on day: String) async throws(MnemeError) -> KeyUsage {
    all.withLock { $0[day + key] ?? KeyUsage() }
  }

  func add(_ usage: KeyUsage, to key: String, on day: String) async throws(MnemeError) {
    if fails { throw MnemeError(.storage, "The disk is full.") }
    all.withLock { $0[day + key] = ($0[day + key] ?? KeyUsage()) + usage }
  }
}
