import Logging
import MnemeCore
import Synchronization

/// Conversations in which words of pages, files or tools were read: what the assistant said since may be made of them.
///
/// The store keeps it with the conversation; here it is known of the latest ones, so that it is read once of each.
final class ForeignSessions: Sendable {
  private struct Key: Hashable {
    let space: SpaceID
    let session: String
  }

  private struct State {
    var known: [Key: (isForeign: Bool, use: Int)] = [:]
    /// Foreign ones of which the store does not know yet.
    var unmarked: Set<Key> = []
    var uses = 0

    /// O(limit) when another has to make room.
    mutating func keep(_ key: Key, _ isForeign: Bool, limit: Int) {
      uses += 1
      // One that is foreign stays so, whatever was read of it meanwhile.
      known[key] = (isForeign || known[key]?.isForeign == true, uses)
      // What stands nowhere else is not forgotten.
      guard known.count > limit + unmarked.count,
        let oldest = known.filter({ !unmarked.contains($0.key) }).min(by: { $0.value.use < $1.value.use })
      else { return }
      known[oldest.key] = nil
    }
  }

  private let store: any ForeignTextStore
  private let limit: Int
  private let logger: Logger
  private let state = Mutex(State())

  init(store: any ForeignTextStore, limit: Int = 1000, logger: Logger) {
    self.store = store
    self.limit = max(1, limit)
    self.logger = logger
  }

  /// A conversation that cannot be looked up counts as one of them.
  /// - Parameter isNew: nothing of it was kept before.
  func contains(_ session: String?, in space: SpaceID, isNew: Bool = false) async -> Bool {
    guard let session else { return false }
    let key = Key(space: space, session: session)
    let known = state.withLock { state -> Bool? in
      guard let known = state.known[key] else { return nil }
      state.keep(key, known.isForeign, limit: limit)
      return known.isForeign
    }
    if let known { return known }
    var isForeign = false
    if !isNew {
      do throws(MnemeError) {
        isForeign = try await store.holdsForeignText(session: session, in: space)
      } catch {
        logger.error("turn.foreign_unread", metadata: ["error.code": "\(error.code.rawValue)"])
        return true
      }
    }
    return state.withLock { state in
      state.keep(key, isForeign, limit: limit)
      return state.known[key]?.isForeign ?? isForeign
    }
  }

  /// Durable on return, where the store can be written.
  func note(_ session: String?, in space: SpaceID) async {
    guard let session else { return }
    let key = Key(space: space, session: session)
    let isNews = state.withLock { state in
      let isNews = state.known[key]?.isForeign != true || state.unmarked.contains(key)
      if isNews { state.unmarked.insert(key) }
      state.keep(key, true, limit: limit)
      return isNews
    }
    guard isNews else { return }
    do throws(MnemeError) {
      try await store.markForeignText(session: session, in: space)
      state.withLock { _ = $0.unmarked.remove(key) }
    } catch {
      // This process still knows, and tries again with the next words.
      logger.error("turn.foreign_unmarked", metadata: ["error.code": "\(error.code.rawValue)"])
    }
  }
}
