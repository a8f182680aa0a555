import MnemeCore
import Synchronization

/// What came of approved calls and stands nowhere else yet.
final class UnkeptOutcomes: Sendable {
  private let outcomes = Mutex<[Approval]>([])

  var first: Approval? { outcomes.withLock { $0.first } }

  func add(_ outcome: Approval) { outcomes.withLock { $0.append(outcome) } }

  func remove(_ id: String) { outcomes.withLock { $0.removeAll { $0.id == id } } }
}
