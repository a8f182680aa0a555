package import MnemeCore

/// Learns how to answer from the memories of a space. The engine calls it when it consolidates, and when memories stop to
/// speak; whoever implements it keeps what was learnt.
package protocol InsightKeeper: Sendable {
  /// Learns from the recent memories of a space; at most three insights are new in one call.
  /// - Returns: how many are new.
  func learn(in space: SpaceID) async throws(MnemeError) -> Int
  /// Some memories do not speak any more, or not to everyone: what was learnt from nothing else is taken out, on disk too, before
  /// this returns.
  /// - Parameter memories: their ids; nil where any may be meant.
  func review(_ memories: Set<String>?, in space: SpaceID) async throws(MnemeError)
}
