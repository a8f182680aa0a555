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
      Route("/mem0/v1/ping", [(.get, client.ping)]),
      Route("/mem0/v3/memories", [(.post, client.page)]),
      Route("/mem0/v3/memories/add", [(.post, client.add)]),
      Route("/mem0/v3/memories/search", [(.post, client.search)]),
      Route("/mem0/v2/memories", [(.post, client.page)]),
      Route("/mem0/v2/memories/search", [(.post, client.search)]),
      Route("/mem0/v2/entities/:kind/:name", [(.delete, client.removeEntity)]),
      Route("/mem0/v1/memories", [(.get, client.list), (.post, client.add), (.delete, client.removeAll)]),
      Route("/mem0/v1/memories/search", [(.post, client.searchList)]),
      Route("/mem0/v1/memories/:id", [(.get, client.show), (.put, client.update), (.delete, client.remove)]),
      Route("/mem0/v1/memories/:id/history", [(.get, client.history)]),
      Route("/mem0/v1/batch", [(.put, client.updateMany), (.delete, client.removeMany)]),
      Route("/mem0/v1/entities", [(.get, client.entities)]),
      Route("/mem0/v1/event/:id", [(.get, client.event)]),
      Route("/mem0/memories", [(.get, server.list), (.post, server.add), (.delete, client.removeAll)]),
      Route("/mem0/memories/:id", [(.get, client.show), (.put, client.update), (.delete, client.remove)]),
      Route("/mem0/memories/:id/history", [(.get, client.history)]),
      Route("/mem0/search", [(.post, client.search)]),
      Route("/mem0/reset", [(.post, server.reset)]),
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
      Route("/letta/v1/health", [(.get, letta.health)]),
      Route("/letta/v1/blocks", [(.get, letta.blocks), (.post, letta.addBlock)]),
      Route(
        "/letta/v1/blocks/:id", [(.get, letta.block), (.patch, letta.changeBlock), (.delete, letta.removeBlock)]),
      Route("/letta/v1/blocks/:id/agents", [(.get, letta.agentsOfBlock)]),
      Route("/letta/v1/agents", [(.get, letta.agents), (.post, letta.addAgent)]),
      Route(agent, [(.get, letta.agent), (.patch, letta.changeAgent), (.delete, letta.removeAgent)]),
      Route("\(agent)/core-memory/blocks", [(.get, letta.coreMemory)]),
      Route("\(agent)/core-memory/blocks/:label", [(.get, letta.coreBlock), (.patch, letta.changeCoreBlock)]),
      Route("\(agent)/core-memory/blocks/attach/:block", [(.patch, letta.attach)]),
      Route("\(agent)/core-memory/blocks/detach/:block", [(.patch, letta.detach)]),
      Route("\(agent)/archival-memory", [(.get, passages.list), (.post, passages.add)]),
      Route("\(agent)/archival-memory/search", [(.get, passages.search)]),
      Route("\(agent)/archival-memory/:passage", [(.delete, passages.remove)]),
    ]
  }
}
