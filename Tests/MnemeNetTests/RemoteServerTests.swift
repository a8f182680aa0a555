import HTTPTypes
import Hummingbird
import MnemeCore
import MnemeModels
import MnemeNet
import NIOCore
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The chat model, the probe and the directory over real sockets.
@Suite struct RemoteServerTests {
  @Test func anAnswerStreamsOverASocketAndItsConnectionIsKept() async throws {
    let connections = Seen<String>()
    let router = Router(context: PeerContext.self)
    router.post("/v1/chat/completions") { request, context in
      _ = connections.add(context.peer)
      #expect(request.headers[.authorization] == "Bearer sk-very-secret")
      #expect(request.headers[HTTPField.Name("X-Mneme-Hop")!] == "1")
      _ = try await request.body.collect(upTo: 1 << 20)
      let events = [chunk("In "), chunk("Porto"), chunk(".", finish: "stop"), "[DONE]"].map { "data: \($0)\n\n" }
      return Response(status: .ok, headers: [.contentType: "text/event-stream"], body: pieces(events))
    }
    try await withFetcher(router, limits: .oneKeptConnection) { fetcher, base in
      var patient = keyed
      patient.firstByteSeconds = 3600
      patient.idleSeconds = 3600
      let model = try model(fetcher, base: base, settings: patient)
      for _ in 0..<3 {
        let answer = await collect(model)
        #expect(answer.text == "In Porto.")
        #expect(answer.finish == .stop)
      }
    }
    #expect(connections.all.count == 3)
    #expect(Set(connections.all).count == 1)
  }

  @Test func droppingTheStreamStopsTheServersWork() async throws {
    let (ended, end) = AsyncStream<Void>.makeStream()
    let router = Router()
    router.post("/v1/chat/completions") { _, _ in
      Response(
        status: .ok, headers: [.contentType: "text/event-stream"],
        body: ResponseBody { writer in
          defer { end.finish() }
          while true {
            try await writer.write(ByteBuffer(string: "data: \(chunk("word "))\n\n"))
            try await Task.sleep(for: .milliseconds(5))
          }
        })
    }
    try await withFetcher(router) { fetcher, base in
      var events = 0
      for try await _ in try model(fetcher, base: base).stream(ask("Go on")) {
        events += 1
        if events == 3 { break }
      }
      for await _ in ended {}
      #expect(events == 3)
    }
  }

