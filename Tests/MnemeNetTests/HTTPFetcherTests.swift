import Hummingbird
import MnemeCore
import MnemeNet
import Testing

@Suite struct HTTPFetcherTests {
  @Test func aResponseHasStatusHeadersAndBody() async throws {
    let router = Router()
    router.post("/echo") { request, _ in
      let body = try await request.body.collect(upTo: 1000)
      return Response(status: .created, headers: [.contentType: "text/x-echo"], body: .init(byteBuffer: body))
    }
    try await withFetcher(router) { fetcher, base in
      let response = try await fetcher.fetch(
        FetchRequest(method: "POST", url: base + "/echo", body: Array("hello".utf8)))
      #expect(response.status == 201)
      #expect(response.header("Content-Type") == "text/x-echo")
      #expect(try await response.collect(upTo: 10) == Array("hello".utf8))
    }
  }

  @Test func oneConnectionServesRequestAfterRequest() async throws {
    let clients = Seen<String>()
    let router = Router(context: PeerContext.self)
    router.get("/") { _, context in
      _ = clients.add(context.peer)
      return "ok"
    }
    try await withFetcher(router, limits: .oneKeptConnection) { fetcher, base in
      for _ in 0..<5 {
        let request = FetchRequest(url: base + "/", headTimeout: .seconds(3600), idleTimeout: .seconds(3600))
        _ = try await fetcher.fetch(request).collect(upTo: 10)
      }
    }
    #expect(clients.all.count == 5)
    #expect(Set(clients.all).count == 1)
  }

  @Test func piecesArriveBeforeTheBodyEnds() async throws {
    let (gate, open) = AsyncStream<Void>.makeStream()
    let router = Router()
    router.get("/") { _, _ in
      Response(status: .ok, body: pieces(["first"]) { for await _ in gate {} })
    }
    try await withFetcher(router) { fetcher, base in
      let response = try await fetcher.fetch(FetchRequest(url: base + "/"))
      var iterator = response.body.makeAsyncIterator()
      #expect(try await iterator.next() == Array("first".utf8))
      // The handler ends only now: the first piece cannot have waited for it.
      open.finish()
      #expect(try await iterator.next() == nil)
    }
  }

