import HTTPTypes
import MnemeCore

extension HTTPServer {
  /// Every address with its methods. Where two match, the first one answers.
  func routes(_ registry: ConnectionRegistry) -> [Route] {
    PageController().routes + statusRoutes(registry) + chatRoutes(registry) + memoryRoutes + archiveRoutes
      + graphRoutes + personaRoutes + upkeepRoutes(registry) + toolRoutes + scheduleRoutes + mcpRoutes(registry)
      + remoteServerRoutes
  }

  private var toolRoutes: [Route] {
    guard let tools = services.tools else { return [] }
    let controller = ToolController(tools: tools, maxBodyBytes: settings.maxBodyBytes)
    let approvals = ApprovalController(tools: tools, maxBodyBytes: settings.maxBodyBytes)
    return [
      Route("/v1/tools", [(.get, controller.list)]),
      Route("/v1/tools/audit", [(.get, controller.audit)]),
      Route("/v1/tools/:name", [(.post, controller.call)]),
      Route("/v1/approvals", [(.get, approvals.list)]),
      Route("/v1/approvals/:id", [(.post, approvals.decide)]),
    ]
  }

  private var remoteServerRoutes: [Route] {
    guard let servers = services.remoteServers else { return [] }
    let controller = RemoteServerController(servers: servers)
    return [
      Route("/v1/mcp/servers", [(.get, controller.list)]),
      Route("/v1/mcp/servers/reload", [(.post, controller.reload)]),
    ]
  }

  private var scheduleRoutes: [Route] {
    guard let schedule = services.schedule else { return [] }
    let controller = ScheduleController(schedule: schedule, maxBodyBytes: settings.maxBodyBytes)
    return [
      Route("/v1/schedule", [(.get, controller.list), (.post, controller.add)]),
      Route("/v1/schedule/:id", [(.delete, controller.cancel)]),
    ]
  }

  private func mcpRoutes(_ registry: ConnectionRegistry) -> [Route] {
    guard let transport = services.mcp else { return [] }
    let mcp = MCPController(
      transport: transport, registry: registry, maxBodyBytes: settings.maxBodyBytes, keepAlive: tuning.keepAlive)
    return [Route("/mcp", [(.post, mcp.post), (.get, mcp.get), (.delete, mcp.delete)])]
      + (ResourceMetadata(settings)?.routes ?? [])
  }

  private func statusRoutes(_ registry: ConnectionRegistry) -> [Route] {
    let status = StatusController(services: services, registry: registry, version: version)
    let interactions = InteractionController(archive: services.archive)
    let metrics = services.metrics.map { Route("/metrics", [(.get, MetricsController(page: $0).show)]) }
    let health = services.health.map { HealthController(inspection: $0, version: version) }
    return [
      Route("/health/quick", isOpen: true, [(.get, status.health)]),
      Route("/v1/jobs", [(.get, status.jobs)]),
      Route("/v1/interactions", [(.get, interactions.list)]),
    ] + (health.map { [Route("/health", isOpen: true, [(.get, $0.show)])] } ?? []) + (metrics.map { [$0] } ?? [])
  }

  private func chatRoutes(_ registry: ConnectionRegistry) -> [Route] {
    let chat = ChatController(
      chat: services.chat, registry: registry, settings: settings, identifiers: identifiers, wallClock: wallClock,
      keepAlive: tuning.keepAlive, headPatience: tuning.headPatience, logger: logger)
    let models = ModelController(chat: services.chat, models: services.models)
    return [
      Route("/v1/chat/completions", [(.post, chat.complete)]),
      Route("/v1/messages", [(.post, chat.messages)]),
      Route("/v1/messages/count_tokens", [(.post, chat.countTokens)]),
      Route("/v1/models", [(.get, models.list)]),
      Route("/v1/models/:id*", [(.get, models.show)]),
      Route("/v1/providers", [(.get, models.report)]),
    ]
  }

