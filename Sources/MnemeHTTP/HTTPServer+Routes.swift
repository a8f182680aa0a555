import HTTPTypes
import MnemeCore

extension HTTPServer {
  /// Every address with its methods. Where two match, the first one answers.
  func routes(_ registry: ConnectionRegistry, _ access: AccessPolicy) -> [Route] {
    let served =
      PageController().routes + statusRoutes(registry) + chatRoutes(registry) + memoryRoutes + archiveRoutes
      + graphRoutes + personaRoutes + upkeepRoutes(registry) + toolRoutes + scheduleRoutes + mcpRoutes(registry)
      + remoteServerRoutes + embeddingRoutes + responseRoutes(registry) + accessRoutes(access)
      + backupRoutes + [socketRoute(registry, access)] + mem0Routes + lettaRoutes
    let document = APIDocument(routes: served, version: version)
    return served + [Route("/openapi.json", for: .open, [(.get, OpenAPIController(document).show)])]
  }

  private func accessRoutes(_ policy: AccessPolicy) -> [Route] {
    guard let directory = services.access else { return [] }
    let limit = settings.maxBodyBytes
    let keys = KeyController(keys: directory, clock: wallClock, maxBodyBytes: limit)
    let people = PeopleController(people: directory, maxBodyBytes: limit)
    let login = LoginController(
      directory: directory, policy: policy, clock: wallClock, isSecure: settings.tlsCertificate != nil,
      maxBodyBytes: limit)
    return [
      Route("/v1/access", for: .open, [(.get, login.show)]),
      Route("/v1/login", for: .open, [(.post, login.logIn)]),
      Route("/v1/logout", for: .open, [(.post, login.logOut)]),
      Route("/v1/me", for: .anyone, [(.get, login.me), (.patch, login.change)]),
      Route("/v1/keys", for: .admin, [(.get, keys.list), (.post, keys.create)]),
      Route("/v1/keys/:id", for: .admin, [(.delete, keys.revoke)]),
      Route("/v1/people", for: .admin, [(.get, people.list), (.post, people.add)]),
      Route("/v1/people/:name", for: .admin, [(.patch, people.change), (.delete, people.remove)]),
      Route("/v1/people/:name/roles/:space", for: .admin, [(.put, people.setRole), (.delete, people.takeRole)]),
    ]
  }

  private var toolRoutes: [Route] {
    guard let tools = services.tools else { return [] }
    let controller = ToolController(tools: tools, maxBodyBytes: settings.maxBodyBytes)
    let approvals = ApprovalController(tools: tools, maxBodyBytes: settings.maxBodyBytes)
    return [
      Route("/v1/tools", for: .tools, [(.get, controller.list)]),
      Route("/v1/tools/audit", for: .admin, [(.get, controller.audit)]),
      Route("/v1/tools/:name", for: .toolCall, [(.post, controller.call)]),
      Route("/v1/approvals", for: .scope(.approvals), [(.get, approvals.list)]),
      Route("/v1/approvals/:id", for: .scope(.approvals), [(.post, approvals.decide)]),
    ]
  }

  /// Open, because a browser brings the key in its first message.
  private func socketRoute(_ registry: ConnectionRegistry, _ access: AccessPolicy) -> Route {
    let feeds = Places()
    let (services, settings, tuning, identifiers) = (services, settings, tuning, identifiers)
    let controller = WebSocketController(
      parts: { client in
        SocketConversation.Parts(
          chat: services.chat, archive: services.archive, events: services.events, registry: registry,
          maxTurns: settings.maxConcurrentTurns, feeds: feeds, maxFeeds: tuning.maxSocketFeeds,
          timing: tuning.socket, identifiers: identifiers,
          caller: { (headers) throws(HTTPFailure) in try access.caller(headers, client) })
      }, access: access, registry: registry, messageLimit: tuning.socket.messageBytes)
    return Route("/ws", for: .open, [(.get, controller.open)])
  }

  private var backupRoutes: [Route] {
    guard let backups = services.backups else { return [] }
    let controller = BackupController(backups: backups)
    return [Route("/v1/backups", for: .admin, [(.get, controller.list), (.post, controller.make)])]
  }

  private var remoteServerRoutes: [Route] {
    guard let servers = services.remoteServers else { return [] }
    let controller = RemoteServerController(servers: servers)
    return [
      Route("/v1/mcp/servers", for: .admin, [(.get, controller.list)]),
      Route("/v1/mcp/servers/reload", for: .admin, [(.post, controller.reload)]),
    ]
  }

  private var scheduleRoutes: [Route] {
    guard let schedule = services.schedule else { return [] }
    let controller = ScheduleController(schedule: schedule, maxBodyBytes: settings.maxBodyBytes)
    return [
      Route("/v1/schedule", for: .tools, [(.get, controller.list), (.post, controller.add)]),
      Route("/v1/schedule/:id", for: .tools, [(.delete, controller.cancel)]),
    ]
  }

  private func mcpRoutes(_ registry: ConnectionRegistry) -> [Route] {
    guard let transport = services.mcp else { return [] }
    let mcp = MCPController(
      transport: transport, registry: registry, maxBodyBytes: settings.maxBodyBytes, keepAlive: tuning.keepAlive)
    return [Route("/mcp", for: .toolCall, [(.post, mcp.post), (.get, mcp.get), (.delete, mcp.delete)])]
      + (ResourceMetadata(settings)?.routes ?? [])
  }

