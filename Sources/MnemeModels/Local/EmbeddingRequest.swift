import MnemeCore
import Synchronization

/// One call of `embed` on its way through the queue. It ends exactly once: by result, error or cancellation.
final class EmbeddingRequest: Sendable {
  typealias Outcome = Result<EmbeddingBatch, MnemeError>

  private enum State {
    case open
    case awaited(CheckedContinuation<Outcome, Never>)
    case ended(Outcome)
  }

  let texts: [String]
  let purpose: EmbeddingPurpose
  private let state = Mutex(State.open)

  init(texts: [String], purpose: EmbeddingPurpose) {
    self.texts = texts
    self.purpose = purpose
  }

  var hasEnded: Bool {
    state.withLock {
      if case .ended = $0 { true } else { false }
    }
  }

  /// Resumes the caller with the outcome, at once when it is already known. Called once.
  func await(_ continuation: CheckedContinuation<Outcome, Never>) {
    let outcome: Outcome? = state.withLock {
      if case .ended(let outcome) = $0 { return outcome }
      $0 = .awaited(continuation)
      return nil
    }
    if let outcome { continuation.resume(returning: outcome) }
  }

  /// The first outcome counts, later ones are ignored.
  func end(_ outcome: Outcome) {
    let continuation: CheckedContinuation<Outcome, Never>? = state.withLock {
      switch $0 {
      case .open:
        $0 = .ended(outcome)
        return nil
      case .awaited(let continuation):
        $0 = .ended(outcome)
        return continuation
      case .ended: return nil
      }
    }
    continuation?.resume(returning: outcome)
  }
}