  private var memoryRoutes: [Route] {
    let limit = settings.maxBodyBytes
    let memory = MemoryController(
      memory: services.memory, curation: services.curation, forgetting: services.forgetting,
      browsing: services.browsing,
      maxBodyBytes: limit)
    let recall = RecallController(memory: services.memory, prompts: services.prompts, maxBodyBytes: limit)
    let curation = CurationController(curation: services.curation, maxBodyBytes: limit)
    let archive = ArchiveController(
      archive: services.archive, forgetting: services.forgetting, prompts: services.prompts)
    return [
      Route("/v1/memories", [(.get, memory.list), (.post, memory.add)]),
      Route("/v1/memories/search", [(.post, recall.search)]),
      Route("/v1/memories/explain", [(.post, recall.explain)]),
      Route("/v1/memories/inbox", [(.get, curation.inbox)]),
      Route("/v1/memories/timeline", [(.get, memory.timeline)]),
      Route("/v1/memories/stats", [(.get, archive.statistics)]),
      Route("/v1/memories/:id", [(.get, curation.show), (.patch, curation.patch), (.delete, memory.remove)]),
      Route("/v1/memories/:id/history", [(.get, memory.history)]),
      Route("/v1/memories/:id/undo", [(.post, curation.undo)]),
      Route("/v1/memories/:id/restore", [(.post, curation.restore)]),
      Route("/v1/memories/:id/approve", [(.post, curation.approve)]),
      Route("/v1/memories/:id/feedback", [(.post, curation.judge)]),
    ]
  }

  private var archiveRoutes: [Route] {
    let archive = ArchiveController(
      archive: services.archive, forgetting: services.forgetting, prompts: services.prompts,
      conversations: services.conversations)
    let conversations = services.conversations.map {
      ConversationController(conversations: $0, identifiers: identifiers, maxBodyBytes: settings.maxBodyBytes)
    }
    return [
      Route("/v1/sessions", [(.get, archive.sessions)]),
      Route(
        "/v1/sessions/:id",
        [(.get, archive.session), (.delete, archive.forgetSession)]
          + (conversations.map { [(.patch, $0.rename)] } ?? [])
      ),
      Route(
        "/v1/sessions/:id/readings",
        [(.get, ReadingController(archive: services.archive, readings: services.readings).readings)]),
      Route("/v1/sessions/:id/end", [(.post, archive.end)]),
      Route("/v1/messages/search", [(.get, archive.search)]),
      Route(
        "/v1/messages/:id",
        [(.delete, archive.forgetMessage)] + (conversations.map { [(.get, $0.message)] } ?? [])),
    ] + (conversations.map { [Route("/v1/sessions/:id/branch", [(.post, $0.branch)])] } ?? [])
  }

  private var graphRoutes: [Route] {
    let graph = GraphController(graph: services.graph)
    return [
      Route("/v1/graph", [(.get, graph.summary)]),
      Route("/v1/graph/entities", [(.get, graph.entities)]),
      Route("/v1/graph/entities/:ordinal", [(.get, graph.neighbourhood)]),
      Route("/v1/graph/overview", [(.get, graph.overview)]),
      Route("/v1/graph/path", [(.get, graph.path)]),
    ]
  }

  private var personaRoutes: [Route] {
    let persona = PersonaController(persona: services.persona)
    let extraction = ExtractionController(extraction: services.extraction, maxBodyBytes: settings.maxBodyBytes)
    return [
      Route("/v1/persona", [(.get, persona.show)]),
      Route("/v1/persona/insights", [(.get, persona.insights)]),
      Route("/v1/persona/insights/:id", [(.delete, persona.retire)]),
      Route("/v1/extraction", [(.get, extraction.results), (.post, extraction.test)]),
    ]
  }

  private func upkeepRoutes(_ registry: ConnectionRegistry) -> [Route] {
    let limit = settings.maxBodyBytes
    let forget = ForgetController(forgetting: services.forgetting, maxBodyBytes: limit)
    let export = ExportController(transfer: services.transfer, logger: logger)
    let imports = ImportController(imports: services.imports, transfer: services.transfer)
    let maintenance = MaintenanceController(maintenance: services.maintenance, maxBodyBytes: limit)
    let events = EventController(
      events: services.events, registry: registry, maxFeeds: tuning.maxFeeds, keepAlive: tuning.keepAlive)
    return [
      Route("/v1/events", [(.get, events.follow)]),
      Route("/v1/forget", [(.post, forget.forget)]),
      Route("/v1/export", [(.get, export.run)]),
      Route("/v1/import", [(.post, imports.run)]),
      Route("/v1/maintenance", [(.post, maintenance.maintain)]),
      Route("/v1/maintenance/rebuild", [(.post, maintenance.rebuild)]),
    ]
  }
}
