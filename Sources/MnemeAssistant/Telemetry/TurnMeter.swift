import Foundation
import MnemeCore
import Synchronization

/// What is measured of one turn while it runs.
final class TurnMeter: Sendable {
  private struct State {
    var model = ""
    var provider = ""
    var message: Message?
    var firstToken: Double?
    var style = StyleReader()
    var usage = TokenUsage(prompt: 0, completion: 0, reported: false)
    var finish: FinishReason?
    var rounds = 0
    var calls = 0
    var suspicion = 0.0
    var redactions = 0
    var recalled: [RecalledItem] = []
  }

  private let stopwatch: Stopwatch
  private let start: Double
  private let at: Date
  private let channel: String
  private let state = Mutex(State())

  init(stopwatch: Stopwatch, at: Date, channel: String) {
    self.stopwatch = stopwatch
    self.at = at
    self.channel = channel
    start = stopwatch.seconds()
  }

  var seconds: Double { stopwatch.seconds() - start }
  var rounds: Int { state.withLock { $0.rounds } }

  func asks(_ model: any ChatModel, about message: Message?) {
    state.withLock { state in
      state.model = model.name
      state.provider = model.provider
      state.message = message
    }
  }

  /// Another model stands in for the one that was asked.
  func answers(_ model: String) { state.withLock { $0.model = model } }

  func passes(_ event: ChatEvent) {
    let now = seconds
    state.withLock { state in
      switch event {
      case .text(let text):
        if state.firstToken == nil { state.firstToken = now }
        state.style.read(text)
      case .finished(let end):
        state.finish = end.finish
        state.usage = end.usage
        if let model = end.model { state.model = model }
      case .started(let start):
        state.recalled = start.recalled.map { RecalledItem(source: $0.source, id: $0.id, score: $0.score) }
      case .tool, .toolCalls: break
      }
    }
  }

  func ranTools(_ count: Int) {
    state.withLock { state in
      state.rounds += 1
      state.calls += count
    }
  }

  /// The highest score of the turn counts.
  func suspects(_ score: Double) { state.withLock { $0.suspicion = max($0.suspicion, score) } }

  func redacted(_ count: Int) { state.withLock { $0.redactions += count } }

  /// Asked in the turn's own task: what fails in one that was cancelled failed for that.
  /// - Parameter error: what ended the turn; nil for one that ended well.
  func outcome(_ error: (any Error)?) -> (Interaction.Outcome, code: MnemeError.Code?) {
    if error != nil, Task.isCancelled { return (.cancelled, nil) }
    switch error {
    case nil: break
    case is CancellationError: return (.cancelled, nil)
    case let error as MnemeError: return (.failed, error.code)
    default: return (.failed, .internal)
    }
    return switch state.withLock({ $0.finish }) {
    case .stop: (.stop, nil)
    case .length: (.length, nil)
    case .toolCalls: (.toolCalls, nil)
    case .contentFilter: (.contentFilter, nil)
    case nil: (.cancelled, nil)
    }
  }

  /// The row of the log; nil when no model was asked or nothing of the turn may be kept.
  func interaction(id: String, after error: (any Error)?) -> Interaction? {
    let (outcome, code) = outcome(error)
    let milliseconds = Int((seconds * 1000).rounded())
    return state.withLock { state in
      guard let message = state.message, !state.model.isEmpty else { return nil }
      return Interaction(
        id: id, space: message.space, session: message.session, message: message.id, channel: channel, at: at,
        model: state.model, provider: state.provider, usage: state.usage,
        firstTokenMilliseconds: state.firstToken.map { Int(($0 * 1000).rounded()) }, totalMilliseconds: milliseconds,
        outcome: outcome, errorCode: code?.rawValue, toolRounds: state.rounds, toolCalls: state.calls,
        style: state.style.finished, suspicion: state.suspicion, redactions: state.redactions,
        recalled: state.recalled)
    }
  }
}
