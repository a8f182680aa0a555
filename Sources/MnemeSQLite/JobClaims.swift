import Foundation
import MnemeCore

/// The jobs that this process is working on. Claims live in memory alone: a process that dies holds none, and the next
/// start finds its jobs ready.
struct JobClaims {
  struct Key: Sendable, Hashable {
    let kind: JobKind
    let space: Int64
    let subject: String
  }

  struct Claim: Sendable {
    let key: Key
    /// As it was when it was claimed: a job queued again since has a higher one.
    let revision: Int64
  }

  /// A job that is ready, as the store has it.
  struct Found: Sendable {
    let claim: Claim
    let space: SpaceID
    let attempts: Int
    let queuedAt: Date
  }

  private var claims: [Int64: Claim] = [:]
  private var nextID: Int64 = 1
  /// The space that was served last, for each kind.
  private(set) var lastSpace: [JobKind: Int64] = [:]

  func held(of kind: JobKind) -> Set<Key> { Set(claims.values.lazy.map(\.key).filter { $0.kind == kind }) }

  func claims(_ ids: [Int64]) -> [Claim] { ids.compactMap { claims[$0] } }

  /// Takes what nobody has taken since it was looked up. Ids are those of this process.
  mutating func take(_ found: [Found]) -> [Job] {
    guard let first = found.first?.claim.key else { return [] }
    lastSpace[first.kind] = first.space
    let held = held(of: first.kind)
    return found.filter { !held.contains($0.claim.key) }.map { found in
      defer { nextID += 1 }
      claims[nextID] = found.claim
      return Job(
        id: nextID, kind: found.claim.key.kind, space: found.space, subject: found.claim.key.subject,
        attempts: found.attempts, queuedAt: found.queuedAt)
    }
  }

  mutating func release(_ ids: [Int64]) { for id in ids { claims[id] = nil } }

  mutating func releaseAll() { claims = [:] }
}