  private func statusRoutes(_ registry: ConnectionRegistry) -> [Route] {
    let status = StatusController(services: services, registry: registry, version: version)
    let interactions = InteractionController(archive: services.archive)
    let metrics = services.metrics.map {
      Route("/metrics", for: .scope(.status), [(.get, MetricsController(page: $0).show)])
    }
    let health = services.health.map { HealthController(inspection: $0, version: version) }
    return [
      Route("/health/quick", for: .open, [(.get, status.health)]),
      Route("/v1/jobs", for: .memoryRead, [(.get, status.jobs)]),
      Route("/v1/interactions", for: .memory, [(.get, interactions.list)]),
    ] + (health.map { [Route("/health", for: .open, [(.get, $0.show)])] } ?? []) + (metrics.map { [$0] } ?? [])
  }

  func answerRun(_ registry: ConnectionRegistry) -> AnswerRun {
    AnswerRun(
      chat: services.chat, registry: registry, settings: settings, keepAlive: tuning.keepAlive,
      headPatience: tuning.headPatience, logger: logger)
  }

  private func chatRoutes(_ registry: ConnectionRegistry) -> [Route] {
    let chat = ChatController(run: answerRun(registry), identifiers: identifiers, wallClock: wallClock)
    let models = ModelController(chat: services.chat, models: services.models)
    return [
      Route("/v1/chat/completions", for: .chat, [(.post, chat.complete)]),
      Route("/v1/messages", for: .chat, [(.post, chat.messages)]),
      Route("/v1/messages/count_tokens", for: .chat, [(.post, chat.countTokens)]),
      Route("/v1/models", for: .anyone, [(.get, models.list)]),
      Route("/v1/models/:id*", for: .anyone, [(.get, models.show)]),
      Route("/v1/providers", for: .anyone, [(.get, models.report)]),
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
      Route("/v1/memories", for: .memory, [(.get, memory.list), (.post, memory.add)]),
      Route("/v1/memories/search", for: .memoryRead, [(.post, recall.search)]),
      Route("/v1/memories/explain", for: .memoryRead, [(.post, recall.explain)]),
      Route("/v1/memories/inbox", for: .memory, [(.get, curation.inbox)]),
      Route("/v1/memories/timeline", for: .memory, [(.get, memory.timeline)]),
      Route("/v1/memories/stats", for: .memory, [(.get, archive.statistics)]),
      Route("/v1/memories/:id", for: .memory, [(.get, curation.show), (.patch, curation.patch), (.delete, memory.remove)]),
      Route("/v1/memories/:id/history", for: .memory, [(.get, memory.history)]),
      Route("/v1/memories/:id/undo", for: .memory, [(.post, curation.undo)]),
      Route("/v1/memories/:id/restore", for: .memory, [(.post, curation.restore)]),
      Route("/v1/memories/:id/approve", for: .memory, [(.post, curation.approve)]),
      Route("/v1/memories/:id/feedback", for: .memory, [(.post, curation.judge)]),
    ]
  }

  private var archiveRoutes: [Route] {
    let archive = ArchiveController(
      archive: services.archive, forgetting: services.forgetting, prompts: services.prompts,
      conversations: services.conversations)
    let conversations = services.conversations.map {
      SessionController(conversations: $0, identifiers: identifiers, maxBodyBytes: settings.maxBodyBytes)
    }
    return [
      Route("/v1/sessions", for: .memory, [(.get, archive.sessions)]),
      Route(
        "/v1/sessions/:id", for: .memory,
        [(.get, archive.session), (.delete, archive.forgetSession)]
          + (conversations.map { [(.patch, $0.rename)] } ?? [])
      ),
      Route(
        "/v1/sessions/:id/readings", for: .memory,
        [(.get, ReadingController(archive: services.archive, readings: services.readings).readings)]),
      Route("/v1/sessions/:id/end", for: .memory, [(.post, archive.end)]),
      Route("/v1/messages/search", for: .memory, [(.get, archive.search)]),
      Route(
        "/v1/messages/:id", for: .memory,
        [(.delete, archive.forgetMessage)] + (conversations.map { [(.get, $0.message)] } ?? [])),
    ] + (conversations.map { [Route("/v1/sessions/:id/branch", for: .memory, [(.post, $0.branch)])] } ?? [])
  }

  private var graphRoutes: [Route] {
    let graph = GraphController(graph: services.graph)
    return [
      Route("/v1/graph", for: .memory, [(.get, graph.summary)]),
      Route("/v1/graph/entities", for: .memory, [(.get, graph.entities)]),
      Route("/v1/graph/entities/:ordinal", for: .memory, [(.get, graph.neighbourhood)]),
      Route("/v1/graph/overview", for: .memory, [(.get, graph.overview)]),
      Route("/v1/graph/path", for: .memory, [(.get, graph.path)]),
    ]
  }

  private var personaRoutes: [Route] {
    let persona = PersonaController(persona: services.persona)
    let extraction = ExtractionController(extraction: services.extraction, maxBodyBytes: settings.maxBodyBytes)
    return [
      Route("/v1/persona", for: .memory, [(.get, persona.show)]),
      Route("/v1/persona/insights", for: .memory, [(.get, persona.insights)]),
      Route("/v1/persona/insights/:id", for: .memory, [(.delete, persona.retire)]),
      Route("/v1/extraction", for: .admin, [(.get, extraction.results), (.post, extraction.test)]),
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
      Route("/v1/events", for: .memory, [(.get, events.follow)]),
      Route("/v1/forget", for: .memory, [(.post, forget.forget)]),
      Route("/v1/export", for: .memory, [(.get, export.run)]),
      Route("/v1/import", for: .memory, [(.post, imports.run)]),
      Route("/v1/maintenance", for: .admin, [(.post, maintenance.maintain)]),
      Route("/v1/maintenance/rebuild", for: .admin, [(.post, maintenance.rebuild)]),
    ]
  }
}
