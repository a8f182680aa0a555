package import MnemeCore

/// What the server serves.
package struct HTTPServices: Sendable {
  package var chat: any ChatService
  package var memory: any MemoryService
  package var imports: any ImportService
  /// For `/health/quick`; must return at once.
  package var readiness: @Sendable () -> Readiness

  package init(
    chat: any ChatService, memory: any MemoryService, imports: any ImportService,
    readiness: @escaping @Sendable () -> Readiness
  ) {
    self.chat = chat
    self.memory = memory
    self.imports = imports
    self.readiness = readiness
  }
}

/// What works at this moment.
package struct Readiness: Sendable {
  package var embedder: EmbedderState
  /// A language model besides the one that answers from memory alone.
  package var chatModel: Bool
  package var memory: Bool

  package init(embedder: EmbedderState, chatModel: Bool, memory: Bool = true) {
    self.embedder = embedder
    self.chatModel = chatModel
    self.memory = memory
  }
}
