import Foundation
import Logging
import MnemeCore
import MnemeHTTP
import ServiceLifecycle
import Synchronization
import Testing

@testable import mneme

/// The client of a running server against the server itself, over a socket.
@Suite struct RemoteServicesTests {
  func withServer(
    _ fake: FakeServices, key: String? = nil, token: String? = nil, _ body: (String) async throws -> Void
  ) async throws {
    var settings = ServerSettings()
    settings.port = 0
    settings.apiKey = key
    settings.shutdownSeconds = 0
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let (ports, port) = AsyncStream<Int>.makeStream()
    let server = HTTPServer(
      services: HTTPServices(
        chat: fake, memory: fake, curation: fake, imports: fake, archive: fake, graph: fake, forgetting: fake,
        transfer: fake, maintenance: fake, events: fake, prompts: fake, models: fake, persona: fake, readings: fake,
        extraction: fake
      ) {
        Readiness(embedder: .ready, chatModel: false)
      },
      settings: settings, version: "1", localToken: token, logger: logger, onBound: { port.yield($0.port) })
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(services: [.init(service: server)], logger: logger))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      var iterator = ports.makeAsyncIterator()
      let bound = try #require(await iterator.next())
      do {
        try await body("http://127.0.0.1:\(bound)")
      } catch {
        await group.triggerGracefulShutdown()
        throw error
      }
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
  }

  @Test func everyVerbComesThroughAsItWasAsked() async throws {
    let fake = FakeServices()
    let space = try SpaceID("ada")
    try await withServer(fake) { url in
      let remote = RemoteServices.connect(to: url + "/v1/", key: nil)
      let stored = try await remote.memory.remember(Statement(text: "Ravi lives in Oslo.", kind: .fact), in: space)
      #expect(stored.text == FakeServices.memory.text && stored.attribute == "home" && stored.repetitions == 2)
      #expect(fake.state.withLock { $0.spaces } == [space])
      #expect(fake.state.withLock { $0.statements } == [Statement(text: "Ravi lives in Oslo.", kind: .fact)])

      let result = try await remote.memory.recall(RecallQuery(space: space, text: "Oslo", limit: 3, explain: true))
      #expect(result.hits == [FakeServices.hit])
      #expect(result.dropped == [FakeServices.hit])
      #expect(result.lexicalOnly)
      #expect(fake.state.withLock { $0.queries.map(\.space) } == [space])

      #expect(try await remote.memory.history(of: "m-1", in: .me) == [FakeServices.entry])
      #expect(
        try await remote.memory.memories(in: .me, includeInactive: true, before: nil, limit: 5)
          == [FakeServices.memory])
      try await remote.memory.retire(memory: "m-1", in: .me)
      #expect(try await remote.chat.sessions(in: .me, limit: 5) == [FakeServices.session])
      #expect(await remote.chat.models().map(\.name).contains("recall"))
      let queue = try await remote.imports.queueStatus(of: nil, wait: false)
      #expect(queue == QueueStatus(depth: 2, oldestAge: 1.5, failed: 1))
      await remote.close()
    }
  }

  @Test func anImportKeepsEveryField() async throws {
    let fake = FakeServices()
    let batch = [
      ImportedMessage(
        externalID: "x-1", session: "s", time: FakeServices.time, role: .user, speaker: "Ada", text: "a\n\"b\" é"),
      ImportedMessage(
        externalID: "x-2", session: "s", time: FakeServices.time.addingTimeInterval(0.25), role: .assistant,
        speaker: nil, text: "두 번째"),
    ]
    try await withServer(fake) { url in
      let remote = RemoteServices.connect(to: url, key: nil)
      let count = try await remote.imports.importMessages(batch, in: .me)
      #expect(count == ImportCount(accepted: 1, skipped: 1))
      #expect(fake.state.withLock { $0.batches } == [batch])
      await remote.close()
    }
  }

  @Test func aTurnStreamsWithItsEvidence() async throws {
    let fake = FakeServices()
    try await withServer(fake) { url in
      let remote = RemoteServices.connect(to: url, key: nil)
      var started: TurnStart?
      var text = ""
      var ended: TurnEnd?
      let request = ChatRequest(
        space: .me, channel: "terminal", messages: [ModelMessage(role: .user, content: "Where?")])
      for try await event in remote.chat.reply(to: request) {
        switch event {
        case .started(let start): started = start
        case .text(let piece): text += piece
        case .tool, .toolCalls: break
        case .finished(let end): ended = end
        }
      }
      #expect(started?.session == "s-1")
      #expect(started?.recalled == [FakeServices.hit])
      #expect(text == "Oslo, since \u{1B}[31mMay.\u{7}")
      #expect(ended?.finish == .stop)
      let seen = try #require(fake.state.withLock { $0.requests.first })
      #expect(seen.user == "terminal")
      #expect(seen.messages.map(\.content) == ["Where?"])
      await remote.close()
    }
  }

  @Test func errorsKeepTheirKindAndSayWhatToDo() async throws {
    try await withServer(FakeServices(failure: MnemeError(.upstream, "The model went away."))) { url in
      let remote = RemoteServices.connect(to: url, key: nil)
      let missing = await #expect(throws: MnemeError.self) { try await remote.memory.retire(memory: "?", in: .me) }
      #expect(missing?.code == .notFound)
      let broken = await #expect(throws: MnemeError.self) {
        let request = ChatRequest(
          space: .me, channel: "terminal", messages: [ModelMessage(role: .user, content: "Where?")])
        for try await _ in remote.chat.reply(to: request) {}
      }
      #expect(broken?.message == "The model went away.")
      await remote.close()
    }
  }

  @Test func aServerWithAKeyTakesTheTokenOfItsRecord() async throws {
    try await withServer(FakeServices(), key: "secret", token: "token") { url in
      for key in ["token", "secret"] {
        let remote = RemoteServices.connect(to: url, key: key)
        let sessions = try await remote.chat.sessions(in: .me, limit: 1)
        #expect(sessions.count == 1)
        await remote.close()
      }
      let stranger = RemoteServices.connect(to: url, key: "wrong")
      let error = await #expect(throws: MnemeError.self) { try await stranger.chat.sessions(in: .me, limit: 1) }
      #expect(error?.code == .unauthorized)
      #expect(error?.message.contains("MNEME_API_KEY") == true)
      #expect(error?.message.contains("wrong") == false)
      await stranger.close()
    }
  }

  @Test func nobodyAtTheAddressIsToldInWords() async throws {
    let remote = RemoteServices.connect(to: "http://127.0.0.1:1", key: nil)
    let error = await #expect(throws: MnemeError.self) { try await remote.chat.sessions(in: .me, limit: 1) }
    #expect(error?.code == .upstream)
    await remote.close()
  }

  @Test func aStreamThatStopsEarlyIsNoAnswer() throws {
    var reading = RemoteAnswer(session: nil, model: "m")
    let chunk = #"{"model":"recall","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}"#
    let events = try reading.read(.init(data: chunk))
    #expect(events.count == 2)
    #expect(throws: MnemeError.self) { try reading.end() }
    #expect(throws: MnemeError.self) { try reading.read(.init(data: "<html>")) }
    _ = try reading.read(.init(data: "[DONE]"))
    #expect(try reading.end().count == 1)
  }
}
