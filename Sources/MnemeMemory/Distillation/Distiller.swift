package import MnemeCore

/// Has a language model read what people said, in the background. The engine checks what it finds and stores it.
package protocol Distiller: Sendable {
  /// A model that may do this is there: nil where none is.
  func readiness() async -> DistillerReadiness?
  /// One call to the model for all messages.
  /// - Parameter messages: of one space, oldest first, with secrets replaced by their kinds.
  /// - Returns: nil when the answer was no good; it was counted and nothing of it is kept.
  /// - Throws: what the model throws: the same messages are tried again later.
  func distil(_ messages: [Message]) async throws(MnemeError) -> Distillation?
}

package struct DistillerReadiness: Sendable, Hashable {
  /// The model's name.
  package let model: String
  /// It runs on somebody else's machine: what is local only is not shown to it.
  package let leavesHome: Bool

  package init(model: String, leavesHome: Bool) {
    self.model = model
    self.leavesHome = leavesHome
  }
}

/// What a model read in a batch of messages: valid in form, not yet believed.
package struct Distillation: Sendable, Hashable {
  package struct Statement: Sendable, Hashable {
    /// Id of the message that states it.
    package let message: String
    package let text: String
    package let kind: MemoryKind
    /// 0…1.
    package let importance: Double

    package init(message: String, text: String, kind: MemoryKind, importance: Double) {
      self.message = message
      self.text = text
      self.kind = kind
      self.importance = importance
    }
  }

  package struct Entity: Sendable, Hashable {
    package let message: String
    package let name: String
    package let kind: EntityKind

    package init(message: String, name: String, kind: EntityKind) {
      self.message = message
      self.name = name
      self.kind = kind
    }
  }

  /// Ends are names of entities, or `me` for the owner.
  package struct Relation: Sendable, Hashable {
    package let message: String
    package let source: String
    package let type: RelationType
    package let target: String

    package init(message: String, source: String, type: RelationType, target: String) {
      self.message = message
      self.source = source
      self.type = type
      self.target = target
    }
  }

  package var statements: [Statement] = []
  package var entities: [Entity] = []
  package var relations: [Relation] = []
  /// By message.
  package var emotions: [String: Emotion] = [:]
  /// What the batch was about; empty where it says nothing.
  package var summary = ""

  package init() {}
}

/// What became of one batch.
package struct DistillationOutcome: Sendable, Hashable {
  package var messages = 0
  package var calls = 0
  /// Answers that were no good as a whole.
  package var invalid = 0
  /// Statements and names that did not pass the gates.
  package var refused = 0
  package var memories = 0

  package init() {}
}
