package import Foundation
package import MnemeCore

/// Which spaces a model is asked about again after it failed, when, and with how many messages.
///
/// What says nothing against the messages (a model that is away, a full queue, a store that fails) is waited for; what may be their
/// fault is tried a few times, and what is their fault once.
package struct DistillingPauses: Sendable {
  package enum Verdict: Sendable, Hashable {
    case later
    /// These messages are not to be read.
    case skip
  }

  /// Failures of one batch after which it is skipped.
  package static let mostFailures = 5
  /// Seconds.
  private static let shortest = 60.0
  private static let longest = 6 * 3_600.0

  private struct Trouble {
    /// In a row.
    var failures = 0
    /// Of those, which may be the messages' fault.
    var faults = 0
    var notBefore = Date.distantPast
    var limit = MemoryEngine.distilledAtOnce
  }

  private var troubles: [SpaceID: Trouble] = [:]

  package init() {}

  package func isOver(for space: SpaceID, at now: Date) -> Bool {
    troubles[space].map { now >= $0.notBefore } ?? true
  }

  /// Messages of the next call.
  package func limit(for space: SpaceID) -> Int { troubles[space]?.limit ?? MemoryEngine.distilledAtOnce }

  /// After a call that worked, the next may be larger again.
  package mutating func worked(for space: SpaceID) {
    guard let trouble = troubles[space] else { return }
    let limit = min(trouble.limit * 2, MemoryEngine.distilledAtOnce)
    troubles[space] = limit == MemoryEngine.distilledAtOnce ? nil : Trouble(limit: limit)
  }

  package mutating func failed(for space: SpaceID, with error: MnemeError, at now: Date) -> Verdict {
    var trouble = troubles[space] ?? Trouble()
    defer { troubles[space] = trouble }
    switch error.code {
    case .tooLarge where trouble.limit > 1:
      trouble.limit /= 2
      return .later
    case .tooLarge, .invalidInput, .unprocessable:
      trouble = Trouble(limit: trouble.limit)
      return .skip
    case .upstream, .timeout, .internal, .notFound, .conflict: trouble.faults += 1
    case .unavailable, .overloaded, .unauthorized, .configuration, .storage: break
    }
    if trouble.faults >= Self.mostFailures {
      trouble = Trouble(limit: trouble.limit)
      return .skip
    }
    let pause = min(Self.shortest * pow(4, Double(min(trouble.failures, 8))), Self.longest)
    trouble.failures += 1
    trouble.notBefore = now.addingTimeInterval(max(pause, Double(error.retryAfter ?? 0)))
    return .later
  }
}
