import Foundation
import MnemeCore

/// What is told of the engine's own work, and how long it is kept.
extension MemoryEngine {
  /// Tells how long a search of memory took.
  func observingRecall<Value: Sendable>(_ body: () async throws(MnemeError) -> Value) async throws(MnemeError) -> Value
  {
    let start = stopwatch.seconds()
    do throws(MnemeError) {
      let value = try await body()
      observer.observe(.recall(seconds: stopwatch.seconds() - start, succeeded: true))
      return value
    } catch {
      observer.observe(.recall(seconds: stopwatch.seconds() - start, succeeded: false))
      throw error
    }
  }

  /// Turns older than the log reaches back leave it.
  func removeOldInteractions() async throws(MnemeError) {
    _ = try await stores.interactions.removeInteractions(
      before: clock.now().addingTimeInterval(-Double(interactionDays) * 86_400))
  }
}
