import HTTPTypes
import MnemeCore

/// Addresses of other programs' memory clients.
extension HTTPServer {
  var mem0Routes: [Route] {
    guard let records = services.records else { return [] }
    let client = Mem0Controller(
      services: services, records: records, identifiers: identifiers, wallClock: wallClock,
      maxBodyBytes: settings.maxBodyBytes)
    let server = Mem0ServerController(client: client)
    return [
      Route("/mem0/v1/ping", for: .memoryRead, [(.get, client.ping)]),
      Route("/mem0/v3/memories", for: .memoryRead, [(.post, client.page)]),
      Route("/mem0/v3/memories/add", for: .memory, [(.post, client.add)]),
      Route("/mem0/v3/memories/search", for: .memoryRead, [(.post, client.search)]),
      Route("/mem0/v2/memories", for: .memoryRead, [(.post, client.page)]),
      Route("/mem0/v2/memories/search", for: .memoryRead, [(.post, client.search)]),
      Route("/mem0/v2/entities/:kind/:name", for: .memory, [(.delete, client.removeEntity)]),
      Route("/mem0/v1/memories", for: .memory, [(.get, client.list), (.post, client.add), (.delete, client.removeAll)]),
      Route("/mem0/v1/memories/search", for: .memoryRead, [(.post, client.searchList)]),
      Route("/mem0/v1/memories/:id", for: .memory, [(.get, client.show), (.put, client.update), (.delete, client.remove)]),
      Route("/mem0/v1/memories/:id/history", for: .memory, [(.get, client.history)]),
      Route("/mem0/v1/batch", for: .memory, [(.put, client.updateMany), (.delete, client.removeMany)]),
      Route("/mem0/v1/entities", for: .memory, [(.get, client.entities)]),
      Route("/mem0/v1/event/:id", for: .memory, [(.get, client.event)]),
      Route("/mem0/memories", for: .memory, [(.get, server.list), (.post, server.add), (.delete, client.removeAll)]),
      Route("/mem0/memories/:id", for: .memory, [(.get, client.show), (.put, client.update), (.delete, client.remove)]),
      Route("/mem0/memories/:id/history", for: .memory, [(.get, client.history)]),
      Route("/mem0/search", for: .memoryRead, [(.post, client.search)]),
      Route("/mem0/reset", for: .memory, [(.post, server.reset)]),
    ]
  }
}

extension HTTPServer {
  var lettaRoutes: [Route] {
    guard let records = services.records else { return [] }
    let letta = LettaController(
      records: records, identifiers: identifiers, wallClock: wallClock, version: version,
      maxBodyBytes: settings.maxBodyBytes)
    let passages = LettaPassageController(
      services: services, records: records, wallClock: wallClock, maxBodyBytes: settings.maxBodyBytes)
    let agent = "/letta/v1/agents/:id"
    return [
      Route("/letta/v1/health", for: .memory, [(.get, letta.health)]),
      Route("/letta/v1/blocks", for: .memory, [(.get, letta.blocks), (.post, letta.addBlock)]),
      Route(
        "/letta/v1/blocks/:id", for: .memory, [(.get, letta.block), (.patch, letta.changeBlock), (.delete, letta.removeBlock)]),
      Route("/letta/v1/blocks/:id/agents", for: .memory, [(.get, letta.agentsOfBlock)]),
      Route("/letta/v1/agents", for: .memory, [(.get, letta.agents), (.post, letta.addAgent)]),
      Route(agent, for: .memory, [(.get, letta.agent), (.patch, letta.changeAgent), (.delete, letta.removeAgent)]),
      Route("\(agent)/core-memory/blocks", for: .memory, [(.get, letta.coreMemory)]),
      Route("\(agent)/core-memory/blocks/:label", for: .memory, [(.get, letta.coreBlock), (.patch, letta.changeCoreBlock)]),
      Route("\(agent)/core-memory/blocks/attach/:block", for: .memory, [(.patch, letta.attach)]),
      Route("\(agent)/core-memory/blocks/detach/:block", for: .memory, [(.patch, letta.detach)]),
      Route("\(agent)/archival-memory", for: .memory, [(.get, passages.list), (.post, passages.add)]),
      Route("\(agent)/archival-memory/search", for: .memory, [(.get, passages.search)]),
      Route("\(agent)/archival-memory/:passage", for: .memory, [(.delete, passages.remove)]),
    ]
  }
}
