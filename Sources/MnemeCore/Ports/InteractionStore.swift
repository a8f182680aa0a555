package import Foundation

/// The log of turns. It goes with the messages it is about.
package protocol InteractionStore: Sendable {
  /// One whose message is gone already is dropped.
  func append(_ interaction: Interaction) async throws(MnemeError)
  /// Latest first, in one statement.
  func interactions(_ search: InteractionSearch, in space: SpaceID) async throws(MnemeError) -> [Interaction]
  /// Of every space; returns how many.
  func removeInteractions(before: Date) async throws(MnemeError) -> Int
  /// Sizes of the whole store, in one statement.
  func totals() async throws(MnemeError) -> StoreTotals
}

package struct StoreTotals: Sendable, Hashable {
  package let spaces: Int
  package let activeMemories: Int
  package let interactions: Int

  package init(spaces: Int, activeMemories: Int, interactions: Int) {
    self.spaces = spaces
    self.activeMemories = activeMemories
    self.interactions = interactions
  }
}