  @Test func aServerThatDoesNotAnswerIsATimeout() async throws {
    let router = Router()
    router.get("/") { _, _ in
      try await Task.sleep(for: .seconds(60))
      return "late"
    }
    try await withFetcher(router) { fetcher, base in
      let error = await #expect(throws: MnemeError.self) {
        try await fetcher.fetch(FetchRequest(url: base + "/?key=secret", headTimeout: .milliseconds(100)))
      }
      #expect(error?.code == .timeout)
      #expect(error?.message.contains("secret") == false)
    }
  }

  @Test func silenceInsideABodyIsATimeout() async throws {
    let router = Router()
    router.get("/") { _, _ in
      Response(status: .ok, body: pieces(["a"]) { try await Task.sleep(for: .seconds(60)) })
    }
    try await withFetcher(router) { fetcher, base in
      let response = try await fetcher.fetch(
        FetchRequest(
          url: base + "/", idleTimeout: .milliseconds(100), firstPieceTimeout: .seconds(30)))
      let error = await #expect(throws: MnemeError.self) { try await response.collect(upTo: 100) }
      #expect(error?.code == .timeout)
    }
  }

  @Test func aBodyThatBreaksOffIsNotAWholeOne() async throws {
    struct Broken: Error {}
    let router = Router()
    router.get("/") { _, _ in Response(status: .ok, body: pieces(["half"]) { throw Broken() }) }
    try await withFetcher(router) { fetcher, base in
      let response = try await fetcher.fetch(FetchRequest(url: base + "/"))
      let error = await #expect(throws: MnemeError.self) { try await response.collect(upTo: 100) }
      #expect(error?.code == .upstream)
    }
  }

  @Test func aRefusedConnectionNamesHostAndPortOnly() async throws {
    // A server that has been and gone leaves a port where nobody listens.
    let port = try await withServer(Router()) { $0 }
    let fetcher = HTTPFetcher()
    let error = await #expect(throws: MnemeError.self) {
      try await fetcher.fetch(
        FetchRequest(
          url: "http://127.0.0.1:\(port)/private?token=secret",
          headers: [(name: "Authorization", value: "Bearer secret")]))
    }
    await fetcher.shutdown()
    #expect(error?.code == .upstream)
    #expect(error?.message == "Cannot reach 127.0.0.1:\(port).")
  }

  @Test func redirectsAreNotFollowed() async throws {
    let visits = Seen<String>()
    let router = Router()
    router.get("/from") { _, _ in Response.redirect(to: "/to", type: .found) }
    router.get("/to") { _, _ in
      _ = visits.add("to")
      return "there"
    }
    try await withFetcher(router) { fetcher, base in
      let response = try await fetcher.fetch(FetchRequest(url: base + "/from"))
      #expect(response.status == 302)
      _ = try await response.collect(upTo: 1000)
    }
    #expect(visits.all.isEmpty)
  }

  @Test func cancellingTheReaderEndsTheTransfer() async throws {
    let (ended, end) = AsyncStream<Void>.makeStream()
    let router = Router()
    router.get("/") { _, _ in
      Response(
        status: .ok,
        body: ResponseBody { writer in
          defer { end.finish() }
          // Ends when a write fails because the client is gone.
          while true {
            try await writer.write(ByteBuffer(string: "tick"))
            try await Task.sleep(for: .milliseconds(5))
          }
        })
    }
    try await withFetcher(router) { fetcher, base in
      let (began, begin) = AsyncStream<Void>.makeStream()
      let reader = Task {  // awaited below
        defer { begin.finish() }
        for try await _ in try await fetcher.fetch(FetchRequest(url: base + "/")).body { begin.finish() }
      }
      // Cancelled earlier, the request might never reach the server.
      for await _ in began {}
      reader.cancel()
      _ = await reader.result
      for await _ in ended {}
    }
  }

  @Test func afterShutdownRequestsAreRefusedAndShutdownRepeats() async throws {
    let router = Router()
    router.get("/") { _, _ in "ok" }
    try await withFetcher(router) { fetcher, base in
      _ = try await fetcher.fetch(FetchRequest(url: base + "/")).collect(upTo: 10)
      await fetcher.shutdown()
      await fetcher.shutdown()
      let error = await #expect(throws: MnemeError.self) {
        try await fetcher.fetch(FetchRequest(url: base + "/"))
      }
      #expect(error?.code == .unavailable)
    }
  }

  @Test(arguments: [
    "", "127.0.0.1:80/x", "file:///etc/passwd", "http://", "http://user:pass@127.0.0.1/", "http://127.0.0.1:99999/",
  ])
  func anAddressThatIsNoneIsRefused(_ url: String) async throws {
    let error = await #expect(throws: MnemeError.self) { try await HTTPFetcher().fetch(FetchRequest(url: url)) }
    #expect(error?.code == .invalidInput)
    #expect(error?.message.contains("pass@") == false)
  }
}

/// Runs `body` with a fetcher and the base URL of a server for `router`; shuts both down.
func withFetcher<Context: InitializableFromSource<ApplicationRequestContextSource> & RequestContext>(
  _ router: Router<Context>, limits: HTTPFetcher.Limits = .init(),
  _ body: @escaping @Sendable (HTTPFetcher, String) async throws -> Void
) async throws {
  try await withServer(router) { port in
    let fetcher = HTTPFetcher(limits: limits)
    do {
      try await body(fetcher, "http://127.0.0.1:\(port)")
    } catch {
      await fetcher.shutdown()
      throw error
    }
    await fetcher.shutdown()
  }
}

extension HTTPFetcher.Limits {
  /// A request waits for the connection of the one before, which the pool gets back a moment after the body's end: what is
  /// seen does not depend on which of the two is faster.
  static var oneKeptConnection: Self {
    var limits = Self()
    limits.connectionsPerHost = 1
    limits.keepAlive = .seconds(3600)
    return limits
  }
}

/// Knows which connection a request came over.
struct PeerContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let peer: String

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    peer = source.channel.remoteAddress?.description ?? "?"
  }
}
