package import Logging
package import MnemeCore
package import MnemeMemory
import Synchronization

/// Reads batches of messages with the utility model.
package final class ModelDistiller: Distiller {
  private static let maxTokens = 2_000

  private let utility: UtilityModel
  private let logger: Logger
  private let dropped = Mutex(0)

  package init(utility: UtilityModel, logger: Logger) {
    self.utility = utility
    self.logger = logger
  }

  /// Answers that were no good since the start.
  package var invalid: Int { dropped.withLock { $0 } }

  package func readiness() async -> DistillerReadiness? {
    await utility.model().map { DistillerReadiness(model: $0.name, leavesHome: !$0.isLocal) }
  }

  package func distil(_ messages: [Message]) async throws(MnemeError) -> Distillation? {
    guard let model = await utility.model() else {
      throw MnemeError(.unavailable, "There is no language model that may do this.")
    }
    let answer = try await utility.ask(
      model, DistillationPrompt.instructions, DistillationPrompt.content(messages.map(\.text)),
      schema: DistillationPrompt.schema, maxTokens: Self.maxTokens)
    if let found = DistillationAnswer.read(answer, messages: messages.map(\.id)) { return found }
    let count = dropped.withLock { dropped in
      dropped += 1
      return dropped
    }
    logger.notice("distilling.answer_dropped", metadata: ["distilling.dropped": "\(count)"])
    return nil
  }
}
