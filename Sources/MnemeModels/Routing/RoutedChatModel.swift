package import MnemeCore

/// A model that can be reached in several ways, which are tried in order until one begins to answer: with several keys, at
/// several providers, and last with the models that its owner named to stand in for it.
///
/// Once text was streamed no other way is tried, so that nothing is said twice.
package struct RoutedChatModel: ChatModel {
  package let name: String
  /// All ways stay at home: the prompt is written before it is known which one answers.
  package let isLocal: Bool
  /// Of the first way.
  package var provider: String { routes.first?.model.provider ?? "mneme" }
  /// The smallest window of all ways.
  package let profile: ModelProfile
  let routes: [Route]
  private let policy: RoutingPolicy

  /// - Parameter routes: in the order in which they are tried; at least one.
  init(name: String, routes: [Route], policy: RoutingPolicy = RoutingPolicy()) {
    self.name = name
    self.routes = routes
    self.policy = policy
    isLocal = routes.allSatisfy(\.model.isLocal)
    let profiles = routes.map(\.model.profile)
    profile = ModelProfile(
      window: profiles.map(\.window).min() ?? ModelProfile.usualWindow,
      isSmall: profiles.first?.isSmall ?? false, seesImages: profiles.allSatisfy(\.seesImages),
      givesLogprobs: profiles.allSatisfy(\.givesLogprobs))
  }

  /// Throws (from the stream) what the last way threw; `overloaded` or `unavailable` when none may be tried now.
  package func stream(_ request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
    let answer = RoutedAnswer(name: name, routes: routes, request: request, policy: policy)
    return AsyncThrowingStream(unfolding: { try await answer.next() })
  }

  package func tokenCount(of text: String) async -> Int? { await routes.first?.model.tokenCount(of: text) }

  /// For people; of the first way that is not resting.
  package var entry: ModelReport.Entry {
    let states = routes.filter { $0.model.name == name }.map { ($0, $0.health.trouble) }
    let best = states.first { $0.1.state == .ready } ?? states.first
    return ModelReport.Entry(
      name: name, provider: best?.0.provider ?? "", server: best?.0.server, isLocal: best?.0.model.isLocal ?? false,
      window: best?.0.model.profile.window, state: best?.1.state ?? .unusable, reason: best?.1.reason)
  }
}

/// How long an answer may be looked for.
struct RoutingPolicy: Sendable {
  /// A request waits no longer than this for the rate that its provider allows.
  var longestWait = Duration.seconds(20)
  /// After this no further way is tried.
  var deadline = Duration.seconds(180)
  var now: @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
  var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
}
