package import MnemeCore
package import MnemeMCP

/// What the server serves.
package struct HTTPServices: Sendable {
  package var chat: any ChatService
  package var memory: any MemoryService
  package var curation: any MemoryCuration
  package var imports: any ImportService
  package var archive: any ArchiveService
  package var graph: any GraphService
  package var forgetting: any ForgettingService
  package var transfer: any TransferService
  package var maintenance: any MaintenanceService
  package var events: any EventFeed
  package var prompts: any PromptInspection
  package var models: any ModelInspection
  package var persona: any PersonaService
  package var readings: any MessageReadingStore
  package var extraction: any ExtractionService
  /// Nil where conversations are only read: then they can be neither renamed nor branched.
  package var conversations: (any ConversationStore)?
  /// Nil where memories are not looked through: then lists have no filters.
  package var browsing: (any MemoryBrowsing)?
  /// Nil where there are no tools: then there are no such addresses.
  package var tools: (any ToolAdministration)?
  /// Nil where nothing is scheduled: then there are no such addresses.
  package var schedule: (any ScheduleService)?
  /// Nil where none are made: then there are no such addresses.
  package var backups: (any BackupService)?
  /// Nil where MCP is not served.
  package var mcp: HTTPTransport?
  /// Checks the access tokens of the configured issuer at `/mcp`; nil: the key alone counts.
  package var mcpTokens: AccessTokens?
  /// Nil where no other programs' servers are used: then there are no such addresses.
  package var remoteServers: (any RemoteServerInspection)?
  /// Keys, people and logins; nil: the configured key alone counts.
  package var access: AccessDirectory?
  /// Nil where changes and refusals are not noted.
  package var audit: (any AuditTrail)?
  /// Nil where nothing is counted: then there is no such page.
  package var metrics: (any MetricsPage)?
  /// Nil where nobody looks: then there is no such address.
  package var health: (any HealthInspection)?
  /// Nil where nothing is embedded for clients: then there is no such address.
  package var embeddings: (any EmbeddingModels)?
  /// What clients keep through other programs' protocols; nil: none of those is spoken, but chat completions.
  package var records: (any RecordStore)?
  package var observer: any ActivityObserver
  /// For `/health/quick`; must return at once.
  package var readiness: @Sendable () -> Readiness

  package init(
    chat: any ChatService, memory: any MemoryService, curation: any MemoryCuration, imports: any ImportService,
    archive: any ArchiveService, graph: any GraphService, forgetting: any ForgettingService,
    transfer: any TransferService, maintenance: any MaintenanceService, events: any EventFeed,
    prompts: any PromptInspection, models: any ModelInspection, persona: any PersonaService,
    readings: any MessageReadingStore, extraction: any ExtractionService, metrics: (any MetricsPage)? = nil,
    observer: any ActivityObserver = NoObserver(),
    readiness: @escaping @Sendable () -> Readiness
  ) {
    self.chat = chat
    self.memory = memory
    self.curation = curation
    self.imports = imports
    self.archive = archive
    self.graph = graph
    self.forgetting = forgetting
    self.transfer = transfer
    self.maintenance = maintenance
    self.events = events
    self.prompts = prompts
    self.models = models
    self.persona = persona
    self.readings = readings
    self.metrics = metrics
    self.observer = observer
    self.extraction = extraction
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