  @Test(arguments: [true, false])
  func aServerThatDiesInTheMiddleIsNotCalledUnreachable(byReset: Bool) async throws {
    let router = Router(context: ChannelContext.self)
    router.post("/v1/chat/completions") { _, context in
      Response(
        status: .ok, headers: [.contentType: "text/event-stream"],
        body: pieces(["data: \(chunk("Half "))\n\n"]) {
          if byReset {
            try await (context.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
          }
          try await context.channel.close()
        })
    }
    try await withFetcher(router) { fetcher, base in
      let answer = await collect(try model(fetcher, base: base))
      #expect(answer.text == "Half ")
      #expect(answer.error == .upstream)
      #expect(answer.message?.contains("Cannot reach") == false, "\(answer.message ?? "")")
      #expect(answer.message?.contains("answer") == true)
    }
  }

  @Test func silenceInTheMiddleIsATimeout() async throws {
    let router = Router()
    router.post("/v1/chat/completions") { _, _ in
      Response(
        status: .ok, headers: [.contentType: "text/event-stream"],
        body: pieces(["data: \(chunk("In "))\n\n"]) { try await Task.sleep(for: .seconds(60)) })
    }
    try await withFetcher(router) { fetcher, base in
      var settings = ChatModelSettings()
      settings.idleSeconds = 1
      let answer = await collect(try model(fetcher, base: base, settings: settings))
      #expect(answer.text == "In ")
      #expect(answer.error == .timeout)
    }
  }

  @Test func theProbeFindsServersInOrderAndSkipsWhatIsNone() async throws {
    let closed = try await withServer(Router()) { $0 }
    let servers = [
      Listing(#"{"data":[{"id":"slow-chat"}]}"#, delay: .milliseconds(100)), Listing("<html>"),
      Listing(#"{"data":[{"id":"recall","owned_by":"mneme"}]}"#),
      Listing(#"{"data":[{"id":"nomic-embed-text"}]}"#),
      Listing(#"{"data":[{"id":"text-embedding-3"},{"id":"quick-chat"},{"id":"other"}]}"#),
    ]
    try await withListings(servers) { ports in
      let places = ([closed] + ports).map { ModelProbe.Place(product: "p\($0)", port: $0) }
      try await withProbe(places, patience: .seconds(20)) { probe, fetcher in
        let found = await probe.find()
        #expect(found.map(\.models) == [["slow-chat"], ["quick-chat", "other"]])
        #expect(await probe.find(except: [ports[0]]).map(\.product) == ["p\(ports[4])"])
        var settings = ChatModelSettings()
        settings.model = "other"
        let directory = ChatModelDirectory(settings: settings, fetcher: fetcher, probe: probe)
        let resolution = try await directory.resolve()
        #expect(resolution.models.map(\.name) == ["other", "slow-chat", "quick-chat"])
        #expect(resolution.notes.isEmpty)
      }
    }
  }

  @Test func aPlaceThatDoesNotAnswerDoesNotHoldUpTheProbe() async throws {
    try await withListings([Listing(#"{"data":[{"id":"late"}]}"#, delay: .seconds(60))]) { ports in
      try await withProbe([.init(product: "stuck", port: ports[0])], patience: .milliseconds(100)) { probe, _ in
        #expect(await probe.find().isEmpty)
      }
    }
  }
}

@Suite struct ChatModelDirectoryTests {
  private func resolve(_ answers: [ScriptedFetcher.Answer], baseURL: String?, model: String? = nil) async throws
    -> ChatModelDirectory.Resolution
  {
    var settings = ChatModelSettings()
    settings.baseURL = baseURL
    settings.model = model
    settings.probe = false
    return try await ChatModelDirectory(settings: settings, fetcher: ScriptedFetcher(answers)).resolve()
  }

  @Test func aConfiguredModelNeedsNoQuestion() async throws {
    let resolution = try await resolve([], baseURL: "http://127.0.0.1:9", model: "mine")
    #expect(resolution.models.map(\.name) == ["mine"])
  }

  @Test func withoutANameTheServersChatModelsAreOffered() async throws {
    let list = #"{"data":[{"id":"a"},{"id":"bge-small"},{"id":"recall"},{"id":"b"},{"id":"a"}]}"#
    let resolution = try await resolve([.status(200, list)], baseURL: "http://127.0.0.1:9")
    #expect(resolution.models.map(\.name) == ["a", "b"])
  }

  @Test func aServerThatIsDownIsANoteAndAModelForLater() async throws {
    let down = MnemeError(.upstream, "Cannot reach 127.0.0.1:9.")
    let resolution = try await resolve([.error(down)], baseURL: "http://127.0.0.1:9")
    #expect(resolution.models.map(\.name) == ["remote"])
    #expect(resolution.notes == ["Cannot reach 127.0.0.1:9."])
  }

  @Test func nothingConfiguredIsNothing() async throws {
    #expect(try await resolve([], baseURL: nil).models.isEmpty)
  }

  @Test func aBaseURLThatIsNoneIsAConfigurationError() async throws {
    let error = await #expect(throws: MnemeError.self) { try await resolve([], baseURL: "somewhere") }
    #expect(error?.code == .configuration)
  }
}

/// What a server says under `/v1/models`, and when.
private struct Listing: Sendable {
  let body: String
  let delay: Duration

  init(_ body: String, delay: Duration = .zero) {
    self.body = body
    self.delay = delay
  }
}

/// Runs `body` with the ports of one server for each listing.
private func withListings(
  _ listings: [Listing], ports: [Int] = [], _ body: @escaping @Sendable ([Int]) async throws -> Void
) async throws {
  guard let listing = listings.first else { return try await body(ports) }
  let router = Router()
  router.get("/v1/models") { _, _ in
    try await Task.sleep(for: listing.delay)
    return Response(
      status: .ok, headers: [.contentType: "application/json"],
      body: .init(byteBuffer: ByteBuffer(string: listing.body)))
  }
  try await withServer(router) { port in
    try await withListings(Array(listings.dropFirst()), ports: ports + [port], body)
  }
}

private func withProbe(
  _ places: [ModelProbe.Place], patience: Duration, _ body: (ModelProbe, HTTPFetcher) async throws -> Void
) async throws {
  let fetcher = HTTPFetcher()
  do {
    try await body(ModelProbe(fetcher: fetcher, places: places, patience: patience), fetcher)
  } catch {
    await fetcher.shutdown()
    throw error
  }
  await fetcher.shutdown()
}
